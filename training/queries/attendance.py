"""What is asked about attendance: marks that stand, their history, and what counts for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account, Person
from training.models import AttendanceMark, ClassSession, Cohort, Module, Placement
from training.queries import exam_terms
from training.rules.attendance import Counted, Standing, counted_as, counting, retaught, standing
from training.states import Mark, SessionState

_later = aliased(AttendanceMark)
_STANDS = ~exists(
    select(_later.id).where(
        _later.session_id == AttendanceMark.session_id,
        _later.enrolment_id == AttendanceMark.enrolment_id,
        _later.number > AttendanceMark.number,
    )
)


def marks_of_session(session_id: int) -> dict[int, AttendanceMark]:
    """Enrolment → the mark that stands."""
    rows = db.session.scalars(select(AttendanceMark).where(AttendanceMark.session_id == session_id, _STANDS))
    return {row.enrolment_id: row for row in rows}


def marks_of_cohort(cohort_id: int) -> dict[tuple[int, int], AttendanceMark]:
    """(session, enrolment) → the mark that stands."""
    rows = db.session.scalars(
        select(AttendanceMark)
        .join(ClassSession, ClassSession.id == AttendanceMark.session_id)
        .where(ClassSession.cohort_id == cohort_id, _STANDS)
    )
    return {(row.session_id, row.enrolment_id): row for row in rows}


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
    """Where each stands, over all cohorts they sat in; four statements however many they are."""
    sat: dict[int, list[_Sat]] = {one: [] for one in enrolment_ids}
    for enrolment_id, one in _placed(enrolment_ids):
        sat[enrolment_id].append(one)
    return {one: standing(_counting(placements)) for one, placements in sat.items()}


class _Due(NamedTuple):
    """A session as it is due for one trainee, on a day, with the mark that stands."""

    day: date
    counted: Counted


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
    until = None if is_over else sat[-1].until
    there = [one.counted for one in sat[-1].due if until is None or one.day < until]
    since = counting([[row.counted for row in one.due] for one in sat[begun:-1]], there)
    again = sat[begun].again
    return since if again is None else retaught(_counting(sat[:begun], is_over=True), since, again)


def _placed(enrolment_ids: Collection[int]) -> Iterator[tuple[int, _Sat]]:
    """Enrolment and what was due for it, placement by placement in their order. A cohort that had no session
    left when somebody came into it does not count."""
    placements = db.session.execute(
        select(Placement.enrolment_id, Placement.id, Placement.cohort_id, Placement.since, Placement.until)
        .where(Placement.enrolment_id.in_(enrolment_ids))
        .order_by(Placement.id)
    ).all()
    planned = _planned({row.cohort_id for row in placements})
    marks, again = _marks(enrolment_ids), exam_terms.retaught(enrolment_ids)
    for one in placements:
        sessions = planned.get(one.cohort_id, [])
        due = [
            _Due(on, counted_as(key, marks.get((session_id, one.enrolment_id))))
            for session_id, on, key in sessions
            if one.since <= on
        ]
        if due or not sessions:
            yield one.enrolment_id, _Sat(due, one.until, again.get(one.id))


def _planned(cohort_ids: Collection[int]) -> dict[int, list[tuple[int, date, str]]]:
    """Cohort → its sessions that are not called off, by time: (id, day, key of the module)."""
    rows = db.session.execute(
        select(ClassSession.cohort_id, ClassSession.id, ClassSession.starts_at, Module.key)
        .join(Module, Module.id == ClassSession.module_id)
        .where(ClassSession.cohort_id.in_(cohort_ids), ClassSession.state == SessionState.PLANNED)
        .order_by(ClassSession.starts_at)
    )
    found: dict[int, list[tuple[int, date, str]]] = defaultdict(list)
    for row in rows:
        found[row.cohort_id].append((row.id, clock.local(row.starts_at).date(), row.key))
    return found


def _marks(enrolment_ids: Collection[int]) -> dict[tuple[int, int], Mark]:
    """(session, enrolment) → the mark that stands."""
    rows = db.session.execute(
        select(AttendanceMark.session_id, AttendanceMark.enrolment_id, AttendanceMark.mark).where(
            AttendanceMark.enrolment_id.in_(enrolment_ids), _STANDS
        )
    )
    return {(session_id, enrolment_id): mark for session_id, enrolment_id, mark in rows}


def _day(row: Any) -> date:
    return clock.local(row.starts_at).date()


def _was_there(row: Any) -> bool:
    """Did they sit in the cohort on the day of the session?"""
    return bool(row.since <= _day(row) and (row.until is None or _day(row) < row.until))


def of_trainee(enrolment_id: int) -> Sequence[Any]:
    """The timetable of one trainee over all cohorts, by time: rows of (id, starts_at, ends_at, place,
    state, module, code, mark, made_up_in_id, uid, sequence, changed_at)."""
    rows = db.session.execute(
        select(
            ClassSession.id,
            ClassSession.starts_at,
            ClassSession.ends_at,
            ClassSession.place,
            ClassSession.state,
            ClassSession.uid,
            ClassSession.sequence,
            ClassSession.changed_at,
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
                _STANDS,
            ),
        )
        .where(Placement.enrolment_id == enrolment_id)
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return [row for row in rows if _was_there(row)]


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
