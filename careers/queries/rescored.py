"""What months that are closed would have come to by another formula. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from careers.models import ReviewFormula, ReviewRevision
from careers.queries import formulas, reviews
from careers.rules.scoring import Score, score
from core.db import db
from people.models import Account
from people.permissions import Permission


@dataclass(frozen=True)
class Rescored:
    """Somebody's closed month as it stands, and what it would have come to."""

    row: Any
    closed: ReviewRevision
    then: Score

    @property
    def change(self) -> Decimal | None:
        return self.then.score - self.closed.score if self.then.score is not None else None


def last_closed() -> date | None:
    """The last month that is closed for anybody."""
    return db.session.scalar(select(func.max(ReviewRevision.month)))


def rescored(reader: Account, month: date, formula: ReviewFormula) -> list[Rescored]:
    """Whoever within reach has the month closed and would be measured by `formula` if it had held then, the
    largest change first; as many statements however many they are.  `formula`: held by no one else."""
    rows = reviews.rows(reviews.of_month(reader, month, None, Permission.EDIT_LADDER))
    known = [formula, *formulas.formulas()]
    wanted = [row for row in rows if formulas.holding(known, row.level, row.team_id, month) is formula]
    ids = [row.employment_id for row in wanted]
    closed, figures = reviews.closed_in(ids, month), reviews.figures(ids, month)
    return _largest_first(
        Rescored(row, closed[row.employment_id], _then(formula, closed[row.employment_id], figures))
        for row in wanted
        if row.employment_id in closed
    )


def _then(formula: ReviewFormula, closed: ReviewRevision, figures: Any) -> Score:
    own = {key: one.figure for key, one in figures.get(closed.employment_id, {}).items()}
    return score(formula.measures, own, closed.days_worked, closed.days)


def _largest_first(found: Any) -> list[Rescored]:
    def by_change(one: Rescored) -> tuple[bool, Decimal, str]:
        change = one.change
        return change is None, -abs(change or Decimal(0)), one.row.name

    return sorted(found, key=by_change)


def spread(found: Sequence[Rescored]) -> dict[str, int]:
    """How many would have had more, less, the same, and too few figures."""
    changes = [one.change for one in found]
    return {
        "more": sum(one is not None and one > 0 for one in changes),
        "less": sum(one is not None and one < 0 for one in changes),
        "same": sum(one == 0 for one in changes),
        "unknown": sum(one is None for one in changes),
    }
