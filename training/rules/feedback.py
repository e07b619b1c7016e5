"""Feedback on a day of a module: until when it can be given, and from how many answers on it is told.

Nothing of an answer can be read from what is told. It is told once the time to answer is over, so that nobody
sees a mean move with one more answer; below `LEAST` answers nothing is told. Where all who answered rate a
question alike, the mean says what each of them said, and five are a group in which a trainer knows everybody:
it is told from `LEAST_AGREEING` answers on, and until then not which rating it was. A total is made only of
what is told itself, so that no difference of two totals holds what is not.
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
LEAST_AGREEING = 8
"""Answers, where all of them are the same: to say so is to say it of each one. The pages on which people
answer and read say so."""


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
    """What the class said: how many answered, and the mean (to one decimal) of each criterion by id; one that
    is not told is not in it. `agreed`: those in which all said the same."""

    count: int
    means: Mapping[int, Decimal]
    agreed: frozenset[int] = frozenset()


def told(answers: Sequence[Mapping[int, int]], criteria: Sequence[int]) -> Told | None:
    """`answers`: criterion id → 1..5, each with all `criteria`. None where there are fewer than `LEAST`. A
    criterion in which all agree has a mean only from `LEAST_AGREEING` answers on."""
    if len(answers) < LEAST:
        return None
    said = {key: [Decimal(one[key]) for one in answers] for key in criteria}
    alike = {key for key, values in said.items() if len(set(values)) == 1}
    kept_back = alike if len(answers) < LEAST_AGREEING else set()
    means = {key: mean(values) for key, values in said.items() if key not in kept_back}
    return Told(len(answers), means, frozenset(alike))


def together(every: Sequence[Told]) -> Told | None:
    """What several days say in one: of each criterion the mean of the means that are told, each weighed by
    how many answered. Days of another form have other criteria and are not mixed in."""
    total = sum(one.count for one in every)
    if not total:
        return None
    keys = dict.fromkeys(key for one in every for key in one.means)
    return Told(total, {key: _weighed([one for one in every if key in one.means], key) for key in keys})


def _weighed(days: Sequence[Told], key: int) -> Decimal:
    answers = sum(one.count for one in days)
    return round_mark(sum((one.means[key] * one.count for one in days), Decimal(0)) / answers)
