"""A month beside those of comparable colleagues: the median of whoever did the same work for about as long.

Comparable are those of the same team, level, shift, kind of employment and band of tenure. The team stands
for the queue: each serves one. Whose shift is not known is compared with others of whom it is not known;
whose kind of employment nobody has said counts as permanent: it was not asked from the beginning. Medians
are of the others, never of oneself, and of closed months that count: half of the month or more on duty."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from careers.rules.figures import FIGURE_DECIMALS
from careers.rules.scoring import CENT
from careers.states import Beside, Tenure
from core.months import after, months_between
from people.states import EmploymentKind, Shift

SCORE = "score"
"""Stands among the keys of indicators, none of which is called so."""
LEAST = 5
"""Of fewer colleagues nothing is shown: one could tell whose figure it is."""
_UNDER = ((6, Tenure.FIRST), (12, Tenure.SECOND), (24, Tenure.THIRD))
_FINEST = Decimal(1).scaleb(-FIGURE_DECIMALS)


def _finest(key: str) -> Decimal:
    """A median is no finer than what it is the median of."""
    return CENT if key == SCORE else _FINEST


class Group(NamedTuple):
    """Whose members are comparable in a month."""

    team_id: int
    level: str
    shift: Shift | None
    kind: EmploymentKind
    tenure: Tenure


@dataclass(frozen=True)
class Peer:
    """A closed month of somebody. `values`: SCORE or indicator → what it came to; `counts`: was enough of
    it on duty?"""

    who: int
    group: Group
    values: Mapping[str, Decimal]
    counts: bool


@dataclass(frozen=True)
class Median:
    """Of `n` colleagues."""

    value: Decimal
    n: int


@dataclass(frozen=True)
class Comparison:
    """Somebody's month beside those of their `group`; `medians`: SCORE or indicator → that of the others,
    where there are enough; `others`: how many there are."""

    group: Group
    own: Mapping[str, Decimal]
    medians: Mapping[str, Median]
    others: int

    @property
    def score(self) -> Median | None:
        return self.medians.get(SCORE)

    @property
    def beside(self) -> Beside:
        if self.score is None:
            return Beside.NOT_COMPARED
        return Beside.BELOW if self.own[SCORE] < self.score.value else Beside.NOT_BELOW


def tenure(on_duty_since: date, month: date) -> Tenure:
    """By whole months from the first day on duty to the end of the month that is compared."""
    served = months_between(on_duty_since, after(month))
    return next((band for under, band in _UNDER if served < under), Tenure.LONG)


def compared(peers: Iterable[Peer]) -> dict[int, Comparison]:
    """Who → their comparison, of all whose month is closed."""
    groups: dict[Group, list[Peer]] = defaultdict(list)
    for one in peers:
        groups[one.group].append(one)
    return {one.who: found for members in groups.values() for one, found in _within(members)}


def _within(members: Sequence[Peer]) -> Iterable[tuple[Peer, Comparison]]:
    counted = [one for one in members if one.counts]
    known: dict[str, list[Decimal]] = defaultdict(list)
    for one in counted:
        for key, value in one.values.items():
            known[key].append(value)
    for all_of_key in known.values():
        all_of_key.sort()
    for one in members:
        medians = {
            key: median
            for key, value in one.values.items()
            if (median := median_of_others(known[key], value if one.counts else None, _finest(key)))
        }
        yield one, Comparison(one.group, one.values, medians, len(counted) - one.counts)


def median_of_others(
    ordered: Sequence[Decimal], own: Decimal | None, finest: Decimal = _FINEST
) -> Median | None:
    """The median of sorted values without one that is `own`, if given: the middle one, or half the sum of
    the two in the middle, to `finest`. None of fewer than LEAST."""
    left_out = len(ordered) if own is None else bisect_left(ordered, own)
    n = len(ordered) - (own is not None)
    if n < LEAST:
        return None
    low, high = (_at(ordered, place, left_out) for place in ((n - 1) // 2, n // 2))
    return Median(((low + high) / 2).quantize(finest, ROUND_HALF_UP), n)


def _at(ordered: Sequence[Decimal], place: int, left_out: int) -> Decimal:
    return ordered[place + (place >= left_out)]
