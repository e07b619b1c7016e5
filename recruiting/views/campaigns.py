"""Campaigns: what is asked for, filled and taught together, and how far it is."""

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
from recruiting.forms import campaign_lists as lists
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


TABLES = {
    "requisition": (queries.requisitions_of, lists.requisitions_of_campaign),
    "opening": (queries.openings_of, lists.openings_of_campaign),
    "cohort": (queries.cohorts_of, lists.cohorts_of_campaign),
}


@bp.get("/campaigns/<int:campaign_id>")
@requires(Permission.SEE_OPENINGS)
def campaign(campaign_id: int) -> Any:
    found, kind = campaign_or_404(campaign_id), request.args.get("export")
    if not kind:
        return _shown(found, None)
    of = request.args.get("of", "opening")
    rows, table = TABLES.get(of) or abort(404)
    return spreadsheets.answer(*table(rows(campaign_id, current_user)), f"campaign-{campaign_id}-{of}", kind)


def _shown(found: Campaign, failed: TakeInForm | None) -> Any:
    form, today = failed or TakeInForm(formdata=None), clock.today()
    page = render_template(
        "recruiting/campaigns/campaign.html",
        campaign=found,
        failed=failed,
        today=today,
        requisitions=queries.requisitions_of(found.id, current_user),
        openings=queries.openings_of(found.id, current_user),
        cohorts=queries.cohorts_of(found.id, current_user),
        form=form.offering(queries.others(found.id, current_user, today)),
        record=planning_record.lines(opening_pages.record_of("campaign", found.id), planning_record.CAMPAIGN),
    )
    return (page, 422) if failed else page


@bp.post("/campaigns/<int:campaign_id>/parts")
@requires(Permission.EDIT_OPENINGS)
def take_in(campaign_id: int) -> Any:
    found = campaign_or_404(campaign_id)
    form = TakeInForm().offering(queries.others(campaign_id, current_user, clock.today()))
    if not form.validate_on_submit():
        return _shown(found, form)
    part = part_or_404(*form.chosen())
    verbs.take_in(found, part, actor=current_user)
    db.session.commit()
    flash(_("%(code)s is in the campaign.", code=part.code), "good")
    return redirect(url_for(".campaign", campaign_id=campaign_id))


def part_or_404(kind: str, part_id: int) -> queries.Part:
    return queries.part(kind, part_id) or abort(404)


@bp.post("/campaigns/<int:campaign_id>/parts/<kind>/<int:part_id>/removal")
@requires(Permission.EDIT_OPENINGS)
def let_go(campaign_id: int, kind: str, part_id: int) -> Any:
    found, part = campaign_or_404(campaign_id), part_or_404(kind, part_id)
    try:
        verbs.let_go(found, part, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_("%(code)s goes on by itself.", code=part.code), "good")
    return redirect(url_for(".campaign", campaign_id=campaign_id))
