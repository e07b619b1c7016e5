"""What is asked about attendance: marks that stand, their history, and what counts for whom."""

from collections.abc import Collection, Iterable, Sequence
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
from training.rules.attendance import Counted, Standing, counting, retaught, standing
from training.states import SessionState

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
    """Where each stands, over all cohorts they sat in; two statements however many they are."""
    sat: dict[int, dict[int, list[Any]]] = {one: {} for one in enrolment_ids}
    for row in _due(enrolment_ids):
        sat[row.enrolment_id].setdefault(row.placement_id, []).append(row)
    again = exam_terms.retaught(enrolment_ids)
    return {
        one: standing(_counting([_Sat(rows, again.get(key)) for key, rows in placements.items()]))
        for one, placements in sat.items()
    }


class _Sat(NamedTuple):
    """What was due in a cohort; `again`: the modules taught again there, where it was retraining."""

    rows: list[Any]
    again: frozenset[str] | None


def _counting(sat: list[_Sat], *, is_over: bool = False) -> list[Counted]:
    """`sat`: the cohorts in their order. Of an earlier one all of it counts, also what came after the
    transfer: a module that was left half-way was not done there. `is_over`: of the last one as well."""
    if not sat:
        return []
    begun = max((n for n, one in enumerate(sat) if one.again is not None), default=0)
    there = [row for row in sat[-1].rows if is_over or _was_there(row)]
    since = counting([_counted(one.rows) for one in sat[begun:-1]], _counted(there))
    again = sat[begun].again
    return since if again is None else retaught(_counting(sat[:begun], is_over=True), since, again)


def _counted(rows: Iterable[Any]) -> list[Counted]:
    return [Counted(row.key, row.mark) for row in rows if row.session_id is not None]


def _due(enrolment_ids: Collection[int]) -> Iterable[Any]:
    """The sessions of each placement from its beginning on, by time, with the mark that stands."""
    rows = db.session.execute(
        select(
            Placement.enrolment_id,
            Placement.id.label("placement_id"),
            Placement.since,
            Placement.until,
            ClassSession.id.label("session_id"),
            ClassSession.starts_at,
            Module.key,
            AttendanceMark.mark,
        )
        .outerjoin(
            ClassSession,
            and_(ClassSession.cohort_id == Placement.cohort_id, ClassSession.state == SessionState.PLANNED),
        )
        .outerjoin(Module, Module.id == ClassSession.module_id)
        .outerjoin(
            AttendanceMark,
            and_(
                AttendanceMark.session_id == ClassSession.id,
                AttendanceMark.enrolment_id == Placement.enrolment_id,
                _STANDS,
            ),
        )
        .where(Placement.enrolment_id.in_(enrolment_ids))
        .order_by(Placement.id, ClassSession.starts_at)
    )
    return [row for row in rows if row.starts_at is None or row.since <= _day(row)]


def _day(row: Any) -> date:
    return clock.local(row.starts_at).date()


def _was_there(row: Any) -> bool:
    """Did they sit in the cohort on the day of the session?"""
    return row.starts_at is None or bool(
        row.since <= _day(row) and (row.until is None or _day(row) < row.until)
    )


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
