"""What became of somebody at an exam over all attempts, as the figures count it. Pure Python, no database.

First-time pass rate: of those who sat an exam for the first time, the share whose first attempt passed, as
examining boards publish it (NCSBN: NCLEX pass rates of first-time candidates). A void attempt is none.

Final pass rate: of those of whom it is decided, the share that passed in the end, however many attempts it
took, as the ultimate pass rate of the American Bar Association's Standard 316 has it. Decided is who stands
passed, and whose training is over without; who may still try is neither, and is told beside.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from training.rules.nesting import Standing


class Result(StrEnum):
    """Passed at the first attempt, passed at a later one, may still try, over without a pass."""

    FIRST = "first"
    LATER = "later"
    OPEN = "open"
    FAILED = "failed"


DECIDED = (Result.FIRST, Result.LATER, Result.FAILED)


def result(*, first: bool, stands: bool, is_over: bool) -> Result:
    """`first`: did the first attempt pass? `stands`: does the exam stand passed? `is_over`: can no attempt
    follow?"""
    if stands:
        return Result.FIRST if first else Result.LATER
    return Result.FAILED if is_over else Result.OPEN


def results_by_topic(
    first: Mapping[str, Decimal], newest: Mapping[str, Decimal], asked: Decimal, *, is_over: bool
) -> dict[str, Result]:
    """Topic key → the same of each topic of which the first attempt told a mark: reached is what `asked`
    says. `newest`: the marks told last."""
    return {
        key: result(first=mark >= asked, stands=newest.get(key, mark) >= asked, is_over=is_over)
        for key, mark in first.items()
    }


def of_module(topics: list[Result]) -> Result:
    """A module is as good as the least of its topics."""
    order = (Result.FAILED, Result.OPEN, Result.LATER, Result.FIRST)
    return min(topics, key=order.index)


def days_followed(began: int, last: int | None, standing: Standing) -> tuple[int, bool]:
    """(days from the first of nesting to proficiency, True); or, of who is not there yet, up to where that is
    sure, and False. That is the day on which the present run began, as it may turn out long enough and count
    from there; without one the last day measured. Days are ordinals."""
    if standing.proficient_on is not None:
        return standing.proficient_on.toordinal() - began, True
    if standing.run_began is not None:
        return standing.run_began.toordinal() - began, False
    return (last - began if last is not None else 0), False
