"""Exams: what a mark is worth, which attempt counts, and who may sit when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from core import clock
from training.states import Counting, Due, Obstacle

FULL = Decimal(100)
_CENT = Decimal("0.01")
_NOTHING_DUE = (Obstacle.PASSED, Obstacle.NOT_ADMITTED, Obstacle.APPEALED, Obstacle.ASSESSED)
"""Nobody has to do anything about the next attempt: an appeal and an assessment wait on others."""


@dataclass(frozen=True)
class Rules:
    """What is asked of one exam; `part_mark`: of each of its topics. Marks are of 100, waits in days.
    `assessors`: how many mark it by the rubric; 0: a number will do."""

    pass_mark: Decimal
    part_mark: Decimal | None = None
    attempts: int = 3
    wait_days: int = 3
    needs_remediation: bool = True
    caps_retakes: bool = True
    counts: Counting = Counting.LATEST
    needs_other_form: bool = False
    assessors: int = 0


@dataclass(frozen=True)
class Judged:
    recorded: Decimal
    passed: bool


class Taken(NamedTuple):
    """An attempt as it stands; a void one has no mark. `next_since`: the day set for the next one. A row of
    `queries.exams.attempts` says the same by the same names, and does as well."""

    mark: Decimal | None
    recorded: Decimal | None
    passed: bool
    sat_on: date
    signed_at: datetime | None = None
    next_since: date | None = None


class Sitting(NamedTuple):
    """May they sit? If not, why, and where only time is missing, from which day on."""

    obstacle: Obstacle | None = None
    since: date | None = None
    left: int = 0

    @property
    def may(self) -> bool:
        return self.obstacle is None


def judge(
    mark: Decimal, parts: Mapping[str, Decimal], ordinal: int, rules: Rules, *, failed_item: bool = False
) -> Judged:
    """What a mark is worth as the attempt of this ordinal: passed when the whole and each part reach what
    is asked and no critical item failed; a retake that passes is recorded with the pass mark at most, where
    retakes are capped."""
    weak = failed_item or (
        rules.part_mark is not None and any(part < rules.part_mark for part in parts.values())
    )
    passed = mark >= rules.pass_mark and not weak
    capped = rules.caps_retakes and ordinal > 1
    return Judged(min(mark, rules.pass_mark) if capped else mark, passed)


def valid(taken: Sequence[Taken]) -> list[Taken]:
    """Those that were not voided."""
    return [one for one in taken if one.mark is not None]


def counted(taken: Sequence[Taken], counts: Counting) -> Decimal | None:
    """The mark that counts, of the recorded ones, in the order they were taken; an average is rounded to
    hundredths."""
    marks = [one.recorded for one in valid(taken) if one.recorded is not None]
    if not marks:
        return None
    if counts is Counting.FIRST:
        return marks[0]
    if counts is Counting.LATEST:
        return marks[-1]
    if counts is Counting.BEST:
        return max(marks)
    return (sum(marks, Decimal(0)) / len(marks)).quantize(_CENT, ROUND_HALF_UP)


def is_passed(taken: Sequence[Taken], rules: Rules) -> bool:
    """Does the exam stand passed by the attempts of one cycle?"""
    return _stands_passed(valid(taken), rules)


def _stands_passed(those: Sequence[Taken], rules: Rules) -> bool:
    """Those that were not voided."""
    if not those:
        return False
    if rules.counts is Counting.AVERAGE:
        mean = counted(those, Counting.AVERAGE)
        return mean is not None and mean >= rules.pass_mark and those[-1].passed
    if rules.counts is Counting.BEST:
        return any(one.passed for one in those)
    return those[0 if rules.counts is Counting.FIRST else -1].passed


def may_sit(taken: Sequence[Taken], rules: Rules, today: date, *, admitted: bool) -> Sitting:
    """May somebody with these attempts of the present cycle sit the exam today? The first reason that
    stands against it is told. Days are waited in full: three after the 9th lead to the 12th; a later day
    may have been set. What was weak is signed off on the day of the next attempt at the latest."""
    those = valid(taken)
    left = max(0, _most(rules) - len(those))
    if _stands_passed(those, rules):
        return Sitting(Obstacle.PASSED, left=left)
    if not left:
        return Sitting(Obstacle.USED_UP)
    if not admitted:
        return Sitting(Obstacle.NOT_ADMITTED, left=left)
    if not those:
        return Sitting(left=left)
    return _after(those[-1], rules, today, left)


def held_up(sitting: Sitting, *, is_appealed: bool, is_assessed: bool) -> Sitting:
    """Who might sit waits while a second marker has to decide about the last attempt, which may be passed by
    that, and while the next one is being assessed. What stands against it anyway is told first."""
    if not sitting.may or not (is_appealed or is_assessed):
        return sitting
    return Sitting(Obstacle.APPEALED if is_appealed else Obstacle.ASSESSED, left=sitting.left)


def passed_at_once(rules: Rules) -> Sitting:
    """What `may_sit` says of a first attempt that is passed: however attempts count it stands passed,
    whatever the day and the attendance."""
    return Sitting(Obstacle.PASSED, left=max(0, _most(rules) - 1))


def _most(rules: Rules) -> int:
    """So many attempts are there in all."""
    return 1 if rules.counts is Counting.FIRST else rules.attempts


def _after(failed: Taken, rules: Rules, today: date, left: int) -> Sitting:
    since = max(failed.sat_on + timedelta(days=rules.wait_days), failed.next_since or failed.sat_on)
    if rules.needs_remediation:
        if failed.signed_at is None:
            return Sitting(Obstacle.REMEDIATION, since, left)
        signed_on = clock.local(failed.signed_at).date()
        if today < signed_on:
            return Sitting(Obstacle.SIGNED_LATER, signed_on, left)
    return Sitting(Obstacle.WAITING, since, left) if today < since else Sitting(None, since, left)


def weak_topics(parts: Mapping[str, Decimal], rules: Rules) -> list[str]:
    """Keys of the topics below what each must reach, or below the pass mark where none is asked of each;
    weakest first."""
    asked = rules.pass_mark if rules.part_mark is None else rules.part_mark
    return [key for key, part in sorted(parts.items(), key=lambda one: one[1]) if part < asked]


def what_is_due(sitting: Sitting, attempts: int, *, may_retrain: bool) -> Due | None:
    """What waits to be done after `attempts` (of the present cycle) did not pass; None where nothing does."""
    if sitting.obstacle is Obstacle.USED_UP:
        return Due.RETRAINING if may_retrain else Due.DECISION
    if not attempts or sitting.obstacle in _NOTHING_DUE:
        return None
    if sitting.obstacle is Obstacle.REMEDIATION:
        return Due.SIGN_OFF
    return Due.WAITING if sitting.obstacle is Obstacle.WAITING else Due.RETAKE
