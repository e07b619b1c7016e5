"""The few formulas behind the reports, each checked in tests against a library. Pure Python.

Kaplan, Meier: Nonparametric estimation from incomplete observations, JASA 53 (1958).
Greenwood's variance on the log(-log) scale: Kalbfleisch, Prentice: The Statistical Analysis of Failure
Time Data (1980), as lifelines and R's survfit(conf.type="log-log") have it.
Wilson: Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
Fisher's exact test, two-sided, adds up every table that is no likelier than the one seen, as R's fisher.test
and scipy have it. Fisher: The logic of inductive inference, JRSS 98 (1935).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import comb, exp, log, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
ENOUGH = 5
"""Fewer than so many are said, not drawn and not averaged."""


@dataclass(frozen=True)
class Span:
    """How long something lasted, in one unit for all. `ended`: it is over; else it has lasted so long
    until now (right-censored)."""

    length: float
    ended: bool


@dataclass(frozen=True)
class Step:
    """From `time` on, the share `left` (0 to 1) lasts longer; with a 95 % interval."""

    time: float
    left: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; None for an end that the observations do not reach."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """The share that lasts longer, over time. `steps` begin where something first ended."""

    steps: Sequence[Step]
    ended: int
    going_on: int

    @property
    def n(self) -> int:
        return self.ended + self.going_on

    def time_at(self, share: float) -> Estimate | None:
        """After what time `share` (0 to 1) of them are over; None while fewer are."""
        value = _first(self.steps, lambda step: step.left, 1 - share)
        if value is None:
            return None
        low = _first(self.steps, lambda step: step.low, 1 - share)
        return Estimate(value, low, _first(self.steps, lambda step: step.high, 1 - share))

    def lasting(self, time: float) -> Estimate:
        """The share (0 to 1) that lasts longer than `time`."""
        over = self.over_by(time)
        return Estimate(1 - over.value, 1 - (over.high or 0.0), 1 - (over.low or 0.0))

    def drawn(self, until: float, columns: int = 400) -> Sequence[Step]:
        """The steps up to `until`, of each of so many columns of a drawing the last: what a reader can tell
        apart, however many have ended."""
        last = {int(step.time * columns / until): step for step in self.steps if step.time <= until}
        return list(last.values())

    def over_by(self, time: float) -> Estimate:
        """The share (0 to 1) that is over by `time`, that moment included."""
        reached = [step for step in self.steps if step.time <= time]
        if not reached:
            return Estimate(0.0, 0.0, 0.0)
        last = reached[-1]
        return Estimate(1 - last.left, 1 - last.high, 1 - last.low)


def _first(steps: Iterable[Step], height: Callable[[Step], float], at_most: float) -> float | None:
    slack = 1e-12  # a half that was reached by multiplying is a half
    return next((step.time for step in steps if height(step) <= at_most + slack), None)


def kaplan_meier(spans: Iterable[Span]) -> Curve:
    """The product-limit estimate with its pointwise 95 % interval. What ends at a time counts as still
    there at that time, and so does what is only known to have lasted until then."""
    known = list(spans)
    ends = Counter(span.length for span in known if span.ended)
    cut = Counter(span.length for span in known if not span.ended)
    at_risk, left, variance, steps = len(known), 1.0, 0.0, []
    for time in sorted(ends.keys() | cut.keys()):
        if gone := ends[time]:
            left *= 1 - gone / at_risk
            variance += gone / (at_risk * (at_risk - gone)) if gone < at_risk else 0.0
            steps.append(Step(time, left, *_bounds(left, variance)))
        at_risk -= gone + cut[time]
    return Curve(steps, sum(ends.values()), sum(cut.values()))


def _bounds(left: float, variance: float) -> tuple[float, float]:
    if left <= 0 or left >= 1:
        return left, left
    reach = Z95 * sqrt(variance) / log(left)
    return exp(log(left) * exp(-reach)), exp(log(left) * exp(reach))


def wilson(hits: int, n: int) -> Estimate | None:
    """The share hits ÷ n with Wilson's score interval; None of nothing."""
    if n == 0:
        return None
    share, square = hits / n, Z95 * Z95
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return Estimate(share, max(centre - reach, 0.0), min(centre + reach, 1.0))


def fisher_exact(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """How likely two shares, hits ÷ n and other_hits ÷ other_n, differ by chance as much as they do, or more,
    if they are the same in truth: the two-sided p."""
    total = hits + other_hits
    every = range(max(0, total - other_n), min(n, total) + 1)
    ways = [comb(n, one) * comb(other_n, total - one) for one in every]  # whole numbers: nothing is rounded
    seen = ways[hits - every.start]
    return sum(one for one in ways if one <= seen) / sum(ways)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie, between neighbours in proportion (Hyndman and Fan's
    type 7). Raises ValueError for no values."""
    if not values:
        raise ValueError("a quantile of nothing")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    under = int(place)
    above = min(under + 1, len(ordered) - 1)
    return ordered[under] + (ordered[above] - ordered[under]) * (place - under)
