"""What is asked about making up: what of a module was missed, and what was made up in which session."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from core.db import db
from people.models import Employment, Person
from training.models import TAKES_PLACE, AttendanceMark, ClassSession, Cohort, Enrolment, Placement
from training.queries.attendance import STANDS, marks_of_session, of_trainee
from training.rules.attendance import MISSED


def to_make_up(cohort_id: int) -> dict[int, int]:
    """Module → how many who sit in the cohort have missed something of it there that is not made up."""
    rows = db.session.execute(
        select(ClassSession.module_id, func.count(AttendanceMark.enrolment_id.distinct()))
        .join(ClassSession, ClassSession.id == AttendanceMark.session_id)
        .join(
            Placement,
            and_(
                Placement.enrolment_id == AttendanceMark.enrolment_id,
                Placement.cohort_id == cohort_id,
                Placement.until.is_(None),
            ),
        )
        .where(ClassSession.cohort_id == cohort_id, TAKES_PLACE, STANDS, AttendanceMark.mark.in_(MISSED))
        .group_by(ClassSession.module_id)
    )
    return {row[0]: row[1] for row in rows}


def made_up_in(session_id: int) -> Sequence[Any]:
    """Who made up a missed session in this one, by name: rows of (enrolment_id, name, latin_name, missed_id,
    starts_at: when what they missed was held, code)."""
    return db.session.execute(
        select(
            AttendanceMark.enrolment_id,
            Person.name,
            Person.latin_name,
            ClassSession.id.label("missed_id"),
            ClassSession.starts_at,
            Cohort.code,
        )
        .join(ClassSession, ClassSession.id == AttendanceMark.session_id)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(AttendanceMark.made_up_in_id == session_id, STANDS)
        .order_by(Person.name, AttendanceMark.id)
    ).all()


def was_held(session_id: int) -> bool:
    """Has anybody a mark of it, or made up another one in it?"""
    return bool(marks_of_session(session_id) or made_up_in(session_id))


def taken_by(enrolment_id: int) -> set[int]:
    """The sessions in which somebody was due, and those in which they made up others."""
    rows = of_trainee(enrolment_id)
    made_up = {row.made_up_in_id for row in rows if row.made_up_in_id is not None}
    return made_up | {row.id for row in rows if not row.is_make_up}
