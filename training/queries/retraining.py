"""What is asked about retakes and retraining: who is due for what, and where it could be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person
from training.models import (
    TAKES_PLACE,
    AppealDecision,
    ClassSession,
    Cohort,
    Enrolment,
    Exam,
    ExamAppeal,
    ExamAttempt,
    ExamCycle,
    ExamGrant,
    ExamMark,
    Module,
    Placement,
    ProgrammeVersion,
    TrainingDecision,
)
from training.queries import exam_attempts, exams
from training.queries.exams import Course
from training.queries.reach import reachable
from training.states import LIVE, Due

BETWEEN_COHORTS = frozenset({Due.RETRAINING, Due.DECISION})
"""What may be done about somebody whose cohort was cancelled: to sit an exam they need a seat."""


def modules_ahead(cohort_id: int, now: datetime) -> set[str]:
    """Keys of the modules that a cohort is still to teach from their first session on."""
    rows = db.session.execute(
        select(Module.key, func.min(ClassSession.starts_at))
        .join(ClassSession, ClassSession.module_id == Module.id)
        .where(ClassSession.cohort_id == cohort_id, TAKES_PLACE)
        .group_by(Module.key)
    )
    return {row[0] for row in rows if row[1] > now}


@dataclass(frozen=True)
class DueRow:
    """Somebody, an exam, and what waits to be done; `since`: from when on, or until when it is waited."""

    enrolment_id: int
    name: str
    latin_name: str | None
    cohort_id: int
    code: str
    course: Course
    due: Due
    since: date
    attempt_id: int


def due(reader: Account, wanted: Due | None = None, text: str | None = None) -> list[DueRow]:
    """What waits about everybody on the way whom `reader` may reach, oldest first. As many statements as
    there are versions of programmes on which they are."""
    people = _candidates(reader, text)
    by_version: dict[int, list[Any]] = defaultdict(list)
    for row in people:
        by_version[row.programme_version_id].append(row)
    appeals = _open_appeals([row.id for row in people])
    found = [
        one
        for version, rows in zip(versions(by_version), by_version.values(), strict=True)
        for one in _due_of(version, rows, appeals)
    ]
    shown = [one for one in found if wanted is None or one.due is wanted]
    return sorted(shown, key=lambda one: (one.since, one.name, one.enrolment_id))


def courses_of(reader: Account, programme_id: int) -> list[tuple[Any, Course]]:
    """(row of (id, name, latin_name, code, …), how an exam goes) of everybody in training in this programme
    whom `reader` may reach and who took an exam."""
    there = (row for row in _candidates(reader, None) if row.until is None)
    people = [row for row in there if row.programme_id == programme_id]
    by_version: dict[int, list[Any]] = defaultdict(list)
    for row in people:
        by_version[row.programme_version_id].append(row)
    found = []
    for version, rows in zip(versions(by_version), by_version.values(), strict=True):
        courses = exams.courses([row.id for row in rows], version.exams, clock.today())
        found += [(row, courses[row.id, exam.key]) for row in rows for exam in version.exams]
    return found


def _candidates(reader: Account, text: str | None) -> Sequence[Any]:
    """Those on the way who took an exam, with where they sit, or sat last `until` another day."""
    newer = aliased(Placement)
    is_last = ~exists(select(newer.id).where(newer.enrolment_id == Enrolment.id, newer.id > Placement.id))
    took = exists(select(ExamAttempt.id).where(ExamAttempt.enrolment_id == Enrolment.id))
    statement = (
        select(
            Enrolment.id,
            Person.name,
            Person.latin_name,
            Cohort.id.label("cohort_id"),
            Cohort.code,
            Cohort.programme_version_id,
            ProgrammeVersion.programme_id,
            Placement.until,
        )
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.programme_version_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(is_last, Enrolment.state.in_(LIVE), took, reachable(reader))
        .order_by(Cohort.programme_version_id, Enrolment.id)
    )
    if text:
        named = (column.icontains(text, autoescape=True) for column in (Person.name, Person.latin_name))
        statement = statement.where(or_(*named))
    return db.session.execute(statement).all()


def versions(ids: Collection[int]) -> list[ProgrammeVersion]:
    """With their exams, in the order of `ids`."""
    if not ids:
        return []
    found = db.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.id.in_(ids))
        .options(selectinload(ProgrammeVersion.exams).selectinload(Exam.version))
    )
    by_id = {one.id: one for one in found}
    return [by_id[one] for one in ids]


def _open_appeals(enrolment_ids: Sequence[int]) -> dict[tuple[int, str], Any]:
    rows = db.session.execute(
        select(ExamAttempt.enrolment_id, ExamAttempt.exam_key, ExamAttempt.id, ExamAppeal.filed_at)
        .join(ExamAppeal, ExamAppeal.attempt_id == ExamAttempt.id)
        .join(ExamMark, (ExamMark.attempt_id == ExamAttempt.id) & exam_attempts.STANDS)
        .outerjoin(AppealDecision, AppealDecision.appeal_id == ExamAppeal.id)
        .where(ExamAttempt.enrolment_id.in_(enrolment_ids), exam_attempts.IS_APPEALED)
    )
    return {(row.enrolment_id, row.exam_key): row for row in rows}


def _due_of(
    version: ProgrammeVersion, rows: Sequence[Any], appeals: dict[tuple[int, str], Any]
) -> Iterable[DueRow]:
    courses = exams.courses([row.id for row in rows], version.exams, clock.today(), in_full=False)
    for row in rows:
        for exam in version.exams:
            course = courses[row.id, exam.key]
            who = (row.id, row.name, row.latin_name, row.cohort_id, row.code, course)
            appeal = appeals.get((row.id, exam.key))
            if appeal is not None:
                yield DueRow(*who, Due.APPEAL, clock.local(appeal.filed_at).date(), appeal.id)
            if course.due is not None and (row.until is None or course.due in BETWEEN_COHORTS):
                last = course.attempts[-1]
                yield DueRow(*who, course.due, course.sitting.since or last.sat_on, last.id)


def cycles_of(enrolment_id: int) -> Sequence[Any]:
    """The retrainings of somebody: rows of (number, modules, exams, begun_at, code, cohort_id, reason,
    actor)."""
    return db.session.execute(
        select(
            ExamCycle.number,
            ExamCycle.modules,
            ExamCycle.exams,
            ExamCycle.begun_at,
            Cohort.code,
            Cohort.id.label("cohort_id"),
            Entry.reason,
            Person.name.label("actor"),
        )
        .join(Entry, Entry.id == ExamCycle.entry_id)
        .outerjoin(Placement, Placement.id == ExamCycle.placement_id)
        .outerjoin(Cohort, Cohort.id == Placement.cohort_id)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ExamCycle.enrolment_id == enrolment_id)
        .order_by(ExamCycle.number)
    ).all()


def grants_of(enrolment_id: int) -> Sequence[Any]:
    """The attempts that were granted to somebody: rows of (exam_key, cycle, at, reason, actor)."""
    return db.session.execute(
        select(
            ExamGrant.exam_key,
            ExamGrant.cycle,
            ExamGrant.granted_at.label("at"),
            Entry.reason,
            Person.name.label("actor"),
        )
        .join(Entry, Entry.id == ExamGrant.entry_id)
        .outerjoin(Account, Account.id == ExamGrant.granted_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ExamGrant.enrolment_id == enrolment_id)
        .order_by(ExamGrant.id)
    ).all()


def decisions_of(enrolment_id: int) -> Sequence[Any]:
    """What managers decided about somebody: rows of (kind, cycles, at, reason, actor)."""
    return db.session.execute(
        select(
            TrainingDecision.kind,
            TrainingDecision.cycles,
            TrainingDecision.decided_at.label("at"),
            Entry.reason,
            Person.name.label("actor"),
        )
        .join(Entry, Entry.id == TrainingDecision.entry_id)
        .join(Account, Account.id == TrainingDecision.decided_by_id)
        .join(Person, Person.id == Account.person_id)
        .where(TrainingDecision.enrolment_id == enrolment_id)
        .order_by(TrainingDecision.id)
    ).all()
