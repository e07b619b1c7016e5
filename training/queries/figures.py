"""What the figures of training are counted from: who began, how they went on, as it was known at a moment.

Whoever began belongs to the cohort in which they began, also after a transfer or retraining; an exam to the
cohort, and to its trainer, in which they first sat it. Who was cancelled was never trained.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from core import clock
from core.db import Words, db
from core.record import Entry
from people.models import Account, Employment, Person, Team
from training.models import Cohort, Enrolment, GatePassing, Placement
from training.queries.reach import reachable
from training.states import EnrolmentState, TrainingExit

_BLINK = timedelta(microseconds=1)
_ENDS = {"left training", "enrolment cancelled"}


@dataclass(frozen=True)
class Scope:
    """Whose training: of cohorts that began from `since` to `until` (both included), of a team or of all
    within reach. `at`: as it was known just before that moment; None is now."""

    team_id: int | None = None
    since: date | None = None
    until: date | None = None
    at: datetime | None = None

    @property
    def day(self) -> date:
        """The last day of which something is known."""
        return clock.local(self.at - _BLINK).date() if self.at else clock.today()

    @property
    def end(self) -> datetime:
        """The moment up to which what goes on has lasted."""
        return self.at or clock.now()

    def known(self, moment: Any) -> list[Any]:
        """That `moment`, a column, had come by then."""
        return [] if self.at is None else [moment < self.at]


class Class(NamedTuple):
    """A cohort, as the figures name it."""

    id: int
    code: str
    starts_on: date
    team: Words


@dataclass(frozen=True)
class Trained:
    """Somebody who began. `ended_at`: when they left or were put on duty; `on_duty`: which of the two.
    `is_first`: the first way to duty of this employment, not one to be certified anew."""

    enrolment_id: int
    employment_id: int
    cohort_id: int
    code: str
    began_on: date
    exit_kind: TrainingExit | None
    ended_at: datetime | None
    on_duty: bool
    is_first: bool

    @property
    def state(self) -> EnrolmentState:
        """Where they stood."""
        if self.exit_kind is not None:
            return EnrolmentState.LEFT
        return EnrolmentState.ON_DUTY if self.on_duty else EnrolmentState.IN_TRAINING


def classes(reader: Account, scope: Scope) -> dict[int, Class]:
    """The cohorts in scope that have begun, newest first."""
    wanted = [reachable(reader), Cohort.starts_on <= scope.day]
    wanted += [Cohort.team_id == scope.team_id] if scope.team_id else []
    wanted += [Cohort.starts_on >= scope.since] if scope.since else []
    wanted += [Cohort.starts_on <= scope.until] if scope.until else []
    rows = db.session.execute(
        select(Cohort.id, Cohort.code, Cohort.starts_on, Team.name)
        .join(Team, Team.id == Cohort.team_id)
        .where(*wanted)
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    )
    return {row[0]: Class(*row) for row in rows}


def seats(cohort_ids: Collection[int], scope: Scope) -> dict[int, list[Any]]:
    """Enrolment → every seat it had by then, first to last, of whoever sat in one of these cohorts: rows of
    (enrolment_id, employment_id, cohort_id, since, until, starts_on, code)."""
    sat = select(Placement.enrolment_id).where(Placement.cohort_id.in_(cohort_ids))
    return _seats(Placement.enrolment_id.in_(sat), scope)


def seats_of(enrolment_ids: Collection[int], scope: Scope) -> dict[int, list[Any]]:
    """The same of these enrolments."""
    return _seats(Placement.enrolment_id.in_(enrolment_ids), scope)


def _seats(wanted: ColumnElement[bool], scope: Scope) -> dict[int, list[Any]]:
    rows = db.session.execute(
        select(
            Placement.enrolment_id,
            Enrolment.employment_id,
            Placement.cohort_id,
            Placement.since,
            Placement.until,
            Cohort.starts_on,
            Cohort.code,
        )
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .where(wanted, Placement.since <= scope.day)
        .order_by(Placement.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(row)
    return found


def began_in(seat: Any, day: date) -> date | None:
    """The first day of training on this seat; None for one that was given up before, or is still to come."""
    began: date = max(seat.since, seat.starts_on)
    return began if began <= day and (seat.until is None or began < seat.until) else None


def people(
    sat: Mapping[int, Sequence[Any]], cohort_ids: Collection[int] | None, over: "Over", scope: Scope
) -> dict[int, Trained]:
    """Enrolment → how it went on, of who began in one of these cohorts, or in any. `sat`: of `seats`; `over`:
    of the same."""
    passed_before = _first_passed({of_one[0].employment_id for of_one in sat.values()}, scope)
    found = {}
    for one, of_one in sat.items():
        seat = next((seat for seat in of_one if began_in(seat, scope.day)), None)
        end = over.ends.get(one)
        if seat is None or (cohort_ids is not None and seat.cohort_id not in cohort_ids):
            continue
        if end is None or end.kind is not None:
            is_first = passed_before.get(seat.employment_id, one) >= one
            found[one] = _trained(seat, end, over.passed.get(one), is_first=is_first)
    return found


def _trained(seat: Any, end: "Ending | None", passed_at: datetime | None, *, is_first: bool) -> Trained:
    return Trained(
        enrolment_id=seat.enrolment_id,
        employment_id=seat.employment_id,
        cohort_id=seat.cohort_id,
        code=seat.code,
        began_on=max(seat.since, seat.starts_on),
        exit_kind=end.kind if end else None,
        ended_at=end.at if end else passed_at,
        on_duty=end is None and passed_at is not None,
        is_first=is_first,
    )


class Ending(NamedTuple):
    """Training was over without being on duty. No `kind`: it was cancelled, as if it had never been."""

    at: datetime
    kind: TrainingExit | None


class Over(NamedTuple):
    """Whose training is over: how it ended without being on duty, and who passed the gate when."""

    ends: Mapping[int, Ending]
    passed: Mapping[int, datetime]

    def includes(self, enrolment_id: int) -> bool:
        return enrolment_id in self.ends or enrolment_id in self.passed


def over(enrolment_ids: Collection[int], scope: Scope) -> Over:
    """In two statements, however many they are."""
    return Over(_endings(enrolment_ids, scope), _passings(enrolment_ids, scope))


def _endings(enrolment_ids: Collection[int], scope: Scope) -> dict[int, Ending]:
    """Enrolment → how it ended, as the record had it by then; somebody's last day counts whole."""
    rows = db.session.execute(
        select(Entry.subject_id, Entry.verb, Entry.at, Entry.details)
        .where(
            Entry.subject_kind == Enrolment.__tablename__,
            Entry.subject_id.in_(enrolment_ids),
            Entry.verb.in_(_ENDS),
            *scope.known(Entry.at),
        )
        .order_by(Entry.id)
    )
    return {row.subject_id: _ending(row) for row in rows}


def _ending(row: Any) -> Ending:
    if row.verb != "left training":
        return Ending(row.at, None)
    last_day = clock.day_end(date.fromisoformat(row.details["on"]))
    return Ending(min(row.at, last_day), TrainingExit(row.details["exit"]))


def _passings(enrolment_ids: Collection[int], scope: Scope) -> dict[int, datetime]:
    """Enrolment → when it passed the gate."""
    rows = db.session.execute(
        select(GatePassing.enrolment_id, Entry.at)
        .join(Entry, Entry.id == GatePassing.entry_id)
        .where(GatePassing.enrolment_id.in_(enrolment_ids), *scope.known(Entry.at))
    )
    return {row.enrolment_id: row.at for row in rows}


def _first_passed(employment_ids: Collection[int], scope: Scope) -> dict[int, int]:
    """Employment → the first of its enrolments that passed the gate."""
    rows = db.session.execute(
        select(Enrolment.employment_id, func.min(Enrolment.id))
        .join(GatePassing, GatePassing.enrolment_id == Enrolment.id)
        .join(Entry, Entry.id == GatePassing.entry_id)
        .where(Enrolment.employment_id.in_(employment_ids), *scope.known(Entry.at))
        .group_by(Enrolment.employment_id)
    )
    return {row[0]: row[1] for row in rows}


def names(enrolment_ids: Collection[int]) -> dict[int, Any]:
    """Enrolment → row of (id, name, latin_name)."""
    rows = db.session.execute(
        select(Enrolment.id, Person.name, Person.latin_name)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(Enrolment.id.in_(enrolment_ids))
    )
    return {row.id: row for row in rows}
