"""What waits on whoever reviews months: bonuses to settle and honours to confirm, a row for each month."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from careers.models import BonusSettlement, BonusTable, ReviewRevision
from careers.queries import bonuses, formulas, honours
from careers.queries.reach import reachable
from careers.queries.reviews import STANDS, held_at_end, last_over
from careers.rules import honours as rules
from careers.rules.bonus import bonus
from careers.states import HonourKind
from core import clock
from core.db import db
from core.months import add_months
from people.models import Account, Employment, Post
from people.permissions import Permission

LOOK_BACK = 12
"""So many months are looked at: what was not settled for a year will not be."""


class Waiting(NamedTuple):
    """`honour`: which one is to be confirmed, None where bonuses are to be settled; `month`: the one it is
    about, or the first of a quarter; `number`: of teams, or of people."""

    since: datetime
    month: date
    number: int
    honour: HonourKind | None = None


def of(reader: Account) -> list[Waiting]:
    """Oldest first; as many statements however many people and months there are, but they look at everybody
    within reach: too much for each look at home, which fetches it afterwards."""
    return sorted([*_bonuses(reader), *_honours(reader)], key=lambda one: one.since)


# Bonuses


def _bonuses(reader: Account) -> list[Waiting]:
    tables = bonuses.tables()
    if not tables:
        return []
    found = [*_never_settled(reader, tables), *_corrected(reader, tables)]
    counts, since = Counter[date](), dict[date, datetime]()
    for month, closed_at, number in found:
        counts[month] += number
        since[month] = min(since.get(month, closed_at), closed_at)
    return [Waiting(since[month], month, counts[month]) for month in counts]


_Found = tuple[date, datetime, int]
"""Month, since when, how many."""


def _never_settled(reader: Account, tables: Sequence[BonusTable]) -> list[_Found]:
    """Closed months for which a table holds and nothing was settled."""
    settled = exists(select(BonusSettlement.id).where(_same_month(BonusSettlement)))
    rows = db.session.execute(
        _closed(
            reader,
            ReviewRevision.month,
            Post.level,
            Post.team_id,
            func.min(ReviewRevision.closed_at).label("since"),
            func.count().label("count"),
        )
        .where(~settled)
        .group_by(ReviewRevision.month, Post.level, Post.team_id)
    )
    return [
        (row.month, row.since, row[4])
        for row in rows
        if formulas.holding(tables, row.level, row.team_id, row.month) is not None
    ]


def _corrected(reader: Account, tables: Sequence[BonusTable]) -> list[_Found]:
    """Months that were corrected after their bonus was settled, so that it comes to something else."""
    later, terms = aliased(BonusSettlement), {one.id: one.terms for one in tables}
    is_last = ~exists(select(later.id).where(_same_month(later), later.number > BonusSettlement.number))
    rows = db.session.execute(
        _closed(
            reader,
            ReviewRevision.month,
            ReviewRevision.closed_at,
            ReviewRevision.score,
            ReviewRevision.days_worked,
            ReviewRevision.days,
            BonusSettlement.table_id,
            BonusSettlement.worth,
            BonusSettlement.kind,
        )
        .join(BonusSettlement, _same_month(BonusSettlement))
        .where(is_last, BonusSettlement.revision_id != ReviewRevision.id)
    )
    return [
        (row.month, row.closed_at, 1)
        for row in rows
        if bonus(terms[row.table_id], row.score, row.days_worked, row.days, row.kind).worth != row.worth
    ]


def _same_month(settlement: Any) -> ColumnElement[bool]:
    return and_(
        settlement.employment_id == ReviewRevision.employment_id, settlement.month == ReviewRevision.month
    )


def _closed(reader: Account, *columns: Any) -> Select[Any]:
    """Closed months as they stand, of those within reach, but the reader's own."""
    last = last_over(clock.today())
    months = [add_months(last, -ago) for ago in range(LOOK_BACK)]
    held = or_(*((ReviewRevision.month == month) & held_at_end(month) for month in months))
    return (
        select(*columns)
        .select_from(ReviewRevision)
        .join(Employment, Employment.id == ReviewRevision.employment_id)
        .join(Post, (Post.employment_id == Employment.id) & held)
        .where(
            STANDS,
            Employment.person_id != reader.person_id,
            reachable(reader, Permission.REVIEW_MONTHS),
        )
    )


# Honours


def _honours(reader: Account) -> list[Waiting]:
    """Of the last month and quarter that are over: teams in which somebody is proposed, whose months are all
    closed, and among whom the reader is not."""
    found = []
    for kind in HonourKind:
        period = rules.last_over(kind, clock.today())
        teams = sum(_awaits(one) for one in honours.rankings(reader, kind, period))
        if teams:
            found.append(Waiting(_after(kind, period), period, teams, kind))
    return found


def _awaits(team: honours.TeamRanking) -> bool:
    undecided = any(not one.is_confirmed for one in team.proposed)
    return undecided and not team.unclosed and not team.reader_is_able


def _after(kind: HonourKind, period: date) -> datetime:
    """The moment at which a period was over."""
    day = rules.end_of(kind, period) + timedelta(days=1)
    return datetime.combine(day, time(), clock.zone())
