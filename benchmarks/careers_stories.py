"""Who works here, and what their months came to: the same for the same number, and no database in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from careers.defaults.ladder import LADDER
from core import clock
from core.months import add_months, last_day

MONTHS = 36
SPECIALIST, SUPERVISOR = (level.key for level in LADDER.levels[:2])
A_SUPERVISOR_OF = 20
TEAMS = 20
TRAINED_FOR = timedelta(days=28)
STEADY = 11
"""Of so many months one is worse than the others."""


@dataclass(frozen=True)
class Worker:
    """Somebody on duty since the first of a month, all of whose months since then are closed. `team` counts
    from 0; `upheld`: the day on which a complaint about them was upheld, if one was."""

    number: int
    team: int
    level: str
    first: date
    months: tuple[date, ...]
    upheld: date | None

    @property
    def name(self) -> str:
        return f"Employee {self.number:06}"

    @property
    def email(self) -> str:
        return f"employee-{self.number}@example.org"

    @property
    def begun(self) -> datetime:
        """When all about being employed and on duty was entered."""
        return noon(self.first)

    @property
    def employed_on(self) -> date:
        return self.first - TRAINED_FOR

    def quality(self, place: int) -> int:
        """How good the month of this place was, from -3 to 6."""
        worse = (self.number + place) % STEADY == 0
        return self.number % 7 - (3 if worse else 0)


@cache
def figures(quality: int) -> Mapping[str, Decimal]:
    """What was measured in such a month: as much of the weight as closing it takes."""
    return {
        "satisfaction": Decimal("4.30") + Decimal(quality) / 20,
        "first response": Decimal(60 - 3 * quality),
        "resolution": Decimal(88 + quality),
        "complaints": Decimal("0.5") - Decimal(quality) / 20,
    }


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.zone())


def closed_at(month: date) -> datetime:
    """When a month was entered and closed."""
    return noon(last_day(month) + timedelta(days=2))


def workers(number: int, today: date, months: int = MONTHS) -> Iterator[Worker]:
    """So many, with `months` closed months each; the last one is the month before `today`."""
    first = add_months(today.replace(day=1), -months)
    for one in range(number):
        yield Worker(
            number=one,
            team=one % TEAMS,
            level=SUPERVISOR if one % A_SUPERVISOR_OF == 0 else SPECIALIST,
            first=first,
            months=tuple(add_months(first, place) for place in range(months)),
            upheld=today - timedelta(days=10 + one % 300) if one % 40 == 7 else None,
        )
