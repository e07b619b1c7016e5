"""What months that are closed would have come to by another formula. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from careers.models import ReviewFormula, ReviewRevision
from careers.queries import formulas, reviews
from careers.rules.scoring import Score, score
from core.db import db
from people.models import Account, Employment, Post
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


def last_closed(reader: Account, level: str | None, team_id: int | None) -> date | None:
    """The last month, of the newest 24, that is closed for anybody within reach who holds the level and is in
    the team; None stands for all."""
    months = select(ReviewRevision.month).distinct().order_by(ReviewRevision.month.desc()).limit(24)
    return next((one for one in db.session.scalars(months) if _is_closed(one, reader, level, team_id)), None)


def _is_closed(month: date, reader: Account, level: str | None, team_id: int | None) -> bool:
    closed = (ReviewRevision.employment_id == Employment.id) & (ReviewRevision.month == month)
    found = reviews.of_month(reader, month, team_id, Permission.EDIT_LADDER).join(ReviewRevision, closed)
    if level:
        found = found.where(Post.level == level)
    return db.session.execute(found.limit(1)).first() is not None


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
