"""What is asked about review formulas: which one holds for whom, in which month."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from careers.models import ReviewFormula
from core.db import db


def newest_number() -> int:
    return db.session.scalar(select(func.max(ReviewFormula.number))) or 0


def formulas() -> Sequence[ReviewFormula]:
    """All, newest first."""
    return db.session.scalars(select(ReviewFormula).order_by(ReviewFormula.number.desc())).all()


def formula(formula_id: int) -> ReviewFormula | None:
    return db.session.get(ReviewFormula, formula_id)


def holding(among: Sequence[ReviewFormula], level: str, team_id: int, month: date) -> ReviewFormula | None:
    """The one that holds: for level and team before level alone, before team alone, before everybody; of
    these the one with the latest beginning, and of equals the newest. `among`: newest first."""
    fitting = [
        one
        for one in among
        if one.since <= month and one.level in (None, level) and one.team_id in (None, team_id)
    ]
    return max(
        fitting,
        key=lambda one: (one.level is not None, one.team_id is not None, one.since, one.number),
        default=None,
    )
