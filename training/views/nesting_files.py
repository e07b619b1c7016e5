"""Files of nesting's daily numbers: looked at line by line, taken in, taken back."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _, ngettext
from core.tables_in import TableRefused
from people.guard import requires
from people.permissions import Permission
from training import importing
from training.forms.exams import day_read
from training.forms.nesting_files import ConfirmForm, ImportForm
from training.importing import Line, Taken
from training.imports import nesting as files
from training.queries import nesting_files as queries
from training.views.attempt import done
from training.views.blueprint import bp

Problems = Sequence[tuple[int, str]]


@bp.route("/nesting/import", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def import_nesting() -> Any:
    """A dry run: every line with what it would do; nothing is written."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    content = form.file.data.read()
    try:
        read = _read(content, form.day.data)
    except TableRefused as refusal:
        form.blame(refusal)
        return _page(form), 422
    confirm = ConfirmForm(formdata=None)
    confirm.content.data = b64encode(content).decode()
    confirm.name.data = form.file.data.filename
    confirm.day.data = form.day.data.isoformat() if form.day.data else ""
    return _looked_at(confirm, read)


def _read(content: bytes, day: date | None) -> files.Read:
    return files.read(content, queries.group(current_user), day)


def _page(form: ImportForm, **shown: Any) -> str:
    whole = {"read": None, "good": [], "problems": [], "would": Taken(), **shown}
    return render_template(
        "training/nesting/import.html", form=form, files=queries.taken_in(current_user), **whole
    )


def _looked_at(confirm: ConfirmForm, read: files.Read) -> str:
    """What would be done is found out by doing it, and letting it be."""
    would, refused = _tried([one for one in read.lines if one.problem is None], confirm.name.data or "")
    bad = dict(refused)
    good = [one for one in read.lines if one.problem is None and one.line not in bad]
    problems = [
        (one.line, one.problem or bad[one.line]) for one in read.lines if one.problem or one.line in bad
    ]
    return _page(
        ImportForm(formdata=None), confirm=confirm, read=read, good=good, problems=problems, would=would
    )


def _tried(lines: Sequence[Line], name: str) -> tuple[Taken, Problems]:
    try:
        return importing.take_in(lines, name, actor=current_user), []
    except importing.ImportRefused as refusal:
        db.session.rollback()
        bad = {line for line, _sentence in refusal.problems}
        rest = [one for one in lines if one.line not in bad]
        return importing.take_in(rest, name, actor=current_user), refusal.problems
    finally:
        db.session.rollback()


@bp.post("/nesting/import/confirmed")
@requires(Permission.USE_PRODUCT)
def confirm_nesting() -> Any:
    """Those lines of the file that can be taken in are, or none of them."""
    form = ConfirmForm()
    if not form.validate():
        abort(400)
    read = _sent_again(form)
    __, refused = _tried([one for one in read.lines if one.problem is None], form.name.data or "")
    bad = {line for line, _sentence in refused}
    good = [one for one in read.lines if one.problem is None and one.line not in bad]
    try:
        taken = importing.take_in(good, form.name.data or "", actor=current_user)
    except importing.ImportRefused:
        db.session.rollback()
        return _looked_at(form, read), 422
    db.session.commit()
    said = _(
        "Taken in: %(entered)s days entered, %(corrected)s corrected, %(known)s there already.",
        entered=taken.entered,
        corrected=taken.corrected,
        known=taken.known,
    )
    flash(said, "good")
    return redirect(url_for(".import_nesting"))


def _sent_again(form: ConfirmForm) -> files.Read:
    try:
        content = b64decode(form.content.data or "", validate=True)
        return _read(content, day_read(form.day.data or ""))
    except (NotBase64, TableRefused):
        abort(400)


@bp.post("/nesting/imports/<key>/return")
@requires(Permission.USE_PRODUCT)
def take_nesting_back(key: str) -> Any:
    """Let what stood before a file stand again."""
    count = len(queries.rows_of(key, current_user.id)) or abort(404)
    said = ngettext(
        "%(num)s day is as it was before the file.", "%(num)s days are as they were before the file.", count
    )
    return done(lambda: importing.take_back(key, actor=current_user), said, url_for(".import_nesting"))
