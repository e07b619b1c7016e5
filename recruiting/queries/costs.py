"""Costs of channels, as booked. Of a chain of corrections the newest row counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, true
from sqlalchemy.orm import aliased, contains_eager

from core import keyset
from core.db import db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Channel, ChannelCost, Opening
from recruiting.queries.reach import reachable

ORDER = (ChannelCost.spent_on, ChannelCost.id)


@dataclass(frozen=True)
class CostFilter:
    """Which costs; None leaves the choice open. `since` and `until` are days, both counted.
    `replaced`: with those that were corrected since."""

    channel_id: int | None = None
    opening_id: int | None = None
    since: date | None = None
    until: date | None = None
    replaced: bool = False

    def conditions(self, account: Account) -> list[ColumnElement[bool]]:
        wanted = [in_reach(account)]
        if self.channel_id is not None:
            wanted.append(ChannelCost.channel_id == self.channel_id)
        if self.opening_id is not None:
            wanted.append(ChannelCost.opening_id == self.opening_id)
        if self.since is not None:
            wanted.append(ChannelCost.spent_on >= self.since)
        if self.until is not None:
            wanted.append(ChannelCost.spent_on <= self.until)
        return wanted if self.replaced else [*wanted, stands()]


def in_reach(account: Account, permission: Permission = Permission.EDIT_CHANNELS) -> ColumnElement[bool]:
    """Costs of openings in reach, and those for all openings for who may everywhere."""
    if None in account.teams_for(permission):
        return true()
    within = select(Opening.id).where(reachable(account, permission))
    return ChannelCost.opening_id.in_(within)


def stands(at: datetime | None = None) -> ColumnElement[bool]:
    """Was not replaced, or not before `at`."""
    later = aliased(ChannelCost)
    replaced = exists().where(later.replaces_id == ChannelCost.id)
    return ~(replaced if at is None else replaced.where(later.booked_at < at))


def replacement_of(cost_id: int) -> ChannelCost | None:
    return db.session.scalar(select(ChannelCost).where(ChannelCost.replaces_id == cost_id))


def cost_of_reward(reward_id: int) -> ChannelCost | None:
    """What stands booked for a reward."""
    newest = select(ChannelCost).where(ChannelCost.reward_id == reward_id, stands())
    return db.session.scalar(newest.order_by(ChannelCost.id.desc()).limit(1))


def cost(cost_id: int, account: Account) -> ChannelCost | None:
    """A cost with its channel and opening, where `account` may reach it."""
    return db.session.scalar(
        select(ChannelCost)
        .join(ChannelCost.channel)
        .outerjoin(ChannelCost.opening)
        .where(ChannelCost.id == cost_id, in_reach(account))
        .options(contains_eager(ChannelCost.channel), contains_eager(ChannelCost.opening))
    )


def _listed(*conditions: ColumnElement[bool]) -> Any:
    newer = aliased(ChannelCost)
    return (
        select(
            ChannelCost.id,
            ChannelCost.spent_on,
            ChannelCost.amount,
            ChannelCost.currency,
            ChannelCost.campaign,
            ChannelCost.note,
            ChannelCost.booked_at,
            ChannelCost.why,
            ChannelCost.replaces_id,
            ChannelCost.reward_id,
            Channel.name.label("channel"),
            Opening.code.label("code"),
            Person.name.label("booked_by"),
            newer.id.label("replaced_by"),
        )
        .join(Channel, Channel.id == ChannelCost.channel_id)
        .outerjoin(Opening, Opening.id == ChannelCost.opening_id)
        .outerjoin(Account, Account.id == ChannelCost.booked_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(newer, newer.replaces_id == ChannelCost.id)
        .where(*conditions)
    )


def page_of_costs(which: CostFilter, account: Account, after: str | None, before: str | None) -> keyset.Page:
    """One page of costs, oldest day first."""
    return page_where(which.conditions(account), after, before)


def page_where(
    conditions: Sequence[ColumnElement[bool]], after: str | None, before: str | None
) -> keyset.Page:
    """One page of the costs of which all of this is true, oldest day first."""
    return keyset.page(_listed(*conditions), ORDER, after=after, before=before)


def all_costs(which: CostFilter, account: Account) -> Sequence[Any]:
    """Every cost of the list, for taking away."""
    return all_where(which.conditions(account))


def all_where(conditions: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    """Every cost of which all of this is true, oldest day first."""
    return db.session.execute(_listed(*conditions).order_by(*ORDER).limit(100_000)).all()


def sums(which: CostFilter, account: Account) -> list[Any]:
    """(channel id, currency, sum, number) of what stands."""
    return list(
        db.session.execute(
            select(
                ChannelCost.channel_id,
                ChannelCost.currency,
                func.sum(ChannelCost.amount).label("amount"),
                func.count().label("number"),
            )
            .where(*which.conditions(account), stands(), ChannelCost.amount > 0)
            .group_by(ChannelCost.channel_id, ChannelCost.currency)
            .order_by(ChannelCost.channel_id, ChannelCost.currency)
        ).all()
    )


def openings_to_book_for(account: Account) -> list[Any]:
    """Openings in reach, newest first: id, code, title."""
    return list(
        db.session.execute(
            select(Opening.id, Opening.code, Opening.title)
            .where(reachable(account, Permission.EDIT_CHANNELS))
            .order_by(Opening.id.desc())
            .limit(200)
        ).all()
    )
