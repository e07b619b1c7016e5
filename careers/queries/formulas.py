"""What is asked about review formulas: which one holds for whom, in which month."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from careers.models import FormulaDraft, ReviewFormula, ReviewIndicator
from core.db import db
from core.record import Entry
from people.models import Account, Person


def newest_number() -> int:
    return db.session.scalar(select(func.max(ReviewFormula.number))) or 0


def formulas() -> Sequence[ReviewFormula]:
    """All, newest first."""
    return db.session.scalars(
        select(ReviewFormula).order_by(ReviewFormula.number.desc()).options(joinedload(ReviewFormula.team))
    ).all()


def formula(formula_id: int) -> ReviewFormula | None:
    return db.session.get(ReviewFormula, formula_id)


class Scoped(Protocol):
    """What is published for a level, a team, both, or everybody (neither), from a month on."""

    number: Any
    level: Any
    team_id: Any
    since: Any


One = TypeVar("One", bound=Scoped)


def holding(among: Sequence[One], level: str, team_id: int, month: date) -> One | None:
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


def newest_for(level: str | None, team_id: int | None, before: int | None = None) -> ReviewFormula | None:
    """The newest one for exactly these: a level, a team, both, or everybody (neither).  `before`: of those
    with a lower number."""
    same_level = ReviewFormula.level == level if level else ReviewFormula.level.is_(None)
    same_team = ReviewFormula.team_id == team_id if team_id else ReviewFormula.team_id.is_(None)
    found = select(ReviewFormula).where(same_level, same_team)
    if before is not None:
        found = found.where(ReviewFormula.number < before)
    return db.session.scalar(found.order_by(ReviewFormula.number.desc()).limit(1))


def indicators() -> dict[str, ReviewIndicator]:
    """Key → the indicator as the newest formula that has it says it."""
    rows = db.session.scalars(
        select(ReviewIndicator)
        .join(ReviewFormula, ReviewFormula.id == ReviewIndicator.formula_id)
        .order_by(ReviewFormula.number, ReviewIndicator.position)
    )
    return {one.key: one for one in rows}


def published() -> dict[int, Any]:
    """Formula → row of (subject_id, who published it, reason)."""
    return published_as("review_formula", "review formula published")


def published_as(kind: str, verb: str) -> dict[int, Any]:
    """Subjects of this kind → row of (subject_id, who published it, reason)."""
    rows = db.session.execute(
        select(Entry.subject_id, Person.name.label("who"), Entry.reason)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == kind, Entry.verb == verb)
    )
    return {row.subject_id: row for row in rows}


def drafts() -> Sequence[FormulaDraft]:
    """What is being written, the oldest first."""
    return db.session.scalars(
        select(FormulaDraft)
        .order_by(FormulaDraft.id)
        .options(joinedload(FormulaDraft.team), joinedload(FormulaDraft.based_on))
    ).all()


def draft(draft_id: int) -> FormulaDraft | None:
    return db.session.get(
        FormulaDraft, draft_id, options=[joinedload(FormulaDraft.team), joinedload(FormulaDraft.based_on)]
    )
