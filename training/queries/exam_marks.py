"""What is asked about the marks that an attempt had before the one that stands."""

from sqlalchemy import case, select

from core.db import db
from core.record import Entry
from training.models import ExamMark


def given_mark(attempt_id: int) -> ExamMark:
    """The newest mark of an attempt in whose place no other was decided."""
    return db.session.scalars(
        select(ExamMark)
        .where(ExamMark.attempt_id == attempt_id, ExamMark.computed.is_(None), ExamMark.mark.is_not(None))
        .order_by(ExamMark.number.desc())
        .limit(1)
    ).one()


def given_by(attempt_id: int) -> int | None:
    """The account that gave the mark which the marking gave last, also under one decided in its place."""
    marked_anew = Entry.verb == "exam mark corrected"
    whose = case((ExamMark.computed.is_(None), ExamMark.marker_id), else_=Entry.actor_id)
    return db.session.scalar(
        select(whose)
        .join(Entry, Entry.id == ExamMark.entry_id)
        .where(ExamMark.attempt_id == attempt_id, ExamMark.mark.is_not(None))
        .where(ExamMark.computed.is_(None) | marked_anew)
        .order_by(ExamMark.number.desc())
        .limit(1)
    )


def last_mark(attempt_id: int) -> ExamMark:
    """The newest mark of an attempt that is one, whether it was declared void since or not."""
    return db.session.scalars(
        select(ExamMark)
        .where(ExamMark.attempt_id == attempt_id, ExamMark.mark.is_not(None))
        .order_by(ExamMark.number.desc())
        .limit(1)
    ).one()
