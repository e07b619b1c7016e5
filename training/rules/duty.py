"""The gate to being on duty: one evaluator for every page and for the verb. Pure Python, no database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from training.states import ExamKind, GatePart

ONE_DAY = timedelta(days=1)
OF_EXAMS = {GatePart.THEORY: ExamKind.THEORY, GatePart.PRACTICAL: ExamKind.PRACTICAL}


@dataclass(frozen=True)
class Facts:
    """What is known of somebody. `exams`: kind → does each exam of that kind stand passed? `attended`: is the
    share of attendance reached that the policy asks? `papers_open`: how many papers are still missing."""

    exams: Mapping[ExamKind, Sequence[bool]] = field(default_factory=dict)
    attended: bool = False
    papers_open: int = 0


@dataclass(frozen=True)
class Check:
    """One part of the gate; a part that is met needs no waiver."""

    part: GatePart
    is_met: bool
    is_waived: bool = False

    @property
    def holds(self) -> bool:
        return self.is_met or self.is_waived


@dataclass(frozen=True)
class Gate:
    """All parts in their order. Open by waiver is not passed: no certificate comes of it."""

    checks: tuple[Check, ...]

    @property
    def is_passed(self) -> bool:
        return all(one.is_met for one in self.checks)

    @property
    def is_open(self) -> bool:
        return all(one.holds for one in self.checks)

    @property
    def missing(self) -> tuple[GatePart, ...]:
        """What keeps it closed."""
        return tuple(one.part for one in self.checks if not one.holds)

    @property
    def unmet(self) -> tuple[GatePart, ...]:
        """What is not there, waived or not."""
        return tuple(one.part for one in self.checks if not one.is_met)


def evaluate(facts: Facts, waived: Collection[GatePart] = ()) -> Gate:
    """The gate for somebody of whom `facts` are known, with these parts waived now. A kind of exam that a
    programme does not have is not passed: both are asked of everybody."""
    return Gate(
        tuple(
            Check(part, met, is_waived=part in waived and not met)
            for part, met in ((part, _is_met(part, facts)) for part in GatePart)
        )
    )


def _is_met(part: GatePart, facts: Facts) -> bool:
    if part in OF_EXAMS:
        passed = facts.exams.get(OF_EXAMS[part], ())
        return bool(passed) and all(passed)
    return facts.attended if part is GatePart.ATTENDANCE else facts.papers_open == 0


def is_running(since: date, last_day: date, ended_on: date | None, today: date) -> bool:
    """Does a waiver hold today? `ended_on` is the first day on which it no longer does."""
    return since <= today <= last_day and (ended_on is None or today < ended_on)


def days_run(since: date, last_day: date, ended_on: date | None, today: date) -> int:
    """On how many days a waiver has held up to yesterday, or until it ended."""
    until = min(one for one in (last_day + ONE_DAY, ended_on, today) if one is not None)
    return max((until - since).days, 0)
