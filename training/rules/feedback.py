"""Feedback on a day of a module: until when it can be given, and from how many answers on it is told.

Nothing of an answer can be read from what is told. It is told once the time to answer is over, so that nobody
sees a mean move with one more answer; below `LEAST` answers nothing is told; and a total is made only of days
that are told themselves, so that no difference of two totals holds a day that is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from assessment.rules import mean, round_mark
from core import clock

DAYS_TO_ANSWER = 7
LEAST = 5
"""Answers; with fewer it would be known who gave them."""


def last_day(held_on: date) -> date:
    """The last one on which what was taught on `held_on` can be answered about."""
    return held_on + timedelta(days=DAYS_TO_ANSWER)


def first_day_open(today: date) -> date:
    """The first one of which something taught can still be answered about."""
    return today - timedelta(days=DAYS_TO_ANSWER)


def closes_at(held_on: date) -> datetime:
    """The first moment at which nobody can answer any more about what was taught on `held_on`."""
    return clock.day_end(last_day(held_on))


@dataclass(frozen=True)
class Told:
    """What the class said: how many answered, and the mean (to one decimal) of each criterion by id."""

    count: int
    means: Mapping[int, Decimal]


def told(answers: Sequence[Mapping[int, int]], criteria: Sequence[int]) -> Told | None:
    """`answers`: criterion id → 1..5, each with all `criteria`. None where there are fewer than `LEAST`."""
    if len(answers) < LEAST:
        return None
    return Told(len(answers), {key: mean([Decimal(one[key]) for one in answers]) for key in criteria})


def together(every: Sequence[Told]) -> Told | None:
    """What several days say in one: the mean of their means, each weighed by how many answered. Days of
    another form have other criteria and are not mixed in."""
    total = sum(one.count for one in every)
    if not total:
        return None
    keys = every[0].means
    return Told(
        total,
        {
            key: round_mark(sum((one.means[key] * one.count for one in every), Decimal(0)) / total)
            for key in keys
        },
    )
