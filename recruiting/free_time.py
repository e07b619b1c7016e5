"""Times at which everybody is free. Pure Python: what is busy is handed in."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from math import ceil

from core import clock
from recruiting.queries.calendars import Busy
from recruiting.rules import Hours, WorkingDays

STEP = timedelta(minutes=30)
NOTICE = timedelta(hours=2)
"""Nobody is asked to come sooner than this."""
DAYS_AHEAD = 14
A_DAY = 4
"""So many proposals on one day at most, so that there is a choice of days."""


def proposals(
    busy: Collection[Busy],
    minutes: int,
    first_day: date,
    hours: Hours,
    *,
    worked: WorkingDays | None = None,
    most: int = 8,
) -> list[datetime]:
    """The next moments, in working `hours` from `first_day` on, at which nobody of `busy` is in another
    interview or teaches for `minutes`. `worked`: the days on which there is anybody, by default those of
    `hours`."""
    days = _days(first_day, worked or WorkingDays(hours.weekdays))
    found = (start for day in days for start in islice(_free_on(day, busy, minutes, hours), A_DAY))
    return list(islice(found, most))


def _days(first_day: date, worked: WorkingDays) -> Iterator[date]:
    first = max(first_day, clock.today())
    days = (first + timedelta(days=number) for number in range(DAYS_AHEAD))
    return (day for day in days if worked.has(day))


def _free_on(day: date, busy: Collection[Busy], minutes: int, hours: Hours) -> Iterator[datetime]:
    opens, closes = hours.on(day, clock.zone())
    length = timedelta(minutes=minutes)
    start = opens
    while start + length <= closes:
        free = not any(one.meets(start, start + length) for one in busy)
        if free and start >= clock.now() + NOTICE:
            yield start
            start += STEP * ceil(length / STEP)
        else:
            start += STEP
