"""The screening of one application: its answers, the points of each and why, and letting the score stand."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import screening as verbs
from recruiting.forms.screening import given, sheet_form
from recruiting.models import Visit
from recruiting.queries import scoring
from recruiting.queries import screening as queries
from recruiting.queries.blindness import is_screening
from recruiting.states import Status
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.undo import came_from


@bp.route("/applications/<int:application_id>/screening", methods=["GET"])
@requires(Permission.SEE_APPLICATIONS)
def screening(application_id: int) -> Any:
    """A page; asked for as a part of that of the application, the points alone."""
    visit = visit_or_404(application_id)
    if "HX-Request" in request.headers:
        return _summary(visit)
    found = queries.answered(visit.application)
    return _page(visit, found, sheet_form(found))


@bp.post("/applications/<int:application_id>/screening")
@requires(Permission.RECORD_RESULTS)
def answer_screening(application_id: int) -> Any:
    visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
    found = queries.answered(visit.application)
    form = sheet_form(found)
    if not form.validate_on_submit():
        return _page(visit, found, form)
    try:
        changed = verbs.answer(
            visit, given(form, found), actor=current_user, seen=request.form.get("seen", "")
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
        return _page(visit, queries.answered(visit.application), form)
    db.session.commit()
    flash(
        _("The answers are on record.") if changed else _("Nothing differs from what is on record."), "good"
    )
    return redirect(url_for(".screening", application_id=application_id))


@bp.post("/applications/<int:application_id>/screening/background")
@requires(Permission.RECORD_RESULTS)
def take_over_background(application_id: int) -> Any:
    """Answer what the candidate's background answers."""
    return _done(application_id, verbs.take_over, _("Taken over from the background."))


@bp.post("/applications/<int:application_id>/screening/confirmation")
@requires(Permission.RECORD_RESULTS)
def confirm_screening(application_id: int) -> Any:
    return _done(application_id, verbs.confirm, _("The score is the result of the screening."))


def _done(application_id: int, verb: Callable[..., Any], said: str) -> Any:
    """Do what a single button asks for; a refusal is said above the page it came from."""
    visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
    try:
        verb(visit, actor=current_user, seen=request.form.get("seen"))
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(said, "good")
    return redirect(_back(application_id))


def _back(application_id: int) -> str:
    return came_from() if request.form.get("next") else url_for(".screening", application_id=application_id)


def _summary(visit: Visit) -> str:
    hidden = scoring.owes_scorecard(visit.application_id, current_user)
    return render_template(
        "recruiting/screening/_summary.html",
        application=visit.application,
        found=None if hidden else queries.answered(visit.application),
    )


def _page(visit: Visit, found: queries.Answered, form: Any) -> Any:
    hidden = scoring.owes_scorecard(visit.application_id, current_user)
    page = render_template(
        "recruiting/screening/screening.html",
        visit=visit,
        application=visit.application,
        found=found,
        score=found.score,
        form=form,
        hidden=hidden,
        may_answer=not hidden and in_screening(visit) and current_user.may(Permission.RECORD_RESULTS),
        newer=queries.newer(visit.application, found) if not hidden and in_screening(visit) else None,
        history=queries.history(found.sheet.id) if found.sheet else {},
    )
    return page, 422 if form.errors or form.form_errors else 200


def in_screening(visit: Visit) -> bool:
    """Does the application stand, active, in a screening?"""
    return visit.application.status is Status.ACTIVE and is_screening(visit)
