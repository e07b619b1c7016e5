"""Files of monthly figures: looked at line by line, taken in, undone."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from careers import exports, file_undoing, importing, imports
from careers.entering import ReviewRefused
from careers.forms.reviews import ConfirmForm, ImportForm, headings_sent, meaning_name, meanings_sent
from careers.importing import Line
from careers.queries import entering as queries
from careers.queries import formulas, headings, reviews
from careers.views.blueprint import bp
from careers.words import month as month_said
from core import spreadsheets
from core.db import db
from core.i18n import _, ngettext
from core.tables_in import TableRefused
from people.guard import requires
from people.permissions import Permission

SHOWN = 100
NAMED = 8


@bp.route("/reviews/import", methods=["GET", "POST"])
@requires(Permission.REVIEW_MONTHS)
def import_figures() -> Any:
    """A dry run: every line with what it would do; nothing is written."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _asked(form)
    content = form.file.data.read()
    try:
        read = _read(content, form.month.data, headings.said(current_user))
    except TableRefused as refusal:
        form.blame(refusal)
        return _asked(form)
    confirm = ConfirmForm(formdata=None)
    confirm.content.data = b64encode(content).decode()
    confirm.name.data, confirm.month.data = form.file.data.filename, form.month.data
    return _looked_at(confirm, read)


def _asked(form: ImportForm) -> tuple[str, int]:
    page = render_template("careers/import.html", form=form, read=None)
    return page, 422 if form.errors or form.form_errors else 200


def _read(content: bytes, month: str | None, said: dict[str, str]) -> imports.Read:
    people = reviews.names_in_reach(current_user)
    return imports.read(content, people, formulas.formulas(), imports.month_read(month or ""), said)


def _looked_at(confirm: ConfirmForm, read: imports.Read) -> str:
    """What would be done is found out by doing it, and letting it be."""
    would, refused = _tried(_readable(read), confirm.name.data or "")
    bad = {one.line: one.problem for one in read.lines if one.problem} | dict(refused)
    return render_template(
        "careers/import.html",
        form=ImportForm(formdata=None),
        confirm=confirm,
        read=read,
        name=confirm.name.data,
        would=would,
        good=[one for one in read.lines if one.line not in bad],
        problems=sorted(bad.items()),
        meaning_name=meaning_name,
        indicators=formulas.indicators(),
    )


def _readable(read: imports.Read) -> list[Line]:
    return [one for one in read.lines if one.problem is None]


def _tried(lines: Sequence[Line], name: str) -> tuple[tuple[int, int], list[tuple[int, str]]]:
    """How many months would be entered and corrected, and which lines would be refused."""
    try:
        return importing.take_in(lines, name, actor=current_user), []
    except importing.ImportRefused as refusal:
        db.session.rollback()
        rest = _without(lines, refusal.problems)
        return importing.take_in(rest, name, actor=current_user), refusal.problems
    finally:
        db.session.rollback()


def _without(lines: Sequence[Line], problems: Sequence[tuple[int, str]]) -> list[Line]:
    bad = {line for line, _sentence in problems}
    return [one for one in lines if one.line not in bad]


@bp.post("/reviews/import/looked-at-again")
@requires(Permission.REVIEW_MONTHS)
def look_again() -> Any:
    """The same file, after somebody has said what its columns mean."""
    form = _confirmed()
    return _looked_at(form, _sent_again(form))


@bp.post("/reviews/import/confirmed")
@requires(Permission.REVIEW_MONTHS)
def confirm_import() -> Any:
    """Those lines of the file that can be taken in are, or none of them."""
    form = _confirmed()
    read, name = _sent_again(form), form.name.data or ""
    good = _without(_readable(read), _tried(_readable(read), name)[1])
    try:
        entered, corrected = importing.take_in(good, name, actor=current_user)
    except importing.ImportRefused:
        db.session.rollback()
        return _looked_at(form, read), 422
    importing.learn(read.said, headings_sent(request.form), actor=current_user)
    db.session.commit()
    said = _("Taken in: %(entered)s months entered, %(corrected)s corrected.",
             entered=entered, corrected=corrected)  # fmt: skip
    flash(said, "good")
    first = good[0].month if good else None
    return redirect(url_for(".reviews", month=f"{first:%Y-%m}" if first else None))


def _confirmed() -> ConfirmForm:
    form = ConfirmForm()
    return form if form.validate() else abort(400)


def _sent_again(form: ConfirmForm) -> imports.Read:
    try:
        content = b64decode(form.content.data or "", validate=True)
        return _read(content, form.month.data, meanings_sent(request.form))
    except (NotBase64, TableRefused):
        abort(400)


# What was taken in


@bp.get("/reviews/imports")
@requires(Permission.REVIEW_MONTHS)
def figure_imports() -> Any:
    statement = queries.imports(current_user)
    kind = request.args.get("export")
    if kind:
        rows = exports.figure_import_rows(reviews.rows(statement))
        return spreadsheets.answer(rows, exports.figure_import_header(), "files of figures", kind)
    return render_template("careers/figure_imports.html", rows=reviews.rows(statement, SHOWN))


@bp.post("/reviews/imports/<int:import_id>/undo")
@requires(Permission.REVIEW_MONTHS)
def undo_figures(import_id: int) -> Any:
    made = queries.reached(current_user, import_id) or abort(404)
    try:
        done = file_undoing.undo(made, actor=current_user)
    except ReviewRefused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".figure_imports"))
    db.session.commit()
    said = ngettext("%(num)s month stands as before.", "%(num)s months stand as before.", done.back)
    flash(said, "good" if done.back else "warn")
    for name, month, sentence in done.left[:NAMED]:
        line = _("%(name)s, %(month)s: %(sentence)s", name=name, month=month_said(month), sentence=sentence)
        flash(line, "warn")
    if len(done.left) > NAMED:
        flash(_("And %(num)s more were left as they are.", num=len(done.left) - NAMED), "warn")
    return redirect(url_for(".figure_imports"))
