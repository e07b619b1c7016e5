"""What waits for whoever trains: today's sessions, attendance not taken, people at risk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from core import clock
from core.among import among
from core.db import db
from people.models import Account, Employment, Person
from training.models import AttendanceMark, ClassSession, Cohort, Enrolment, Module, Placement
from training.queries import attendance, duty, enrolments, untaken
from training.queries.cohorts import COHORT_ORDER, cohorts
from training.queries.reach import reachable
from training.states import EnrolmentState, SessionState


def _sessions(reader: Account) -> Select[*tuple[Any, ...]]:
    """Rows of (id, starts_at, ends_at, place, is_make_up, cohort_id, code, module, seated, marked)."""
    seated = (
        select(func.count())
        .where(Placement.cohort_id == ClassSession.cohort_id, Placement.until.is_(None))
        .correlate(ClassSession)
        .scalar_subquery()
    )
    marked = (
        select(func.count(AttendanceMark.enrolment_id.distinct()))
        .where(AttendanceMark.session_id == ClassSession.id)
        .correlate(ClassSession)
        .scalar_subquery()
    )
    return (
        select(
            ClassSession.id,
            ClassSession.starts_at,
            ClassSession.ends_at,
            ClassSession.place,
            ClassSession.is_make_up,
            ClassSession.cohort_id,
            Cohort.code,
            Module.name.label("module"),
            seated.label("seated"),
            marked.label("marked"),
        )
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .join(Module, Module.id == ClassSession.module_id)
        .where(ClassSession.state == SessionState.PLANNED, reachable(reader))
    )


def today(reader: Account) -> Sequence[Any]:
    """The sessions of today, by time."""
    day = clock.today()
    return db.session.execute(
        _sessions(reader)
        .where(ClassSession.starts_at >= clock.day_start(day), ClassSession.starts_at < clock.day_end(day))
        .order_by(ClassSession.starts_at, ClassSession.id)
        .limit(60)
    ).all()


def not_taken(reader: Account) -> list[tuple[Any, int]]:
    """Sessions of earlier days of which attendance was not taken, or not of the whole class, longest ago
    first: (row of `_sessions`, how many of the class have no mark)."""
    missing = untaken.of_reach(reader, clock.day_start(clock.today()))
    rows = db.session.execute(
        _sessions(reader)
        .where(among(ClassSession.id, missing))
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return [(row, missing[row.id]) for row in rows]


def at_risk(reader: Account) -> list[tuple[Any, Any]]:
    """Who may miss nothing more, or must make something up: (row of (enrolment_id, name, latin_name,
    cohort_id, code), standing)."""
    rows = db.session.execute(
        select(
            Enrolment.id.label("enrolment_id"),
            Person.name,
            Person.latin_name,
            Cohort.id.label("cohort_id"),
            Cohort.code,
        )
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(
            Placement.until.is_(None),
            Enrolment.state == EnrolmentState.IN_TRAINING,
            Cohort.starts_on <= clock.today(),
            reachable(reader),
        )
        .order_by(Person.name, Enrolment.id)
    ).all()  # fmt: skip
    standings = attendance.standings([row.enrolment_id for row in rows])
    return [(row, standings[row.enrolment_id]) for row in rows if standings[row.enrolment_id].is_at_risk]


def ready(reader: Account) -> list[tuple[Any, duty.Seen]]:
    """Who has passed the gate, or for whom it is waived, and is not on duty yet: (row of (enrolment_id, name,
    latin_name, code), gate)."""
    rows = db.session.execute(
        select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.employment_id,
            Person.name,
            Person.latin_name,
            Cohort.code,
        )
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(
            Placement.until.is_(None),
            Enrolment.state == EnrolmentState.IN_TRAINING,
            Employment.started_on <= clock.today(),
            reachable(reader),
        )
        .order_by(Person.name, Enrolment.id)
    ).all()
    seen = duty.gates([row.enrolment_id for row in rows])
    waived = duty.serving_by_waiver(clock.today())
    return [(row, seen[row.enrolment_id]) for row in rows if _is_ready(seen[row.enrolment_id], row, waived)]


def _is_ready(seen: duty.Seen, row: Any, waived: set[int]) -> bool:
    return seen.gate.is_passed or (seen.gate.is_open and row.employment_id not in waived)


def now_and_soon(reader: Account) -> Sequence[Any]:
    """Cohorts that run or are planned: rows of `cohorts`."""
    return db.session.execute(
        cohorts(reader)
        .where(Cohort.cancelled_at.is_(None), Cohort.ends_on >= clock.today())
        .order_by(*COHORT_ORDER)
    ).all()


def count_awaiting(reader: Account) -> int:
    """How many await a cohort, within reach of `reader`."""
    found = enrolments.awaiting(reader).with_only_columns(func.count())
    return db.session.scalar(found) or 0
