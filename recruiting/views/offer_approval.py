"""Approving an offer that somebody else wrote, and whether who worked here before may come back."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from recruiting import hiring, offers
from recruiting.models import Visit
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp
from recruiting.views.offers import offer_or_404, try_act, try_with_reason


@bp.post("/applications/<int:application_id>/offers/<int:offer_id>/approval")
@requires(Permission.APPROVE_OFFERS)
def approve_offer(application_id: int, offer_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.APPROVE_OFFERS)
    made = offer_or_404(visit, offer_id, Permission.APPROVE_OFFERS)
    told = _("Approved; the offer can be sent now.")
    return try_act(visit, lambda: offers.approve(visit, made, actor=current_user), told, "recruiting.offer")


@bp.post("/applications/<int:application_id>/offers/<int:offer_id>/disapproval")
@requires(Permission.APPROVE_OFFERS)
def turn_down_offer(application_id: int, offer_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.APPROVE_OFFERS)
    made = offer_or_404(visit, offer_id, Permission.APPROVE_OFFERS)

    def act(why: str) -> None:
        offers.turn_down(visit, made, actor=current_user, reason=why)

    told = _("Not approved; its author reads why on the record.")
    return try_with_reason(visit, act, told, "recruiting.offer")


@bp.post("/applications/<int:application_id>/return")
@requires(Permission.OVERRIDE_RESULTS)
def let_return(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.OVERRIDE_RESULTS)
    may_return = request.form.get("answer") == "allowed"
    act = partial(_let_return, visit, may_return)
    return try_with_reason(visit, act, _("The decision is on record."), "recruiting.offer")


def _let_return(visit: Visit, may_return: bool, why: str) -> None:
    hiring.let_return(visit, may_return, actor=current_user, reason=why)
