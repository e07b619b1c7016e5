"""How much of a training somebody attended, and whether the share that is asked can still be reached."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import NamedTuple

from training.states import AttendanceRisk, Mark

REQUIRED_SHARE = Decimal("0.9")
"""Of the sessions, where no policy says otherwise."""

ATTENDED = frozenset({Mark.PRESENT, Mark.LATE, Mark.MADE_UP})
MISSED = frozenset({Mark.ABSENT, Mark.EXCUSED})
"""Who is excused was right to stay away, and has still not learned it: it counts once made up."""


@dataclass(frozen=True)
class Counted:
    """A session as it counts for one trainee; no mark while it is ahead or was not taken yet."""

    module_key: str
    mark: Mark | None


@cache
def counted_as(module_key: str, mark: Mark | None) -> Counted:
    """The same object for the same, as a class has thousands of them."""
    return Counted(module_key, mark)


@dataclass(frozen=True)
class Standing:
    """`total` sessions count; `needed` of them must be attended; `open` have no mark yet."""

    total: int
    needed: int
    attended: int
    missed: int

    @property
    def open(self) -> int:
        return self.total - self.attended - self.missed

    @property
    def to_spare(self) -> int:
        """How many more sessions may be missed; below zero, how many missed ones must be made up."""
        return self.attended + self.open - self.needed

    @property
    def is_reached(self) -> bool:
        return self.total > 0 and self.attended >= self.needed

    @property
    def can_be_reached(self) -> bool:
        """By attending everything that is still open?"""
        return self.to_spare >= 0

    @property
    def is_at_risk(self) -> bool:
        """Has something been missed, and may nothing more be?"""
        return self.missed > 0 and self.to_spare <= 0 and not self.is_reached

    @property
    def risk(self) -> AttendanceRisk:
        """The same in one word; who can miss nothing more, and missed nothing yet, has something to spare."""
        if self.is_reached:
            return AttendanceRisk.REACHED
        if not self.can_be_reached:
            return AttendanceRisk.OUT_OF_REACH
        return AttendanceRisk.NONE_TO_SPARE if self.is_at_risk else AttendanceRisk.TO_SPARE

    @property
    def percent(self) -> int | None:
        """Attended of those that have a mark, in whole percent rounded down, so that 90 means 90."""
        marked = self.attended + self.missed
        return 100 * self.attended // marked if marked else None


class Missed(NamedTuple):
    """Of how many sessions that count so many were missed: all that decides what can still be reached."""

    total: int
    missed: int


def missed_of(sessions: Sequence[Counted]) -> Missed:
    return Missed(len(sessions), sum(one.mark in MISSED for one in sessions))


def needed_of(total: int, share: Decimal) -> int:
    """How many of all sessions, those to come included, must be attended: ⌈share × total⌉."""
    return int((share * total).to_integral_value(ROUND_CEILING))


def can_reach(total: int, missed: int, share: Decimal) -> bool:
    """Is the share within reach, by attending everything that is still open? Not while nothing counts."""
    return total > 0 and total - missed >= needed_of(total, share)


def standing(sessions: Iterable[Counted], required: Decimal) -> Standing:
    """Where somebody stands by the sessions that count."""
    return standing_of([one.mark for one in sessions], required)


def standing_of(marks: Iterable[Mark | None], required: Decimal) -> Standing:
    """The same by their marks, None for a session that has none yet."""
    found = Counter(marks)
    total = found.total()
    return Standing(
        total=total,
        needed=needed_of(total, required),
        attended=sum(found[mark] for mark in ATTENDED),
        missed=sum(found[mark] for mark in MISSED),
    )


def counting(earlier: Sequence[Sequence[Counted]], present: Sequence[Counted]) -> list[Counted]:
    """What counts after transfers. A module of which every session was attended in an earlier cohort is
    kept as it was done there; every other one counts as the present cohort teaches it."""
    kept: dict[str, list[Counted]] = {}
    for sessions in earlier:
        for key in {one.module_key for one in sessions}:
            of_module = [one for one in sessions if one.module_key == key]
            if all(one.mark in ATTENDED for one in of_module):
                kept[key] = of_module
    return [
        *(one for sessions in kept.values() for one in sessions),
        *(one for one in present if one.module_key not in kept),
    ]


def retaught(before: Sequence[Counted], present: Sequence[Counted], again: frozenset[str]) -> list[Counted]:
    """What counts after retraining. The modules `again` count as the present cohort teaches them; of the
    others those that were over stay as they were, what was missed in them included."""
    unfinished = {one.module_key for one in before if one.mark is None}
    kept = {one.module_key for one in before} - unfinished - again
    return [
        *(one for one in before if one.module_key in kept),
        *(one for one in present if one.module_key not in kept),
    ]
