"""The class of a cohort with what is known of each: read whole, then narrowed and put into an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import clock
from training.queries import attendance, duty
from training.queries.duty import Seen
from training.queries.exams import Course
from training.rules.attendance import Standing
from training.states import AttendanceRisk, EnrolmentState, PlacementEnd

STATUSES = (EnrolmentState.IN_TRAINING, *PlacementEnd)
NOBODY = 0
"""Chosen as coach: whoever has none."""


@dataclass(frozen=True)
class Member:
    """`row`: of `queries.cohorts.class_of`."""

    row: Any
    standing: Standing
    gate: Seen

    @property
    def status(self) -> EnrolmentState | PlacementEnd:
        """What became of their seat, or where they stand while they have it."""
        found: EnrolmentState | PlacementEnd = self.row.ended_by or self.row.state
        return found

    @property
    def next_exam(self) -> Course | None:
        """The first that is not passed."""
        return next((one for one in self.gate.courses if not one.is_passed), None)

    @property
    def next_exam_on(self) -> date | None:
        """From which day on they may sit it: today, or a day to come; None where more than time is missing,
        and where there is none."""
        course = self.next_exam
        if course is None:
            return None
        return clock.today() if course.sitting.may else course.sitting.since


@dataclass(frozen=True)
class Wanted:
    """Which of a class, and in which order. None: whichever; `coach`: a person's id, or NOBODY."""

    status: str | None = None
    risk: AttendanceRisk | None = None
    coach: int | None = None
    order: str = "name"
    falling: bool = False


ORDERS = ("name", "attendance", "next-exam")


def members_of(rows: Sequence[Any]) -> list[Member]:
    """What is known of each of `rows` (of `queries.cohorts.class_of`), in their order; as many statements
    however many they are."""
    ids = [row.enrolment_id for row in rows]
    standings = attendance.standings(ids)
    gates = duty.gates(ids, standings)
    return [Member(row, standings[row.enrolment_id], gates[row.enrolment_id]) for row in rows]


def narrowed(members: Sequence[Member], wanted: Wanted) -> list[Member]:
    """Those of `members` (by name) whom somebody wants to see, in the order that they want. Who has no
    attendance yet, or no exam that a day is known of, comes last either way."""
    found = [one for one in members if _fits(one, wanted)]
    if wanted.order == "name":
        return found[::-1] if wanted.falling else found
    known = [one for one in found if _value(one, wanted.order) is not None]
    known.sort(key=lambda one: _value(one, wanted.order), reverse=wanted.falling)
    return [*known, *(one for one in found if _value(one, wanted.order) is None)]


def _fits(one: Member, wanted: Wanted) -> bool:
    return (
        (wanted.status is None or one.status.value == wanted.status)
        and (wanted.risk is None or one.standing.risk is wanted.risk)
        and (wanted.coach is None or (one.row.coach_id or NOBODY) == wanted.coach)
    )


def _value(one: Member, order: str) -> Any:
    return one.standing.percent if order == "attendance" else one.next_exam_on


def coaches(members: Sequence[Member]) -> dict[int, str]:
    """Who coaches any of them now: id → name, by name."""
    found = {one.row.coach_id: one.row.coach for one in members if one.row.coach_id}
    return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))
