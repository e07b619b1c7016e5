"""Rewards for referrals: which are due, paying, forfeiting, taking back; and whom a candidate came from."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import rewards as verbs
from recruiting import sources
from recruiting.forms.channels import SourceForm, WhyForm, reward_header, reward_rows
from recruiting.forms.touches import touched
from recruiting.models import ReferralReward
from recruiting.queries import candidates as candidate_queries
from recruiting.queries import rewards as queries
from recruiting.queries import touches
from recruiting.states import RewardState
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp

ALL = "all"


def _state() -> RewardState | None:
    """The state asked for; what is due where nothing is."""
    asked = request.args.get("state", RewardState.DUE.value)
    return next((state for state in RewardState if state.value == asked), None)


@bp.get("/rewards")
@requires(Permission.EDIT_CHANNELS)
def rewards() -> str | Response:
    state = _state()
    kind = request.args.get("export")
    if kind:
        found = queries.all_rewards(current_user, state)
        return spreadsheets.answer(reward_rows(found), reward_header(), "rewards", kind)
    after, before = request.args.get("after"), request.args.get("before")
    return render_template(
        "recruiting/channels/rewards.html",
        page=queries.page_of_rewards(current_user, state, after, before),
        counts=queries.counts(current_user),
        state=state,
        asked={"state": state.value if state else ALL},
        states=RewardState,
    )


def _reward_or_404(reward_id: int) -> ReferralReward:
    return queries.reward(reward_id, current_user) or abort(404)


@bp.post("/rewards/<int:reward_id>/payment")
@requires(Permission.EDIT_CHANNELS)
def pay_reward(reward_id: int) -> Any:
    reward = _reward_or_404(reward_id)
    try:
        verbs.pay(reward, actor=current_user, seen=request.form.get("seen", type=int))
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_("Paid to %(name)s, and booked as a cost.", name=reward.referrer.name), "good")
    return redirect(url_for(".rewards"))


@bp.route("/rewards/<int:reward_id>/forfeit", methods=["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def forfeit_reward(reward_id: int) -> Any:
    return _with_reason(_reward_or_404(reward_id), verbs.forfeit, _("Forfeited."), "forfeit")


@bp.route("/rewards/<int:reward_id>/return", methods=["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def restore_reward(reward_id: int) -> Any:
    return _with_reason(_reward_or_404(reward_id), verbs.restore, _("Restored."), "restore")


def _with_reason(reward: ReferralReward, verb: Any, said: str, way: str) -> Any:
    form = WhyForm(seen=reward.version)
    if form.is_submitted() and form.validate():
        try:
            verb(reward, form.why.data or "", actor=current_user, seen=form.seen.data)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(said, "good")
            return redirect(url_for(".rewards", state=reward.state.value))
    page = render_template("recruiting/channels/reward.html", reward=reward, form=form, way=way)
    return page, 422 if form.errors else 200


@bp.route("/applications/<int:application_id>/source", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def correct_source(application_id: int) -> Any:
    visit = visit_or_404(application_id, Permission.ADD_CANDIDATES)
    application = visit.application
    if kind := request.args.get("export"):
        return spreadsheets.answer(*touched(touches.history(application_id)), "touches", kind)
    known = {"channel": application.channel_id, "referrer": application.referrer_id or ""}
    form = SourceForm(data={**known, "seen": application.version})
    form.offering(candidate_queries.channels(), candidate_queries.colleagues(), application.referrer)
    if form.is_submitted() and form.validate() and _corrected(application, form):
        flash(_("Saved."), "good")
        return redirect(url_for(".application", application_id=application_id))
    page = render_template(
        "recruiting/candidates/source.html",
        form=form,
        application=application,
        touches=touches.history(application_id),
    )
    return page, 422 if form.errors else 200


def _corrected(application: Any, form: SourceForm) -> bool:
    try:
        sources.correct(
            application,
            candidate_queries.channel(form.channel.data),
            candidate_queries.person(form.referrer.data) if form.referrer.data else None,
            actor=current_user,
            why=form.why.data or "",
            seen=form.seen.data,
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    return True
