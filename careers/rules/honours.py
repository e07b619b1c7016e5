"""Whom the rule proposes for an honour: in each team the best of those who may be honoured. Of equal scores
the one with more days on duty, then the one with more content customers; who is equal in all shares it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from careers.states import HonourKind, HonourObstacle
from core.months import add_months, last_day, month_of, months_between
from people.states import EmploymentKind

LENGTH = {HonourKind.AGENT_OF_MONTH: 1, HonourKind.STAR_OF_QUARTER: 3}
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Ask:
    """`levels`: keys of those that are honoured; none: all.  `least_days`: on duty, in each month;
    `least_months`: since the first day on duty, at the end of the period.  `leaves_out`: the kinds of
    employment that are reviewed but not ranked; who is of none that is known is ranked."""

    levels: frozenset[str]
    least_days: int
    least_months: int
    leaves_out: frozenset[EmploymentKind] = frozenset()


@dataclass(frozen=True)
class Month:
    """A closed month of somebody; `satisfaction`: the figure of customer satisfaction, where there is one."""

    score: Decimal
    days: int
    satisfaction: Decimal | None


@dataclass(frozen=True)
class Known:
    """Of somebody in a period: its `months` as far as they are closed, and `upheld`: complaints that happened
    in it and were found true; `kind`: as what they were employed at its end."""

    who: int
    level: str
    months: tuple[Month, ...]
    on_duty_since: date | None
    upheld: int
    kind: EmploymentKind | None = None


@dataclass(frozen=True)
class Result:
    """`score`, `satisfaction`: means over the months; `days`: in all.  `obstacle`: why they are not
    honoured."""

    who: int
    score: Decimal | None
    days: int
    satisfaction: Decimal | None
    obstacle: HonourObstacle | None

    @property
    def rank(self) -> tuple[Decimal, int, Decimal]:
        """The higher the better."""
        none = Decimal(-1)
        return (
            none if self.score is None else self.score,
            self.days,
            none if self.satisfaction is None else self.satisfaction,
        )


def period_of(kind: HonourKind, day: date) -> date:
    """The first day of the month or quarter in which a day lies."""
    month = month_of(day)
    return month if kind is HonourKind.AGENT_OF_MONTH else add_months(month, -((month.month - 1) % 3))


def months_in(kind: HonourKind, period: date) -> list[date]:
    return [add_months(period, place) for place in range(LENGTH[kind])]


def end_of(kind: HonourKind, period: date) -> date:
    """The last day of a period."""
    return last_day(months_in(kind, period)[-1])


def last_over(kind: HonourKind, today: date) -> date:
    """The last period that is over."""
    return add_months(period_of(kind, today), -LENGTH[kind])


def result(known: Known, ask: Ask, kind: HonourKind, period: date) -> Result:
    return Result(
        known.who,
        _mean([one.score for one in known.months]),
        sum(one.days for one in known.months),
        _mean([one.satisfaction for one in known.months if one.satisfaction is not None]),
        _obstacle(known, ask, kind, period),
    )


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return (sum(values, Decimal(0)) / len(values)).quantize(CENT, ROUND_HALF_UP) if values else None


def _obstacle(known: Known, ask: Ask, kind: HonourKind, period: date) -> HonourObstacle | None:
    if ask.levels and known.level not in ask.levels:
        return HonourObstacle.LEVEL
    if known.kind in ask.leaves_out:
        return HonourObstacle.KIND
    if len(known.months) < LENGTH[kind]:
        return HonourObstacle.NOT_CLOSED
    if any(one.days < ask.least_days for one in known.months):
        return HonourObstacle.TOO_FEW_DAYS
    after = add_months(period, LENGTH[kind])
    if known.on_duty_since is None or months_between(known.on_duty_since, after) < ask.least_months:
        return HonourObstacle.TOO_NEW
    return HonourObstacle.COMPLAINT if known.upheld else None


def in_order(results: Sequence[Result]) -> list[Result]:
    """Those who may be honoured first, the best at the top."""
    return sorted(results, key=lambda one: (one.obstacle is None, one.rank, -one.who), reverse=True)


def proposed(results: Sequence[Result], declined: Collection[int]) -> list[Result]:
    """The best of those who may be honoured and are not declined; several, where they are equal in all."""
    able = [one for one in in_order(results) if one.obstacle is None and one.who not in declined]
    return [one for one in able if one.rank == able[0].rank]
