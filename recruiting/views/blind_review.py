"""Reviewing blind: the switch of an opening, and looking behind it for one application."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import blind_review as verbs
from recruiting.forms.moving import ReasonForm
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.openings import opening_or_404
from recruiting.views.undo import came_from


@bp.post("/openings/<int:opening_id>/blind-review")
@requires(Permission.EDIT_OPENINGS)
def turn_blind_review(opening_id: int) -> Any:
    opening = opening_or_404(opening_id)
    on = request.form.get("on") == "yes"
    try:
        verbs.turn(opening, on, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_("Reviewed blind from now on.") if on else _("No longer reviewed blind."), "good")
    return redirect(url_for(".opening_settings", opening_id=opening_id))


@bp.route("/applications/<int:application_id>/identity", methods=["GET", "POST"])
@requires(Permission.SEE_APPLICATIONS)
def identity(application_id: int) -> Any:
    """What is hidden and why; saying for what reason one looks behind it."""
    visit = visit_or_404(application_id)
    form = ReasonForm(**({"formdata": None, "next": came_from()} if request.method == "GET" else {}))
    if form.validate_on_submit():
        try:
            verbs.look_behind(visit.application, actor=current_user, reason=form.reason.data or "")
        except Refused as refusal:
            db.session.rollback()
            visit = visit_or_404(application_id)
            form.reason.errors = [*form.reason.errors, refusal.sentence]
        else:
            db.session.commit()
            flash(_("Shown to you from now on. That you looked is on record."), "now")
            return redirect(url_for(".application", application_id=application_id))
    page = render_template(
        "recruiting/screening/identity.html", application=visit.application, visit=visit, form=form
    )
    return page, 422 if form.errors else 200
