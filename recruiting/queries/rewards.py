"""Rewards for referrals: what is promised, due, paid, forfeited."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from core import keyset
from core.db import db
from people.models import Account, Employment, Person
from people.permissions import Permission
from recruiting.models import Application, ChannelTerms, Opening, ReferralReward
from recruiting.queries.reach import reachable
from recruiting.states import RewardState, Status


def live_reward(application_id: int) -> ReferralReward | None:
    """The reward of the application's hire that is not forfeited, kept still."""
    return db.session.scalar(
        select(ReferralReward)
        .where(ReferralReward.application_id == application_id, ReferralReward.state != RewardState.FORFEITED)
        .with_for_update()
    )


def running_employment(application: Application) -> Employment | None:
    """The employment that hiring this application began, while it lasts."""
    if application.status is not Status.HIRED or application.employment_id is None:
        return None
    found = db.session.get_one(Employment, application.employment_id)
    return found if found.ended_on is None else None


def to_settle(today: date) -> Sequence[ReferralReward]:
    """Those not yet due whose day has come, or whose hire has left, kept still."""
    return db.session.scalars(
        select(ReferralReward)
        .join(ReferralReward.employment)
        .where(
            ReferralReward.state == RewardState.PENDING,
            (ReferralReward.due_on <= today) | (Employment.ended_on < today),
        )
        .options(contains_eager(ReferralReward.employment))
        .order_by(ReferralReward.id)
        .with_for_update(of=ReferralReward)
    ).all()


def reward(reward_id: int, account: Account) -> ReferralReward | None:
    """A reward with its application, opening and hire, where `account` may reach the opening."""
    return db.session.scalar(
        select(ReferralReward)
        .join(ReferralReward.application)
        .join(Application.opening)
        .where(ReferralReward.id == reward_id, reachable(account, Permission.EDIT_CHANNELS))
        .options(
            contains_eager(ReferralReward.application).options(
                contains_eager(Application.opening), joinedload(Application.person)
            ),
            joinedload(ReferralReward.referrer),
        )
    )


def _listed(account: Account, state: RewardState | None) -> Any:
    referrer = aliased(Person)
    query: Any = (
        select(
            ReferralReward.id,
            ReferralReward.due_on,
            ReferralReward.state,
            ReferralReward.amount,
            ReferralReward.currency,
            ReferralReward.started_on,
            ReferralReward.settled_on,
            ReferralReward.version,
            ReferralReward.application_id,
            Person.name,
            Person.latin_name,
            referrer.name.label("referrer"),
            referrer.latin_name.label("referrer_latin"),
            Opening.code,
            ChannelTerms.number.label("terms"),
        )
        .join(Application, Application.id == ReferralReward.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(referrer, referrer.id == ReferralReward.referrer_id)
        .join(Opening, Opening.id == Application.opening_id)
        .join(ChannelTerms, ChannelTerms.id == ReferralReward.terms_id)
        .where(reachable(account, Permission.EDIT_CHANNELS))
    )
    return query if state is None else query.where(ReferralReward.state == state)


def page_of_rewards(
    account: Account, state: RewardState | None, after: str | None, before: str | None
) -> keyset.Page:
    """One page, soonest due first."""
    keys = (ReferralReward.due_on, ReferralReward.id)
    return keyset.page(_listed(account, state), keys, after=after, before=before)


def all_rewards(account: Account, state: RewardState | None) -> Sequence[Any]:
    """Every reward of the list, for taking away."""
    ordered = _listed(account, state).order_by(ReferralReward.due_on, ReferralReward.id)
    return db.session.execute(ordered.limit(100_000)).all()


def counts(account: Account) -> dict[RewardState, int]:
    """How many rewards there are in each state."""
    rows = db.session.execute(
        select(ReferralReward.state, func.count())
        .join(ReferralReward.application)
        .join(Application.opening)
        .where(reachable(account, Permission.EDIT_CHANNELS))
        .group_by(ReferralReward.state)
    ).all()
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in RewardState}
