"""What a hire costs by channel: costs booked for a time, over those hired of who applied in it."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core import clock
from core.db import db
from people.models import Account
from people.permissions import Permission
from recruiting.models import Channel, ChannelCost
from recruiting.queries.costs import in_reach, stands
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports.events import applications
from recruiting.queries.reports.hires import ways
from recruiting.queries.reports.sheet import Case, Row, Rows, Tables

Money = dict[str, int]
"""Currency → amount in its smallest unit."""


def cost_per_hire(account: Account, cohort: Cohort) -> Tables:
    """A row for each channel: who `applied` in the time asked for, and those of them who are `hired`;
    its note is what was spent, by currency."""
    names = {str(row.id): row.name for row in db.session.execute(select(Channel.id, Channel.name))}
    rows, hired = Rows(lambda key: names[key]), ways(account, cohort)
    for number, facts in applications(account, cohort, applied=True).items():
        row, way = rows[str(facts.channel_id)], hired.get(number)
        row.add("applied", Case(number, facts.applied_at))
        if way is not None and way.hired_at is not None:
            row.add("hired", Case(number, way.hired_at))
    for key, spent in _spent(account, cohort).items():
        rows[key].note = spent
    return {"channel": rows.listed(lambda row: int(row.key))}


def spent_on(rows: list[Row]) -> Money:
    """All of it together."""
    whole: Money = defaultdict(int)
    for row in rows:
        for currency, amount in (row.note or {}).items():
            whole[currency] += amount
    return dict(whole)


def _spent(account: Account, cohort: Cohort) -> dict[str, Money]:
    rows = db.session.execute(
        select(ChannelCost.channel_id, ChannelCost.currency, func.sum(ChannelCost.amount).label("amount"))
        .where(*_which(account, cohort))
        .group_by(ChannelCost.channel_id, ChannelCost.currency)
        .order_by(ChannelCost.channel_id, ChannelCost.currency)
    )
    found: dict[str, Money] = defaultdict(dict)
    for row in rows:
        found[str(row.channel_id)][row.currency] = int(row.amount)
    return found


def behind(
    account: Account, cohort: Cohort, channel: Channel | None, currency: str
) -> list[ColumnElement[bool]]:
    """Which costs a sum of the report counts: in this currency, of this channel or of all."""
    of = [ChannelCost.channel_id == channel.id] if channel else []
    return [*_which(account, cohort), ChannelCost.currency == currency, *of]


def _which(account: Account, cohort: Cohort) -> list[ColumnElement[bool]]:
    wanted = [in_reach(account, Permission.SEE_REPORTS), stands(cohort.at), ChannelCost.amount > 0]
    if cohort.at is not None:
        wanted.append(ChannelCost.booked_at < cohort.at)
    if cohort.opening_id is not None:
        wanted.append(ChannelCost.opening_id == cohort.opening_id)
    if cohort.channel_id is not None:
        wanted.append(ChannelCost.channel_id == cohort.channel_id)
    return [*wanted, *_spent_between(cohort)]


def _spent_between(cohort: Cohort) -> list[Any]:
    """Costs have days, so that the time asked for, which is made of whole days, is put back into them."""
    wanted = []
    if cohort.since is not None:
        wanted.append(ChannelCost.spent_on >= _day(cohort.since))
    if cohort.until is not None:
        wanted.append(ChannelCost.spent_on < _day(cohort.until))
    return wanted


def _day(moment: Any) -> date:
    return clock.local(moment).date()
