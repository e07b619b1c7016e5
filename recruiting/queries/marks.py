"""Scorecards, results and entries as the verbs need them; pages read `queries.scoring` instead."""

from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import aliased

from core.db import db
from core.record import Entry
from people.models import Account, Person
from recruiting.models import Panelist, Result, Scorecard


def standing_marks(visit_id: int) -> dict[int, Decimal | None]:
    """Panelist id → the mark of the scorecard that stands, None without one; of those still asked."""
    newer = aliased(Scorecard)
    replaced = select(newer.id).where(newer.replaces_id == Scorecard.id).exists()
    marks = db.session.execute(
        select(Panelist.id, Scorecard.mark)
        .outerjoin(Scorecard, and_(Scorecard.panelist_id == Panelist.id, not_(replaced)))
        .where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None))
        .order_by(Panelist.id)
    )
    return {row[0]: row[1] for row in marks}


def newest_scorecard(panelist_id: int) -> Scorecard | None:
    """The scorecard of this panelist that stands."""
    return db.session.scalar(
        select(Scorecard)
        .where(Scorecard.panelist_id == panelist_id)
        .order_by(Scorecard.number.desc())
        .limit(1)
    )


def newest_result(visit_id: int) -> Result | None:
    """The result of this visit that stands."""
    return db.session.scalar(
        select(Result).where(Result.visit_id == visit_id).order_by(Result.number.desc()).limit(1)
    )


def results_of(visit_id: int) -> list[Any]:
    """Every result entered for a visit, newest first, with the name of whoever entered it."""
    return list(
        db.session.execute(
            select(
                Result.id,
                Result.number,
                Result.mark,
                Result.verdict,
                Result.comment,
                Result.entered_at,
                Person.name.label("by"),
            )
            .outerjoin(Account, Account.id == Result.entered_by_id)
            .outerjoin(Person, Person.id == Account.person_id)
            .where(Result.visit_id == visit_id)
            .order_by(Result.number.desc())
        ).all()
    )


def entry_of(application_id: int, name: str, number: int) -> Entry | None:
    """The newest entry about an application whose detail `name` ("scorecard", "result", …) is `number`."""
    return db.session.scalar(
        select(Entry)
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id == application_id,
            Entry.details[name].as_integer() == number,
        )
        .order_by(Entry.id.desc())
        .limit(1)
    )


def others_submitted(panelist: Panelist) -> bool:
    """Has anybody else of this panel submitted?"""
    count = db.session.scalar(
        select(func.count())
        .select_from(Scorecard)
        .join(Panelist, Panelist.id == Scorecard.panelist_id)
        .where(Panelist.visit_id == panelist.visit_id, Panelist.id != panelist.id)
    )
    return bool(count)
