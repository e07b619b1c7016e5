"""Money spent on channels: booked, and corrected by new rows. Nothing that was booked is overwritten."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from core import clock, money
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import rules
from recruiting.models import Channel, ChannelCost, Opening, ReferralReward
from recruiting.pipeline import check_may
from recruiting.queries import costs as queries


class CostRefused(Refused):
    """Nothing was booked."""


@dataclass(frozen=True)
class Spent:
    """`amount` in the smallest unit of `currency`; without an opening it was for all of them."""

    spent_on: date
    amount: int
    currency: str
    opening: Opening | None = None
    campaign: str = ""
    note: str = ""


def book(
    channel: Channel,
    spent: Spent,
    *,
    actor: Account | None,
    once: str | None = None,
    reward: ReferralReward | None = None,
) -> ChannelCost:
    """Book what was spent. `once`: the name of the form that asks; sent twice, it is booked once."""
    _check_may(actor)
    _check(spent)
    if spent.amount <= 0:
        raise CostRefused(_("Not booked. An amount above 0 is needed."), "amount")
    cost = _row(channel.id, spent, actor)
    cost.once, cost.reward_id = once, reward.id if reward else None
    _add(cost, CostRefused(_("Not booked again. This cost was booked a moment ago.")))
    record("cost booked", channel, actor_id=cost.booked_by_id, **_in_numbers(cost))
    return cost


def correct(cost: ChannelCost, spent: Spent, why: str, *, actor: Account | None) -> ChannelCost:
    """Replace a cost by a new row; an amount of nothing cancels it. The old row stays to be seen."""
    _check_may(actor)
    _check(spent)
    if queries.replacement_of(cost.id) is not None:
        raise _overtaken()
    if not rules.explains(why):
        raise CostRefused(_("Not corrected. Say in at least one sentence why."), "why")
    new = _row(cost.channel_id, spent, actor)
    new.replaces_id, new.why, new.reward_id = cost.id, why.strip(), cost.reward_id
    if _same(cost, new):
        raise CostRefused(_("Not corrected. Nothing differs from what is booked."))
    _add(new, _overtaken())
    record(
        "cost corrected",
        cost.channel,
        actor_id=new.booked_by_id,
        reason=why,
        replaces=cost.id,
        amount_before=cost.amount,
        **_in_numbers(new),
    )
    return new


def cancel_payment(reward: ReferralReward, why: str, *, actor: Account | None) -> None:
    """The reward was not paid after all: what was booked for it is cancelled."""
    cost = queries.cost_of_reward(reward.id)
    if cost is not None and cost.amount:
        spent = Spent(cost.spent_on, 0, cost.currency, cost.opening, cost.campaign or "", cost.note)
        correct(cost, spent, why, actor=actor)


def _check_may(actor: Account | None) -> None:
    check_may(actor, Permission.EDIT_CHANNELS)


def _check(spent: Spent) -> None:
    if spent.currency not in money.CURRENCIES:
        raise CostRefused(_("Not booked. Choose a currency of the list."), "currency")
    if not 0 <= spent.amount <= money.MOST:
        raise CostRefused(_("Not booked. The amount is out of range."), "amount")
    if spent.spent_on > clock.today():
        raise CostRefused(_("Not booked. The day is still to come."), "spent_on")


def _overtaken() -> CostRefused:
    return CostRefused(_("Not corrected. Somebody has corrected this cost meanwhile; look at the new one."))


def _row(channel_id: int, spent: Spent, actor: Account | None) -> ChannelCost:
    return ChannelCost(
        channel_id=channel_id,
        opening_id=spent.opening.id if spent.opening else None,
        campaign=spent.campaign.strip() or None,
        spent_on=spent.spent_on,
        amount=spent.amount,
        currency=spent.currency,
        note=spent.note.strip(),
        booked_at=clock.now(),
        booked_by_id=actor.id if actor else None,
    )


def _same(old: ChannelCost, new: ChannelCost) -> bool:
    parts = ("opening_id", "campaign", "spent_on", "amount", "currency", "note")
    return all(getattr(old, part) == getattr(new, part) for part in parts)


def _add(cost: ChannelCost, too_late: CostRefused) -> None:
    """Two at once: the database lets one through."""
    try:
        with db.session.begin_nested():
            db.session.add(cost)
    except IntegrityError as fault:
        raise too_late from fault


def _in_numbers(cost: ChannelCost) -> dict[str, Any]:
    return {
        "cost": cost.id,
        "amount": cost.amount,
        "currency": cost.currency,
        "opening": cost.opening_id,
        "reward": cost.reward_id,
    }
