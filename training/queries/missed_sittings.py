"""What is asked about sittings of exams that somebody missed."""

from datetime import date
from typing import Any

from sqlalchemy import select

from core.db import db
from core.record import Entry
from people.models import Account, Person
from training.models import Exam, MissedSitting
from training.queries.exams import by


def missed(enrolment_id: int, exam_id: int, on: date) -> bool:
    query = select(MissedSitting.id).where(
        MissedSitting.enrolment_id == enrolment_id,
        MissedSitting.exam_id == exam_id,
        MissedSitting.missed_on == on,
    )
    return db.session.scalar(query) is not None


def of_trainee(enrolment_id: int) -> dict[str, list[Any]]:
    """Exam key → the sittings that somebody missed: rows of (key, missed_on, is_excused, reason, actor)."""
    rows = db.session.execute(
        select(
            Exam.key,
            MissedSitting.missed_on,
            MissedSitting.is_excused,
            Entry.reason,
            Person.name.label("actor"),
        )
        .join(Exam, Exam.id == MissedSitting.exam_id)
        .join(Entry, Entry.id == MissedSitting.entry_id)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(MissedSitting.enrolment_id == enrolment_id)
        .order_by(MissedSitting.missed_on, MissedSitting.id)
    )
    return by(rows, "key")
