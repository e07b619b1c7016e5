"""Sets of screening questions: the list, one version, the editor; and an opening's own."""

from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import exports
from recruiting import screening_sets as verbs
from recruiting.forms.screening import SetForm, set_as_form
from recruiting.models import DispositionReason, Opening, ScreeningSet, ScreeningVersion
from recruiting.queries import screening_sets as queries
from recruiting.queries.reasons import in_use as reasons_in_use
from recruiting.states import QuestionKind, ReasonFamily
from recruiting.views.blueprint import bp
from recruiting.views.openings import opening_or_404


class Asked(NamedTuple):
    """A set with what it belongs to."""

    found: ScreeningSet
    opening: Opening | None
    name: str
    may_edit: bool


@bp.get("/screening-sets", endpoint="screening_sets")
@requires(Permission.SEE_OPENINGS)
def screening_sets_list() -> str:
    return render_template("recruiting/screening/sets.html", rows=queries.listed(current_user))


@bp.get("/screening-sets/export.<kind>")
@requires(Permission.SEE_OPENINGS)
def export_screening_sets(kind: str) -> Any:
    """Every question of the newest version of each set, with its answers and points."""
    rows = queries.listed(current_user)
    versions = queries.with_questions([row.version_id for row in rows])
    lines = exports.screening_rows(rows, versions)
    return spreadsheets.answer(lines, exports.screening_header(), "screening-questions", kind)


@bp.get("/screening-sets/<int:set_id>")
@requires(Permission.SEE_OPENINGS)
def screening_set(set_id: int) -> str:
    """One version of a set, the newest unless another one is asked for."""
    asked = _asked_or_404(set_id)
    versions = queries.versions(set_id)
    number = request.args.get("version", type=int) or versions[0].number
    version = _numbered(set_id, number) or abort(404)
    return render_template(
        "recruiting/screening/set.html", asked=asked, version=version, versions=versions, newest=versions[0]
    )


def _numbered(set_id: int, number: int) -> ScreeningVersion | None:
    return queries.numbered(set_id, number) if 0 < number < 1_000_000 else None


def _asked_or_404(set_id: int) -> Asked:
    row = queries.found(set_id, current_user) or abort(404)
    found, profile, opening = row
    name = f"{opening.code} {say(opening.title)}" if opening else say(profile.name)
    return Asked(found, opening, name, verbs.may_edit(found, opening, current_user))


@bp.route("/screening-sets/<int:set_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def edit_screening_set(set_id: int) -> Any:
    asked = _asked_or_404(set_id)
    newest = queries.newest_of(set_id) or abort(404)
    reasons = _reasons(newest)
    form = SetForm(data=set_as_form(verbs.drafts(newest), newest.number)).offering(reasons)
    adding = request.form.get("add", "")
    if adding in set(QuestionKind):
        form.add(QuestionKind(adding), reasons)
    elif form.validate_on_submit() and (answer := _publish(asked, form)):
        return answer
    status = 422 if form.problems() else 200
    page = render_template(
        "recruiting/screening/edit_set.html", asked=asked, form=form, newest=newest, kinds=QuestionKind
    )
    return page, status


def _reasons(version: ScreeningVersion) -> list[DispositionReason]:
    """Those in use, and the retired ones that a question still names."""
    in_use = list(reasons_in_use(ReasonFamily.REJECTION))
    named = {one.reason.id: one.reason for one in version.questions if one.reason is not None}
    return [
        *in_use,
        *(reason for number, reason in named.items() if number not in {one.id for one in in_use}),
    ]


def _publish(asked: Asked, form: SetForm) -> Any:
    try:
        version = verbs.publish(
            asked.found,
            form.drafts(),
            actor=current_user,
            opening=asked.opening,
            based_on=form.based_on.data or 0,
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    if version is None:
        flash(_("Nothing differs from what is published."), "now")
    else:
        flash(_("Version %(number)s is published.", number=version.number), "good")
    return redirect(url_for(".screening_set", set_id=asked.found.id))


@bp.post("/openings/<int:opening_id>/screening-set")
@requires(Permission.EDIT_OPENINGS)
def begin_screening_set(opening_id: int) -> Any:
    """Let the opening ask its own questions, and go on to change them."""
    opening = opening_or_404(opening_id)
    try:
        own = verbs.begin_for_opening(opening, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".opening_settings", opening_id=opening_id))
    db.session.commit()
    flash(_("This opening now asks its own questions, so far the same as its role profile."), "good")
    return redirect(url_for(".edit_screening_set", set_id=own.id))
