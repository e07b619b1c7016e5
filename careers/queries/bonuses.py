"""What is asked about bonuses: which table holds for whom, what a closed month brings, what was settled."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from careers.models import BonusDraft, BonusSettlement, BonusTable, ReviewRevision
from careers.queries import formulas, reviews
from careers.queries.entering import posts_on
from careers.rules.bonus import Bonus, Terms, bonus
from core.db import db
from core.months import last_day
from people.models import Account
from people.permissions import Permission
from people.states import EmploymentKind


@dataclass(frozen=True)
class Due:
    """What a closed month brings somebody: by `table`, and as who is of `kind`, both as of the first
    settlement of the month; `settled`: what was handed over for it, first to last."""

    closed: ReviewRevision
    table: BonusTable
    kind: EmploymentKind | None
    found: Bonus
    settled: Sequence[BonusSettlement]

    @property
    def paid(self) -> int | None:
        """What was settled in all; None where nothing was."""
        return self.settled[-1].worth if self.settled else None

    @property
    def difference(self) -> int:
        """What is still to be settled; less than nothing where too much was."""
        return self.found.worth - (self.paid or 0)

    @property
    def is_open(self) -> bool:
        return self.paid is None or self.difference != 0


@dataclass(frozen=True)
class BonusRow:
    """Somebody on duty in a month. `due`: None while the month is open, or where no table holds."""

    row: Any
    closed: ReviewRevision | None
    due: Due | None
    is_own: bool


def newest_number() -> int:
    return db.session.scalar(select(func.max(BonusTable.number))) or 0


def tables() -> Sequence[BonusTable]:
    """All, newest first."""
    return db.session.scalars(
        select(BonusTable).order_by(BonusTable.number.desc()).options(joinedload(BonusTable.team))
    ).all()


def table(table_id: int) -> BonusTable | None:
    return db.session.get(BonusTable, table_id, options=[joinedload(BonusTable.team)])


def newest_for(level: str | None, team_id: int | None) -> BonusTable | None:
    """The newest one for exactly these: a level, a team, both, or everybody (neither)."""
    return next((one for one in tables() if (one.level, one.team_id) == (level, team_id)), None)


def published() -> dict[int, Any]:
    """Table → row of (subject_id, who published it, reason)."""
    return formulas.published_as("bonus_table", "bonus table published")


def drafts() -> Sequence[BonusDraft]:
    return db.session.scalars(
        select(BonusDraft).order_by(BonusDraft.id).options(joinedload(BonusDraft.team))
    ).all()


def draft(draft_id: int) -> BonusDraft | None:
    return db.session.get(
        BonusDraft, draft_id, options=[joinedload(BonusDraft.team), joinedload(BonusDraft.based_on)]
    )


def settled(employment_ids: Collection[int], month: date) -> dict[int, list[BonusSettlement]]:
    """Employment → what was settled for a month, first to last; its tables are among `tables`."""
    rows = db.session.scalars(
        select(BonusSettlement)
        .where(BonusSettlement.employment_id.in_(employment_ids), BonusSettlement.month == month)
        .order_by(BonusSettlement.number)
    )
    found: dict[int, list[BonusSettlement]] = defaultdict(list)
    for one in rows:
        found[one.employment_id].append(one)
    return found


def due(
    closed: ReviewRevision,
    holds: BonusTable | None,
    already: Sequence[BonusSettlement],
    kind: EmploymentKind | None,
) -> Due | None:
    """`holds`, `kind`: the table for whoever it is about, and as what they were employed at the end of the
    month; those of the first settlement come before them."""
    by, of = (already[0].table, already[0].kind) if already else (holds, kind)
    if by is None:
        return None
    return Due(closed, by, of, bonus(by.terms, closed.score, closed.days_worked, closed.days, of), already)


def of_month(reader: Account, month: date, team_id: int | None) -> list[BonusRow]:
    """Whoever was on duty in a month, within reach; as many statements however many they are."""
    rows = reviews.rows(reviews.of_month(reader, month, team_id))
    ids = [row.employment_id for row in rows]
    known = tables()
    closed, already = reviews.closed_in(ids, month), settled(ids, month)
    found = []
    for row in rows:
        revision = closed.get(row.employment_id)
        holds = formulas.holding(known, row.level, row.team_id, month)
        before = already.get(row.employment_id, [])
        what = due(revision, holds, before, row.kind) if revision else None
        found.append(BonusRow(row, revision, what, row.person_id == reader.person_id))
    return found


def of_people(employment_ids: Collection[int], month: date) -> dict[int, Due]:
    """Employment → what the closed month brings, of those who have it closed and for whom a table holds."""
    closed, posts = reviews.closed_in(employment_ids, month), posts_on(employment_ids, last_day(month))
    known, already = tables(), settled(employment_ids, month)
    found = {}
    for who, revision in closed.items():
        if post := posts.get(who):
            holds = formulas.holding(known, post.level, post.team_id, month)
            if what := due(revision, holds, already.get(who, []), post.kind):
                found[who] = what
    return found


def of_person(employment_id: int, month: date) -> Due | None:
    """What the closed month of somebody brings; None while it is open, or where no table holds."""
    return of_people([employment_id], month).get(employment_id)


def foreseen(reader: Account, month: date, terms: Terms, of: BonusDraft) -> list[tuple[Any, Bonus]]:
    """What a closed month within reach would have brought by a draft: (row of reviews.of_month, bonus)."""
    rows = reviews.rows(reviews.of_month(reader, month, of.team_id, Permission.EDIT_LADDER))
    wanted = [row for row in rows if of.level in (None, row.level)]
    closed = reviews.closed_in([row.employment_id for row in wanted], month)
    return [
        (row, bonus(terms, one.score, one.days_worked, one.days, row.kind))
        for row in wanted
        if (one := closed.get(row.employment_id))
    ]


def totals(rows: Sequence[BonusRow]) -> dict[str, int]:
    """Currency → what is still to be settled, in its smallest unit."""
    found: dict[str, int] = defaultdict(int)
    for one in rows:
        if one.due and one.due.table.currency and not one.is_own:
            found[one.due.table.currency] += one.due.difference
    return found
