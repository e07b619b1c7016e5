"""Who applies, and how far each of them gets: the same for the same seed, and no database in it.

Harder than life on purpose: seven of ten still stand in a stage, evenly over all seven, so that every
column of every board is full and what is counted grows with what there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from recruiting.demo.cast import a_name

SEED = 20261101
OPENINGS, STAGES = 20, 7
STANDING = 0.7
TESTED = {1: 70, 4: 75}
"""Positions of the stages left with a mark, and the least mark that passes."""
BY_WORD = (2, 3, 5)
"""Left without a scorecard or result, which needs a reason."""
WHY = "Decided in the conversation; the notes follow."
CHANNELS = ("job site", "referral", "campus", "headhunter", "own site")
DAYS_STANDING, DAYS_ENDED = 10, 365
ENDS = ("rejected", "rejected", "withdrawn")


@dataclass(frozen=True)
class Story:
    """One application. `opening` counts from 0; `moments` are when it came into each stage, from the
    first on; `marks` by stage; `end` is how it ended, if it did, at `ended_at`."""

    number: int
    opening: int
    name: str
    latin_name: str | None
    language: str
    channel: str
    evening: bool
    moments: tuple[datetime, ...]
    marks: dict[int, Decimal]
    end: str | None
    ended_at: datetime | None

    @property
    def email(self) -> str:
        return f"applicant-{self.number}@example.org"


def stories(number: int, now: datetime, seed: int = SEED) -> Iterator[Story]:
    """So many applications until `now`, dealt to the openings in turn."""
    random = Random(seed)
    now = now.replace(microsecond=0)
    for one in range(number):
        yield _story(random, one, now)


def _story(random: Random, number: int, now: datetime) -> Story:
    name, latin_name, language = a_name(random)
    reached = number // OPENINGS % STAGES
    end = None if random.random() < STANDING else random.choice(ENDS)
    days = DAYS_ENDED if end else DAYS_STANDING
    last = now - timedelta(seconds=random.randrange(3600, days * 86_400))
    moments = [last]
    for _stage in range(reached):
        moments.append(moments[-1] - timedelta(seconds=random.randrange(3_600, 345_600)))
    least = {stage: mark for stage, mark in TESTED.items() if stage < reached}
    return Story(
        number=number,
        opening=number % OPENINGS,
        name=name,
        latin_name=latin_name,
        language=language,
        channel=random.choice(CHANNELS),
        evening=random.random() < 0.4,
        moments=tuple(reversed(moments)),
        marks={stage: Decimal(random.randrange(mark, 101)) for stage, mark in least.items()},
        end=end,
        ended_at=last + timedelta(seconds=random.randrange(60, 3_600)) if end else None,
    )
