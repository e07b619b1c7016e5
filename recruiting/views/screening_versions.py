"""Moving an answered application to the questions that are asked today, after a look at what that means."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import screening as verbs
from recruiting.queries import scoring
from recruiting.queries import screening as queries
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.screening import in_screening


@bp.get("/applications/<int:application_id>/screening/newer")
@requires(Permission.RECORD_RESULTS)
def newer_screening(application_id: int) -> Any:
    """What would stay answered, and what has to be asked again."""
    visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
    found = queries.answered(visit.application)
    newer = queries.newer(visit.application, found)
    if newer is None or not in_screening(visit) or scoring.owes_scorecard(application_id, current_user):
        return redirect(url_for(".screening", application_id=application_id))
    return render_template(
        "recruiting/screening/newer.html", application=visit.application, found=found, newer=newer
    )


@bp.post("/applications/<int:application_id>/screening/newer")
@requires(Permission.RECORD_RESULTS)
def move_screening(application_id: int) -> Any:
    visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
    try:
        version = verbs.move_to_newest(visit, actor=current_user, seen=request.form.get("seen", ""))
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".newer_screening", application_id=application_id))
    db.session.commit()
    flash(_("The questions of v%(number)s are asked now.", number=version.number), "good")
    return redirect(url_for(".screening", application_id=application_id))
