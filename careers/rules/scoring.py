"""What a month is worth: points for each indicator by a straight line, then their weighted mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from careers.states import Direction

FULL = Decimal(100)
CENT = Decimal("0.01")
LEAST_WEIGHT = Decimal("0.6")
"""A month can be closed when figures for so much of the weight are there."""
LEAST_SHARE = Decimal("0.5")
"""A month counts towards a level when somebody was on duty for so much of it."""


@dataclass(frozen=True)
class Measure:
    """`target` brings 100 points, `zero` none. `is_total`: a sum over the month, not a mean."""

    key: str
    direction: Direction
    target: Decimal
    zero: Decimal
    weight: Decimal
    is_total: bool = False


@dataclass(frozen=True)
class Line:
    """One indicator in a score. `target` is the one that was asked of the days worked; without a figure
    there are no points, and the line is not counted in. `brings`: its part of the score."""

    key: str
    figure: Decimal | None
    target: Decimal
    zero: Decimal
    weight: Decimal
    points: Decimal | None
    brings: Decimal | None


@dataclass(frozen=True)
class Score:
    """`score`: 0 to 100 with two decimals, None where too little is known; `known`: the share of the
    weight for which there are figures; `counts`: was enough of the month on duty?"""

    score: Decimal | None
    known: Decimal
    counts: bool
    lines: tuple[Line, ...]


def points_for(measure: Measure, figure: Decimal, share: Decimal = Decimal(1)) -> Decimal:
    """0 to 100 points. `share`: how much of the month was on duty; a total is asked in proportion, target
    and zero alike."""
    target, zero = _scaled(measure, share)
    points = FULL * (figure - zero) / (target - zero)
    return min(max(points, Decimal(0)), FULL).quantize(CENT, ROUND_HALF_UP)


def _scaled(measure: Measure, share: Decimal) -> tuple[Decimal, Decimal]:
    by = share if measure.is_total else Decimal(1)
    return measure.target * by, measure.zero * by


def score(measures: Sequence[Measure], figures: Mapping[str, Decimal], worked: int, days: int) -> Score:
    """The month of somebody who was on duty for `worked` of its `days`. What has no figure is left out,
    and the weights of the others are scaled up."""
    share = Decimal(worked) / Decimal(days) if days else Decimal(0)
    whole = sum((one.weight for one in measures), Decimal(0))
    there = [one for one in measures if one.key in figures and share > 0]
    known = sum((one.weight for one in there), Decimal(0))
    lines = tuple(_line(one, figures if one in there else {}, share, known) for one in measures)
    enough = whole > 0 and known / whole >= LEAST_WEIGHT
    total = _total(lines, known) if enough else None
    return Score(total, known / whole if whole else Decimal(0), share >= LEAST_SHARE, lines)


def _line(measure: Measure, figures: Mapping[str, Decimal], share: Decimal, known: Decimal) -> Line:
    target, zero = _scaled(measure, share)
    figure = figures.get(measure.key)
    if figure is None:
        return Line(measure.key, None, target, zero, measure.weight, None, None)
    points = points_for(measure, figure, share)
    brings = (points * measure.weight / known).quantize(CENT, ROUND_HALF_UP)
    return Line(measure.key, figure, target, zero, measure.weight, points, brings)


def _total(lines: Sequence[Line], known: Decimal) -> Decimal:
    """Rounded once, from the points as they are shown."""
    weighted = sum((one.points * one.weight for one in lines if one.points is not None), Decimal(0))
    return (weighted / known).quantize(CENT, ROUND_HALF_UP)
