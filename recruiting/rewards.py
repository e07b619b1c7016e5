"""Rewards for referrals: promised with the hire, due once the hire has stayed, then paid, or forfeited.

The only writer of a reward's state. A reward is promised under the terms that held on the day of the
application; later terms change nothing about it.
"""

from datetime import timedelta
from typing import Any

from core import clock
from core.db import db
from core.i18n import _, day
from core.record import Way, by, record
from core.refusal import Refused
from people.models import Account, Employment
from people.permissions import Permission
from recruiting import costs, rules
from recruiting.models import Application, ReferralReward
from recruiting.pipeline import check_may
from recruiting.queries import channels, rewards
from recruiting.states import CostModel, RewardState


class RewardRefused(Refused):
    """The reward stays as it is."""


def promise(
    application: Application, employment: Employment, *, actor: Account | None
) -> ReferralReward | None:
    """Promise the reward for a hire who was referred; None where nobody did or the terms name none."""
    applied_on = clock.local(application.applied_at).date()
    terms = channels.terms_on(application.channel_id, applied_on) if application.referrer_id else None
    if terms is None or terms.model is not CostModel.BONUS:
        return None
    assert terms.amount and terms.currency and terms.stay_days and application.referrer_id
    reward = ReferralReward(
        application_id=application.id,
        employment_id=employment.id,
        referrer_id=application.referrer_id,
        terms_id=terms.id,
        amount=terms.amount,
        currency=terms.currency,
        started_on=employment.started_on,
        due_on=employment.started_on + timedelta(days=terms.stay_days),
        state=RewardState.PENDING,
    )
    db.session.add(reward)
    db.session.flush()
    _tell("reward promised", reward, None, actor, due_on=reward.due_on.isoformat())
    return reward


def follow_source(application: Application, why: str, *, actor: Account | None) -> None:
    """Who referred was corrected: what was promised goes to who it is now, if to anybody. Raises
    RewardRefused once it is paid."""
    reward = rewards.live_reward(application.id)
    if reward is not None and reward.state is RewardState.PAID:
        raise RewardRefused(_("Not corrected. The reward is paid already; take the payment back first."))
    if reward is not None:
        _turn(reward, RewardState.FORFEITED, "reward forfeited", actor, why)
    employment = rewards.running_employment(application)
    if employment is not None:
        promise(application, employment, actor=actor)


def lapse(application: Application, why: str, *, actor: Account | None) -> None:
    """The hire was taken back or did not come: nothing is owed for it."""
    reward = rewards.live_reward(application.id)
    if reward is not None and reward.state is not RewardState.PAID:
        _turn(reward, RewardState.FORFEITED, "reward forfeited", actor, why)


def fall_due() -> int:
    """Let fall due what is due today or before, and forfeit what whoever left too early would have
    earned; returns how many changed. For the worker; doing it twice does no harm."""
    found = rewards.to_settle(clock.today())
    with by(Way.RULE):
        for reward in found:
            if rules.has_stayed(reward.due_on, reward.employment.ended_on):
                _turn(reward, RewardState.DUE, "reward due", None)
            else:
                _turn(reward, RewardState.FORFEITED, "reward forfeited", None)
    return len(found)


def pay(reward: ReferralReward, *, actor: Account, seen: int | None = None) -> None:
    """Record that a reward that is due was paid today, and book it as a cost of its channel.

    seen: the version that the page showed."""
    _look_again(reward, actor, seen)
    if reward.state is not RewardState.DUE:
        raise RewardRefused(_not_due(reward))
    _turn(reward, RewardState.PAID, "reward paid", actor)
    application = reward.application
    spent = costs.Spent(
        spent_on=clock.today(),
        amount=reward.amount,
        currency=reward.currency,
        opening=application.opening,
    )
    costs.book(application.channel, spent, reward=reward, actor=actor)


def _not_due(reward: ReferralReward) -> str:
    if reward.state is RewardState.PENDING:
        return _("Not paid. It falls due on %(day)s.", day=day(reward.due_on))
    if reward.state is RewardState.PAID:
        return _("Not paid again. It was paid on %(day)s.", day=day(reward.settled_on))
    return _("Not paid. It is forfeited; restore it first.")


def forfeit(reward: ReferralReward, why: str, *, actor: Account, seen: int | None = None) -> None:
    """Nothing will be paid, for a reason."""
    _look_again(reward, actor, seen)
    if reward.state not in (RewardState.PENDING, RewardState.DUE):
        raise RewardRefused(_("Not forfeited. It is paid or forfeited already."))
    _check_reason(why)
    _turn(reward, RewardState.FORFEITED, "reward forfeited", actor, why)


def restore(reward: ReferralReward, why: str, *, actor: Account, seen: int | None = None) -> None:
    """Take a forfeit or a payment back, for a reason: it is due, or not yet, as its day says. What was
    booked for a payment is cancelled by a row of its own."""
    _look_again(reward, actor, seen)
    if reward.state not in (RewardState.PAID, RewardState.FORFEITED):
        raise RewardRefused(_("Not restored. It is neither paid nor forfeited."))
    _check_reason(why)
    if reward.state is RewardState.FORFEITED:
        _check_still_earned(reward)
    else:
        costs.cancel_payment(reward, why, actor=actor)
    to = RewardState.DUE if reward.due_on <= clock.today() else RewardState.PENDING
    _turn(reward, to, "reward restored", actor, why)


def _check_still_earned(reward: ReferralReward) -> None:
    if not rules.has_stayed(reward.due_on, reward.employment.ended_on):
        raise RewardRefused(_("Not restored. The hire left before the reward fell due."))
    if rewards.live_reward(reward.application_id) is not None:
        raise RewardRefused(_("Not restored. Another reward is promised for this hire."))


def _look_again(reward: ReferralReward, actor: Account, seen: int | None) -> None:
    check_may(actor, Permission.EDIT_CHANNELS)
    db.session.refresh(reward, ["state", "settled_on", "version"], with_for_update=True)
    if seen is not None and seen != reward.version:
        raise RewardRefused(_("Not done. Somebody has changed this reward meanwhile; look again."))


def _check_reason(why: str) -> None:
    if not rules.explains(why):
        raise RewardRefused(_("Not done. Say in at least one sentence why."), "why")


def _turn(
    reward: ReferralReward, to: RewardState, verb: str, actor: Account | None, why: str | None = None
) -> None:
    before, reward.state = reward.state, to
    settled = to in (RewardState.PAID, RewardState.FORFEITED)
    reward.settled_on = clock.today() if settled else None
    db.session.flush()
    _tell(verb, reward, before, actor, why)


def _tell(
    verb: str,
    reward: ReferralReward,
    before: RewardState | None,
    actor: Account | None,
    why: str | None = None,
    **details: Any,
) -> None:
    record(
        verb,
        reward,
        actor_id=actor.id if actor else None,
        reason=why,
        rule=f"channel terms {reward.terms_id}",
        application=reward.application_id,
        before=before.value if before else None,
        state=reward.state.value,
        **details,
    )
