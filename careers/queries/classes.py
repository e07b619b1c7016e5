"""Which classes lead to an exam, or are a course, and when the first of them ends."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, cast, func, or_, select, union_all

from careers.models import Requirement
from careers.queries.when import DAY, MOMENT, When
from careers.rules.readiness import TAUGHT
from core.db import db
from core.record import Entry
from training.models import ClassSession, Cohort, Exam, Programme, ProgrammeVersion


def classes(when: When) -> dict[str, date]:
    """Key of an exam or course → the last day of the class that ends first, of those that go on or are
    planned; nothing where there is none."""
    ended, found = _ends_known(when) if when.is_past else {}, dict[str, date]()
    for key, cohort_id, ends_on in _rows(when):
        end = ended.get(cohort_id, ends_on)
        if end >= when.day:
            found[key] = min(found.get(key, end), end)
    return found


def _rows(when: When) -> Iterator[tuple[str, int, date]]:
    for row in db.session.execute(_classes_of(when.is_past), {"day": when.day, **when.given}):
        yield row.key, row.id, row.ends_on


@cache
def _classes_of(past: bool) -> CompoundSelect[Any]:
    """Of a past day those that had been opened and not cancelled by then, whenever they end by now."""
    there = (
        [Cohort.opened_at < MOMENT, or_(Cohort.cancelled_at.is_(None), Cohort.cancelled_at >= MOMENT)]
        if past
        else [Cohort.cancelled_at.is_(None), Cohort.ends_on >= DAY]
    )
    exams = select(Exam.key, Cohort.id, Cohort.ends_on).join(
        Cohort, Cohort.programme_version_id == Exam.programme_version_id
    )
    courses = (
        select(Programme.key, Cohort.id, Cohort.ends_on)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
        .join(Cohort, Cohort.programme_version_id == ProgrammeVersion.id)
    )
    return union_all(exams.where(*there), courses.where(*there))


def first_ends() -> Select[str, str]:
    """Rows of (key, last day) as `classes` finds them, of what a ladder has ever asked for. The day to ask
    with: `DAY`."""
    those = _classes_of(past=False).subquery()
    asked = select(Requirement.key).where(Requirement.kind.in_(TAUGHT))
    return (
        select(those.c.key, cast(func.min(those.c.ends_on), String))
        .where(those.c.key.in_(asked))
        .group_by(those.c.key)
    )


_MOVED: Select[*tuple[Any, ...]] = (
    select(ClassSession.cohort_id, Entry.details)
    .join(Entry, (Entry.subject_id == ClassSession.id) & (Entry.subject_kind == ClassSession.__tablename__))
    .where(Entry.verb == "session moved", Entry.at >= MOMENT)
    .order_by(Entry.id.desc())
)


def _ends_known(when: When) -> dict[int, date]:
    """Cohort → its last day as it was known at that moment, of those whose last day has been moved since."""
    rows = db.session.execute(_MOVED, when.given)
    return {
        row.cohort_id: date.fromisoformat(row.details["class_ended"])
        for row in rows
        if "class_ended" in row.details
    }
