"""A timetable from a programme's hours and the working calendar."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any, NamedTuple

DAY = 24 * 60
LONGEST_SEARCH = timedelta(days=730)
"""A class that has not ended after two years is a mistake in what was typed."""


class Slot(NamedTuple):
    """A stretch of a module on a day; `begins` and `ends` are minutes after midnight."""

    key: str
    day: date
    begins: int
    ends: int

    @property
    def minutes(self) -> int:
        return self.ends - self.begins


class TimetableError(ValueError):
    """No timetable can be made from this."""


@dataclass(frozen=True)
class Rhythm:
    """When is taught: on which weekdays (Monday is 0), from which minute of the day, how many minutes a
    day, and a break of `break_minutes` that begins at the minute `break_at`."""

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    begins: int = 9 * 60
    minutes: int = 6 * 60
    break_at: int = 12 * 60
    break_minutes: int = 60

    def kept(self) -> dict[str, Any]:
        return {**asdict(self), "weekdays": list(self.weekdays)}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Rhythm":
        return cls(**{**kept, "weekdays": tuple(kept["weekdays"])})

    def stretches(self) -> list[tuple[int, int]]:
        """The day's teaching, cut in two where the break falls into it."""
        whole = (self.begins, self.begins + self.minutes)
        if not whole[0] < self.break_at < whole[1] or not self.break_minutes:
            return [whole]
        after = self.break_at + self.break_minutes
        return [(whole[0], self.break_at), (after, whole[1] + self.break_minutes)]

    @property
    def is_possible(self) -> bool:
        return self.minutes > 0 and self.begins >= 0 and self.stretches()[-1][1] <= DAY


def days_needed(hours: Decimal, rhythm: Rhythm) -> int:
    """On how many days so many hours are taught; the last one may be a short one."""
    return ceil(hours * 60 / rhythm.minutes)


def working_days(since: date, rhythm: Rhythm, exceptions: Mapping[date, bool]) -> Iterator[date]:
    """The days of teaching from `since` on. `exceptions`: a day → is it worked in spite of its weekday
    (True), or free in spite of it (False)?

    Raises TimetableError when two years hold no further one."""
    for number in range(LONGEST_SEARCH.days):
        day = since + timedelta(days=number)
        if exceptions.get(day, day.weekday() in rhythm.weekdays):
            yield day
    raise TimetableError


def timetable(
    modules: Iterable[tuple[str, int]], since: date, rhythm: Rhythm, exceptions: Mapping[date, bool]
) -> list[Slot]:
    """The modules (key, minutes) one after the other, without a gap in teaching time: each day's
    stretches are filled in their order, and a stretch is cut where a module ends.

    Raises TimetableError for a rhythm that is none, or a class that would last for years."""
    if not rhythm.is_possible:
        raise TimetableError
    free = _stretches(since, rhythm, exceptions)
    slots: list[Slot] = []
    day, begins, ends = since, 0, 0
    for key, minutes in modules:
        while minutes > 0:
            if begins == ends:
                day, begins, ends = next(free)
            taken = min(minutes, ends - begins)
            slots.append(Slot(key, day, begins, begins + taken))
            begins, minutes = begins + taken, minutes - taken
    return slots


def _stretches(
    since: date, rhythm: Rhythm, exceptions: Mapping[date, bool]
) -> Iterator[tuple[date, int, int]]:
    for day in working_days(since, rhythm, exceptions):
        for begins, ends in rhythm.stretches():
            yield day, begins, ends
