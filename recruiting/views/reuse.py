"""Former results of a candidate that may count again, and for how long such results do."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import reuse as verbs
from recruiting.forms import reuse as forms
from recruiting.queries import interviews
from recruiting.queries import reuse as queries
from recruiting.queries.scoring import owes_scorecard
from recruiting.views.application import visit_or_404
from recruiting.views.attempt import did
from recruiting.views.blueprint import bp


@bp.get("/applications/<int:application_id>/former-results")
@requires(Permission.RECORD_RESULTS)
def former_results(application_id: int) -> Any:
    """A page; asked for as a part of that of the application, one line, and nothing where none may count."""
    visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
    if owes_scorecard(application_id, current_user):
        abort(404)  # whoever has still to judge is not told how others did
    found = queries.former_results(visit, current_user)
    if "HX-Request" in request.headers:
        former = [one for one in found if one.counts]
        return render_template("recruiting/application/_former.html", visit=visit, former=former)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(*forms.former(found), "former-results", kind)
    return render_template(
        "recruiting/scoring/former.html",
        visit=visit,
        application=visit.application,
        rows=found,
        carried=queries.carried_into(application_id),
        asked=interviews.panel(visit.id),
    )


@bp.post("/applications/<int:application_id>/former-results/<int:visit_id>")
@requires(Permission.RECORD_RESULTS)
def carry_result(application_id: int, visit_id: int) -> Any:
    visit = visit_or_404(application_id, Permission.RECORD_RESULTS)
    if owes_scorecard(application_id, current_user):
        abort(404)
    try:
        verbs.carry(visit, visit_id, actor=current_user, seen=request.form.get("seen"))
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".former_results", application_id=application_id))
    db.session.commit()
    flash(_("The former result counts here now; it is on record."), "good")
    return redirect(url_for(".application", application_id=application_id))


@bp.route("/reuse-windows", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def reuse_windows() -> Any:
    """How many months results count again, by kind of stage."""
    editions = queries.editions()
    export = request.args.get("export")
    if export:
        return spreadsheets.answer(*forms.editions(editions), "reuse-windows", export)
    form = forms.WindowForm(data=forms.shown(queries.windows()))
    if form.validate_on_submit() and did(
        form, lambda: verbs.set_windows(form.months(), seen=form.editions(), actor=current_user)
    ):
        flash(_("Saved. What was let count before goes on counting."), "good")
        return redirect(url_for(".reuse_windows"))
    page = render_template("recruiting/scoring/reuse_windows.html", form=form, editions=editions)
    return (page, 422) if form.errors else page
