"""Which classes lead to an exam, or are a course, and when the first of them ends in which somebody can sit.

Whoever trains may seat anybody in any class (`training.placing`), so that neither team nor site is asked."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)

from careers.models import Requirement
from careers.queries.when import DAY, MOMENT, When
from careers.rules.readiness import TAUGHT
from core.db import db
from core.record import Entry
from training.models import ClassSession, Cohort, Enrolment, Exam, Placement, Programme, ProgrammeVersion

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@dataclass(frozen=True)
class Classes:
    """Key of an exam or course → last day of the class that ends first, of those that go on or are planned.
    `free`: of those with a free seat; `own`: employment → of the one in which they sit."""

    free: Mapping[str, date]
    own: Mapping[int, Mapping[str, date]]


class _Class(NamedTuple):
    ends_on: date
    is_free: bool


NONE = Classes({}, {})


def classes(employment_ids: Collection[int], when: When) -> Classes:
    given = {"ids": employment_ids, DAY.key: when.day, **when.given}
    rows = db.session.execute(_rows_of(when.is_past), given).all()
    seats = [row for row in rows if row.employment_id is not None]
    leading = [row for row in rows if row.employment_id is None]
    there = _there(leading, when)
    return Classes(
        _first(
            (row.key, there[row.id].ends_on) for row in leading if row.id in there and there[row.id].is_free
        ),
        {
            seat.employment_id: _first(
                (row.key, there[row.id].ends_on) for row in leading if row.id == seat.id and row.id in there
            )
            for seat in seats
        },
    )


def _first(found: Iterator[tuple[str, date]]) -> dict[str, date]:
    first: dict[str, date] = {}
    for key, end in found:
        first[key] = min(first.get(key, end), end)
    return first


def _there(rows: Collection[Any], when: When) -> dict[int, _Class]:
    """Cohort → what is known of it, of those that are not over."""
    ended, seats = (_ends_known(when), _seats_known(when)) if when.is_past else ({}, {})
    found = {
        row.id: _Class(ended.get(row.id, row.ends_on), row.taken < seats.get(row.id, row.seats))
        for row in rows
    }
    return {cohort: one for cohort, one in found.items() if one.ends_on >= when.day}


def _sat(past: bool) -> list[ColumnElement[bool]]:
    """A condition on Placement: the seat is taken."""
    if not past:
        return [Placement.until.is_(None)]
    return [Placement.seated_at < MOMENT, or_(Placement.freed_at.is_(None), Placement.freed_at >= MOMENT)]


@cache
def _classes_of(past: bool) -> CompoundSelect[Any]:
    """Of a past day those that had been opened and not cancelled by then, whenever they end by now: rows of
    (key, id, ends_on, seats, taken, employment_id: none)."""
    there = (
        [Cohort.opened_at < MOMENT, or_(Cohort.cancelled_at.is_(None), Cohort.cancelled_at >= MOMENT)]
        if past
        else [Cohort.cancelled_at.is_(None), Cohort.ends_on >= DAY]
    )
    taken = select(func.count()).where(Placement.cohort_id == Cohort.id, *_sat(past)).correlate(Cohort)
    of_it = (Cohort.id, Cohort.ends_on, Cohort.seats, taken.scalar_subquery().label("taken"), _NOBODY)
    exams = select(Exam.key, *of_it).join(Cohort, Cohort.programme_version_id == Exam.programme_version_id)
    courses = (
        select(Programme.key, *of_it)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
        .join(Cohort, Cohort.programme_version_id == ProgrammeVersion.id)
    )
    return union_all(exams.where(*there), courses.where(*there))


_NOBODY = cast(null(), Integer).label("employment_id")


@cache
def _rows_of(past: bool) -> CompoundSelect[Any]:
    """The classes, and beside them the seats of those asked about, each with its `employment_id`."""
    nothing = cast(null(), Integer)
    seats = (
        select(cast(null(), String), Cohort.id, Cohort.ends_on, nothing, nothing, Enrolment.employment_id)
        .join(Placement, Placement.cohort_id == Cohort.id)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .where(Enrolment.employment_id.in_(_IDS), *_sat(past))
    )
    return union_all(*_classes_of(past).selects, seats)


def first_ends() -> Select[str, str]:
    """Rows of (key, last day) as `classes` finds those with a free seat, of what a ladder has ever asked for.
    The day to ask with: `DAY`."""
    those = _classes_of(past=False).subquery()
    asked = select(Requirement.key).where(Requirement.kind.in_(TAUGHT))
    return (
        select(those.c.key, cast(func.min(those.c.ends_on), String))
        .where(those.c.key.in_(asked), those.c.taken < those.c.seats)
        .group_by(those.c.key)
    )


_MOVED: Select[*tuple[Any, ...]] = (
    select(ClassSession.cohort_id, Entry.details)
    .join(Entry, (Entry.subject_id == ClassSession.id) & (Entry.subject_kind == ClassSession.__tablename__))
    .where(Entry.verb == "session moved", Entry.at >= MOMENT)
    .order_by(Entry.id.desc())
)
_RESEATED: Select[*tuple[Any, ...]] = (
    select(Entry.subject_id, Entry.details)
    .where(Entry.subject_kind == Cohort.__tablename__, Entry.verb == "seats changed", Entry.at >= MOMENT)
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


def _seats_known(when: When) -> dict[int, int]:
    """Cohort → how many seats it had at that moment, of those that have more or fewer since."""
    return {row.subject_id: row.details["before"] for row in db.session.execute(_RESEATED, when.given)}
