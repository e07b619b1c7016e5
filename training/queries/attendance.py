"""What is asked about attendance: marks that stand, their history, and what counts for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Executable, String, and_, bindparam, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from core import clock
from core.among import among_given
from core.db import db, fetch
from core.record import Entry
from people.models import Account, Person
from training.models import (
    IS_OF_MODULE,
    AttendanceMark,
    ClassSession,
    Cohort,
    Module,
    Placement,
)
from training.queries import exam_terms
from training.queries.shares import shares
from training.rules.attendance import (
    MISSED,
    Counted,
    Missed,
    Standing,
    counted_as,
    counting,
    missed_of,
    retaught,
    standing,
    standing_of,
)
from training.states import Mark

_later = aliased(AttendanceMark)
STANDS = ~exists(
    select(_later.id).where(
        _later.session_id == AttendanceMark.session_id,
        _later.enrolment_id == AttendanceMark.enrolment_id,
        _later.number > AttendanceMark.number,
    )
)


class _Planned(NamedTuple):
    """A session, and what it teaches; `is_off`: it was called off with its class, so that nobody is due in
    it, but whoever sat there is not done with its module."""

    id: int
    day: date
    module_key: str
    is_off: bool


Timetables = Mapping[int, Sequence[_Planned]]
"""Cohort → its sessions."""
Marks = Mapping[int, Mapping[int, Mark]]
"""Enrolment → session → the mark that stands."""


def marks_of_session(session_id: int) -> dict[int, AttendanceMark]:
    """Enrolment → the mark that stands."""
    rows = db.session.scalars(select(AttendanceMark).where(AttendanceMark.session_id == session_id, STANDS))
    return {row.enrolment_id: row for row in rows}


class Told(NamedTuple):
    """The mark that stands for somebody in a session, and whether it is a correction."""

    mark: Mark
    is_corrected: bool


_OF_COHORT = (
    select(
        AttendanceMark.session_id,
        AttendanceMark.enrolment_id,
        type_coerce(AttendanceMark.mark, String),
        AttendanceMark.number,
    )
    .join(ClassSession, ClassSession.id == AttendanceMark.session_id)
    .where(ClassSession.cohort_id == bindparam("cohort_id"), STANDS)
)
_KNOWN = {one.value: one for one in Mark}
"""As the database has it → the mark. SQLAlchemy looks each up by two calls, and a class has thousands."""


def marks_of_cohort(cohort_id: int) -> dict[tuple[int, int], Told]:
    """(session, enrolment) → the mark that stands."""
    return {
        (session_id, enrolment_id): Told(_KNOWN[mark], number > 1)
        for session_id, enrolment_id, mark, number in fetch(_OF_COHORT, cohort_id=cohort_id)
    }


def history(session_id: int) -> Sequence[Any]:
    """Every mark of a session that was corrected or is a correction, by trainee and number: rows of
    (enrolment_id, number, mark, source, entered_at, author, reason)."""
    corrected = select(AttendanceMark.enrolment_id).where(
        AttendanceMark.session_id == session_id, AttendanceMark.number > 1
    )
    return db.session.execute(
        select(
            AttendanceMark.enrolment_id,
            AttendanceMark.number,
            AttendanceMark.mark,
            AttendanceMark.source,
            AttendanceMark.entered_at,
            Person.name.label("author"),
            Entry.reason,
        )
        .join(Entry, Entry.id == AttendanceMark.entry_id)
        .outerjoin(Account, Account.id == AttendanceMark.entered_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(AttendanceMark.session_id == session_id, AttendanceMark.enrolment_id.in_(corrected))
        .order_by(AttendanceMark.enrolment_id, AttendanceMark.number)
    ).all()


def standings(enrolment_ids: Collection[int]) -> dict[int, Standing]:
    """Where each stands, over all cohorts they sat in, by the share that `shares` says; three statements
    besides that however many they are, and one more where somebody sat in several."""
    seats, asked = _Seats(enrolment_ids), shares(enrolment_ids)
    marks = _marks(_MARKS, those=enrolment_ids)
    found = {one: standing(its, asked[one]) for one, its in seats.counting_of_moved(marks).items()}
    for one, due in seats.alone():
        its = marks.get(one, {})
        found[one] = standing_of([its.get(session) for session in due], asked[one])
    return found


def missed(enrolment_ids: Collection[int]) -> dict[int, Missed]:
    """Of how many sessions each has missed how many, in as many statements. That a class was there is said
    thousands of times, and is read only of who sat in several cohorts, where it decides what counts."""
    seats = _Seats(enrolment_ids)
    marks = _marks(_ABSENCES, those=enrolment_ids, moved=seats.moved)
    found = {one: missed_of(its) for one, its in seats.counting_of_moved(marks).items()}
    for one, due in seats.alone():
        found[one] = Missed(len(due), sum(map(due.__contains__, marks.get(one, ()))))
    return found


class _Seat(NamedTuple):
    """In a cohort, from a day `until` another; `id`: of the placement."""

    id: int
    cohort_id: int
    since: date
    until: date | None


class _Seats:
    """Where these sat, and what their cohorts had planned. `moved`: who sat in several."""

    def __init__(self, enrolment_ids: Collection[int]) -> None:
        self._of = _seats(enrolment_ids)
        self._planned = _planned({seat.cohort_id for its in self._of.values() for seat in its})
        self.moved = [one for one, its in self._of.items() if len(its) > 1]

    def alone(self) -> Iterator[tuple[int, frozenset[int]]]:
        """Who sat in one cohort, as nearly all do, or in none, and which sessions took or take place while
        they sit there. Most of a class sit from one day on, so that a timetable is looked through once."""
        due: dict[Any, frozenset[int]] = {(): frozenset()}
        for one, its in self._of.items():
            if len(its) < 2:
                seat = its[0][1:] if its else ()
                if seat not in due:
                    due[seat] = frozenset(self._during(*seat))
                yield one, due[seat]

    def _during(self, cohort_id: int, since: date, until: date | None) -> Iterator[int]:
        for session in self._planned[cohort_id]:
            if not session.is_off and since <= session.day and (until is None or session.day < until):
                yield session.id

    def counting_of_moved(self, marks: Marks) -> dict[int, list[Counted]]:
        """What counts for each of them."""
        again = exam_terms.retaught(self.moved) if self.moved else {}
        return {
            one: _counting(list(_placed(self._of[one], self._planned, marks.get(one, {}), again)))
            for one in self.moved
        }


class _Due(NamedTuple):
    """A session as it is due for one trainee, on a day, with the mark that stands; `is_off` as planned."""

    day: date
    counted: Counted
    is_off: bool

    def is_due_until(self, until: date | None) -> bool:
        """Of whom sits there until before that day."""
        return not self.is_off and (until is None or self.day < until)


class _Sat(NamedTuple):
    """What was due in a cohort, in which they sat `until` a day, by time; `again`: the modules taught again
    there, where it was retraining."""

    due: list[_Due]
    until: date | None
    again: frozenset[str] | None


def _counting(sat: list[_Sat], *, is_over: bool = False) -> list[Counted]:
    """`sat`: the cohorts in their order. Of an earlier one all of it counts, also what came after the
    transfer: a module that was left half-way was not done there. `is_over`: of the last one as well."""
    if not sat:
        return []
    begun = max((n for n, one in enumerate(sat) if one.again is not None), default=0)
    there = [one.counted for one in sat[-1].due if is_over or one.is_due_until(sat[-1].until)]
    since = counting([[row.counted for row in one.due] for one in sat[begun:-1]], there)
    again = sat[begun].again
    return since if again is None else retaught(_counting(sat[:begun], is_over=True), since, again)


def _placed(
    its: Sequence[_Seat],
    planned: Timetables,
    marks: Mapping[int, Mark],
    again: Mapping[int, frozenset[str]],
) -> Iterator[_Sat]:
    """What was due for somebody with these marks, seat by seat. A cohort that had no session left when they
    came into it does not count."""
    for seat in its:
        sessions = planned[seat.cohort_id]
        due = [
            _Due(session.day, counted_as(session.module_key, marks.get(session.id)), session.is_off)
            for session in sessions
            if seat.since <= session.day
        ]
        if due or not sessions:
            yield _Sat(due, seat.until, again.get(seat.id))


_PLACEMENTS = (
    select(Placement.enrolment_id, Placement.id, Placement.cohort_id, Placement.since, Placement.until)
    .where(among_given(Placement.enrolment_id, "those"))
    .order_by(Placement.id)
)
_PLANNED = (
    select(
        ClassSession.cohort_id,
        ClassSession.id,
        ClassSession.starts_at,
        Module.key,
        ClassSession.is_broken_off,
    )
    .join(Module, Module.id == ClassSession.module_id)
    .where(among_given(ClassSession.cohort_id, "cohorts"), IS_OF_MODULE)
    .order_by(ClassSession.starts_at)
)
_MARKS = select(
    AttendanceMark.enrolment_id, AttendanceMark.session_id, type_coerce(AttendanceMark.mark, String)
).where(among_given(AttendanceMark.enrolment_id, "those"), STANDS)
_ABSENCES = _MARKS.where(
    or_(AttendanceMark.mark.in_(MISSED), among_given(AttendanceMark.enrolment_id, "moved"))
)


def _seats(enrolment_ids: Collection[int]) -> dict[int, list[_Seat]]:
    """Enrolment → where they sat, in order."""
    found: dict[int, list[_Seat]] = {one: [] for one in enrolment_ids}
    for enrolment_id, placement_id, cohort_id, since, until in fetch(_PLACEMENTS, those=enrolment_ids):
        found[enrolment_id].append(_Seat(placement_id, cohort_id, since, until))
    return found


def _planned(cohort_ids: Collection[int]) -> Timetables:
    """Cohort → its sessions, by time, those called off only if with the whole class."""
    found: dict[int, list[_Planned]] = {one: [] for one in cohort_ids}
    for cohort_id, session_id, starts_at, key, is_off in fetch(_PLANNED, cohorts=cohort_ids):
        found[cohort_id].append(_Planned(session_id, clock.local(starts_at).date(), key, is_off))
    return found


def _marks(statement: Executable, **asked: Collection[int]) -> Marks:
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for enrolment_id, session_id, mark in fetch(statement, **asked):
        found[enrolment_id][session_id] = _KNOWN[mark]
    return found


def _day(row: Any) -> date:
    return clock.local(row.starts_at).date()


def _was_there(row: Any) -> bool:
    """Did they sit in the cohort on the day of the session?"""
    return bool(row.since <= _day(row) and (row.until is None or _day(row) < row.until))


_OF_TRAINEE = (
    select(
        ClassSession.id,
        ClassSession.starts_at,
        ClassSession.ends_at,
        ClassSession.place,
        ClassSession.state,
        ClassSession.uid,
        ClassSession.sequence,
        ClassSession.changed_at,
        ClassSession.is_make_up,
        Module.key.label("module_key"),
        Module.name.label("module"),
        Cohort.code,
        AttendanceMark.mark,
        AttendanceMark.made_up_in_id,
        Placement.since,
        Placement.until,
    )
    .join(Placement, Placement.cohort_id == ClassSession.cohort_id)
    .join(Cohort, Cohort.id == ClassSession.cohort_id)
    .join(Module, Module.id == ClassSession.module_id)
    .outerjoin(
        AttendanceMark,
        and_(
            AttendanceMark.session_id == ClassSession.id,
            AttendanceMark.enrolment_id == Placement.enrolment_id,
            STANDS,
        ),
    )
    .where(Placement.enrolment_id == bindparam("enrolment_id"))
    .order_by(ClassSession.starts_at, ClassSession.id)
)


def of_trainee(enrolment_id: int) -> Sequence[Any]:
    """The timetable of one trainee over all cohorts, by time: rows of (id, starts_at, ends_at, place, state,
    is_make_up, module_key, module, code, mark, made_up_in_id, uid, sequence, changed_at). Sessions for making
    up are in it for whoever has missed something of the module, and where they did."""
    rows = db.session.execute(_OF_TRAINEE, {"enrolment_id": enrolment_id})
    there = [row for row in rows if _was_there(row)]
    missed = {row.module_key for row in there if row.mark in MISSED}
    used = {row.made_up_in_id for row in there}
    return [row for row in there if not row.is_make_up or row.id in used or row.module_key in missed]


def taken_counts(session_ids: Collection[int]) -> dict[int, int]:
    """Session → how many marks it has; one without any is not in it."""
    rows = db.session.execute(
        select(AttendanceMark.session_id, func.count(AttendanceMark.enrolment_id.distinct()))
        .where(AttendanceMark.session_id.in_(session_ids))
        .group_by(AttendanceMark.session_id)
    )
    return {row[0]: row[1] for row in rows}


def with_code(code: str) -> Sequence[ClassSession]:
    """The sessions that show this code."""
    return db.session.scalars(select(ClassSession).where(ClassSession.check_in_code == code)).all()
