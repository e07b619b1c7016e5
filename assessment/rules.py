"""How ratings become a mark. Pure arithmetic, no database."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

SCALE = range(1, 6)
"""Every criterion is rated from 1 to 5, each value with its anchor in behaviour."""

APART = 2
"""Two ratings of the same criterion this far apart call for a debrief."""


class Recommendation(StrEnum):
    """Four points and no middle, so that everybody takes a side."""

    STRONG_NO = "strong no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong yes"


def weighted_mean(ratings: Mapping[int, int], weights: Mapping[int, Decimal]) -> Decimal:
    """The mean of `ratings` (criterion id → 1..5), weighted by `weights` (criterion id → weight > 0),
    rounded half up to one decimal. Raises ValueError where a criterion is missing."""
    missing = weights.keys() - ratings.keys()
    if missing or not weights:
        raise ValueError(f"no rating for {sorted(missing)}")
    total = sum((weights[criterion] * ratings[criterion] for criterion in weights), Decimal(0))
    return round_mark(total / sum(weights.values(), Decimal(0)))


def mean(marks: Sequence[Decimal]) -> Decimal:
    """The plain mean of at least one mark, to one decimal."""
    return round_mark(sum(marks, Decimal(0)) / len(marks))


def of_hundred(mark: Decimal) -> Decimal:
    """A mark of 1 to 5 on the scale of 0 to 100: its share of the way from the lowest to the highest,
    (mark − 1) ÷ 4 × 100, so that 1 is 0, 3 is 50 and 5 is 100. To one decimal."""
    lowest, highest = SCALE[0], SCALE[-1]
    return round_mark((mark - lowest) / (highest - lowest) * 100)


def round_mark(value: Decimal) -> Decimal:
    """To one decimal, half up, as people round by hand."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def spread(values: Iterable[int]) -> int:
    """Distance between the highest and the lowest rating of one criterion."""
    values = list(values)
    return max(values) - min(values) if values else 0


def falls_short(ratings: Mapping[int, int], must_reach: Mapping[int, int]) -> list[int]:
    """The critical criteria (criterion id → what it must reach) that were rated below."""
    return [criterion for criterion, least in must_reach.items() if ratings[criterion] < least]


class Agreement(NamedTuple):
    """Of how many criteria two people thought the same, nearly the same, or differently (`APART`)."""

    same: int
    near: int
    apart: int

    @property
    def total(self) -> int:
        return self.same + self.near + self.apart


def agreement(first: Mapping[int, int], second: Mapping[int, int]) -> Agreement:
    """How far two raters (criterion id → 1..5) agree on the criteria that both rated."""
    distances = [abs(first[one] - second[one]) for one in first.keys() & second.keys()]
    apart = sum(distance >= APART for distance in distances)
    same = distances.count(0)
    return Agreement(same, len(distances) - same - apart, apart)
