"""Campaigns: for what openings are filled together, and how far they are."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import campaigns as verbs
from recruiting import planning_record
from recruiting.forms import lists
from recruiting.forms.requisitions import (
    CampaignForm,
    TakeInForm,
    campaign_header,
    campaign_rows,
    plan_of,
)
from recruiting.models import Campaign
from recruiting.queries import campaigns as queries
from recruiting.queries import opening_pages
from recruiting.views.blueprint import bp
from recruiting.views.openings import opening_or_404


@bp.get("/campaigns", endpoint="campaigns")
@requires(Permission.SEE_OPENINGS)
def campaigns_list() -> Any:
    return render_template(
        "recruiting/campaigns/campaigns.html", rows=queries.listed(current_user), today=clock.today()
    )


@bp.get("/campaigns/export.<kind>")
@requires(Permission.SEE_OPENINGS)
def export_campaigns(kind: str) -> Any:
    rows = campaign_rows(queries.listed(current_user))
    return spreadsheets.answer(rows, campaign_header(), "campaigns", kind)


@bp.route("/campaigns/new", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def new_campaign() -> Any:
    form = CampaignForm(intake_from=clock.today()).offering()
    if form.validate_on_submit():
        begun = _kept(form, lambda: verbs.begin(form.plan(), actor=current_user))
        if begun:
            return redirect(url_for(".campaign", campaign_id=begun.id))
    page = render_template("recruiting/campaigns/plan.html", form=form, campaign=None)
    return page, 422 if form.errors else 200


@bp.route("/campaigns/<int:campaign_id>/plan", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def change_campaign(campaign_id: int) -> Any:
    found = campaign_or_404(campaign_id)
    form = CampaignForm(data=plan_of(found)).offering()

    def change() -> Campaign:
        verbs.change(found, form.plan(), actor=current_user, seen=form.version.data)
        return found

    if form.validate_on_submit() and _kept(form, change):
        flash(_("Saved."), "good")
        return redirect(url_for(".campaign", campaign_id=campaign_id))
    page = render_template("recruiting/campaigns/plan.html", form=form, campaign=found)
    return page, 422 if form.errors else 200


def _kept(form: Any, act: Callable[[], Campaign]) -> Campaign | None:
    """What was done and kept; a refusal is said in the form and changes nothing."""
    try:
        done = act()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    return done


def campaign_or_404(campaign_id: int) -> Campaign:
    return queries.campaign(campaign_id) or abort(404)


@bp.get("/campaigns/<int:campaign_id>")
@requires(Permission.SEE_OPENINGS)
def campaign(campaign_id: int) -> Any:
    found, kind = campaign_or_404(campaign_id), request.args.get("export")
    if kind:
        rows = queries.openings_of(campaign_id, current_user)
        return spreadsheets.answer(*lists.openings_of_campaign(rows), f"campaign-{campaign_id}", kind)
    return _shown(found, None)


def _shown(found: Campaign, failed: TakeInForm | None) -> Any:
    form = failed or TakeInForm(formdata=None)
    page = render_template(
        "recruiting/campaigns/campaign.html",
        campaign=found,
        failed=failed,
        today=clock.today(),
        openings=queries.openings_of(found.id, current_user),
        form=form.offering(queries.others(found.id, current_user)),
        record=planning_record.lines(opening_pages.record_of("campaign", found.id), planning_record.CAMPAIGN),
    )
    return (page, 422) if failed else page


@bp.post("/campaigns/<int:campaign_id>/openings")
@requires(Permission.EDIT_OPENINGS)
def take_opening_in(campaign_id: int) -> Any:
    found = campaign_or_404(campaign_id)
    form = TakeInForm().offering(queries.others(campaign_id, current_user))
    if not form.validate_on_submit():
        return _shown(found, form)
    verbs.take_in(found, opening_or_404(form.opening.data), actor=current_user)
    db.session.commit()
    flash(_("The opening is in the campaign."), "good")
    return redirect(url_for(".campaign", campaign_id=campaign_id))


@bp.post("/campaigns/<int:campaign_id>/openings/<int:opening_id>/removal")
@requires(Permission.EDIT_OPENINGS)
def let_opening_go(campaign_id: int, opening_id: int) -> Any:
    found = campaign_or_404(campaign_id)
    try:
        verbs.let_go(found, opening_or_404(opening_id), actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_("The opening goes on by itself."), "good")
    return redirect(url_for(".campaign", campaign_id=campaign_id))
