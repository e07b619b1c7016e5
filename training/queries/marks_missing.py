"""Exams of which marks are missing: what they cover was taught, and some of the class have no mark yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core import clock
from core.db import Words, db
from people.models import Account
from training.models import TAKES_PLACE, ClassSession, Cohort, Enrolment, Exam, ExamModule, Placement, Waiver
from training.queries import duty, exams
from training.queries.reach import reachable
from training.queries.retraining import versions
from training.rules.duty import OF_EXAMS
from training.states import EnrolmentState, ExamKind


@dataclass(frozen=True)
class MarksMissing:
    """`missing` of the `seated` may sit the exam and have not, since the last session of what it covers was
    over. Who has failed it is due for something else; of who serves by a waiver of it none is asked."""

    cohort_id: int
    code: str
    exam: Words
    missing: int
    seated: int
    since: datetime


def marks_missing(reader: Account) -> list[MarksMissing]:
    """Of the cohorts within reach, longest first; as many statements as there are versions of programmes by
    which they are taught."""
    rows = _seated(reader)
    taught = _taught({row.cohort_id for row in rows})
    over = {cohort_id for cohort_id, _exam_id in taught}
    by_version: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.cohort_id in over:
            by_version[row.programme_version_id].append(row)
    found = [
        one
        for version, its in zip(versions(by_version), by_version.values(), strict=True)
        for one in _of_version(version.exams, its, taught)
    ]
    return sorted(found, key=lambda one: (one.since, one.code))


def _seated(reader: Account) -> Sequence[Any]:
    return db.session.execute(
        select(
            Placement.enrolment_id,
            Cohort.id.label("cohort_id"),
            Cohort.code,
            Cohort.programme_version_id,
        )
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .where(
            Placement.until.is_(None),
            Enrolment.state == EnrolmentState.IN_TRAINING,
            Cohort.starts_on <= clock.today(),
            reachable(reader),
        )
        .order_by(Cohort.programme_version_id, Placement.enrolment_id)
    ).all()


def _taught(cohort_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
    """(cohort, exam) → when the last session of what the exam covers was over, of those that are."""
    last = func.max(ClassSession.ends_at)
    rows = db.session.execute(
        select(ClassSession.cohort_id, ExamModule.exam_id, last)
        .join(ExamModule, ExamModule.module_id == ClassSession.module_id)
        .where(ClassSession.cohort_id.in_(cohort_ids), TAKES_PLACE)
        .group_by(ClassSession.cohort_id, ExamModule.exam_id)
        .having(last < clock.now())
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _exams_of(waiver: Waiver) -> set[ExamKind]:
    """The kinds of exams that it waives."""
    return {OF_EXAMS[part] for part in duty.parts_of(waiver) if part in OF_EXAMS}


def _of_version(
    its: Sequence[Exam], rows: Sequence[Any], taught: Mapping[tuple[int, int], datetime]
) -> list[MarksMissing]:
    those = [row.enrolment_id for row in rows]
    courses = exams.courses(those, its, clock.today(), in_full=False)
    waived = {one.enrolment_id: _exams_of(one) for one in duty.running(those, clock.today())}
    missing: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for exam in its:
            course = courses[row.enrolment_id, exam.key]
            is_asked = course.sitting.may and exam.kind not in waived.get(row.enrolment_id, ())
            missing[row.cohort_id, exam.id] += is_asked and course.newest is None
    seated, codes = Counter(row.cohort_id for row in rows), {row.cohort_id: row.code for row in rows}
    return [
        MarksMissing(cohort_id, code, exam.name, missing[cohort_id, exam.id], seated[cohort_id], since)
        for cohort_id, code in codes.items()
        for exam in its
        if missing[cohort_id, exam.id] and (since := taught.get((cohort_id, exam.id)))
    ]
