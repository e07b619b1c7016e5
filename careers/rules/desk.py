"""Service-desk duty: everybody, the top included, serves customers so many days in every so many months."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from careers.rules.months import add_months
from careers.states import DeskNeed

DUE_MONTHS = 3
"""Somebody is due when their period ends within so many months and is not planned full."""


@dataclass(frozen=True)
class Rule:
    """`days` in every `months`. A period that has begun ends by the rule by which it began.  `daily_levels`:
    keys of the levels whose daily work it is anyway."""

    since: date
    days: int
    months: int
    daily_levels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Period:
    """`end` is the first day after it."""

    begin: date
    end: date
    rule: Rule

    def holds(self, day: date) -> bool:
        return self.begin <= day < self.end

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)


@dataclass(frozen=True)
class DeskStanding:
    """`served`: days of the present period, `by_work` of them as daily work; `planned`: days still to come or
    to be recorded; `short_before`: days that the period before it was short of."""

    period: Period
    served: int
    by_work: int
    planned: int
    short_before: int
    need: DeskNeed

    @property
    def missing(self) -> int:
        """Days that are neither served nor planned."""
        return max(self.period.rule.days - self.served - self.planned, 0)


def periods(began: date, rules: Sequence[Rule], today: date) -> list[Period]:
    """The periods of somebody employed since `began`, up to the present one.  `rules`: oldest first."""
    if not rules:
        return []
    begin = max(began, rules[0].since)
    found: list[Period] = []
    while not found or begin <= today:
        rule = [one for one in rules if one.since <= begin][-1]
        end = add_months(begin, rule.months)
        found.append(Period(begin, end, rule))
        begin = end
    return found


def standing(
    all_periods: Sequence[Period],
    served: Collection[date],
    planned: Collection[date],
    worked: Collection[tuple[date, date]],
    today: date,
) -> DeskStanding:
    """Where somebody stands.  `worked`: from when until before when customers were their daily work."""
    now = all_periods[-1]
    by_work = _overlap(now, worked, today)
    done = sum(now.holds(day) for day in served) + by_work
    ahead = sum(now.holds(day) for day in planned)
    short = 0
    if len(all_periods) > 1:
        last = all_periods[-2]
        before = sum(last.holds(day) for day in served) + _overlap(last, worked, today)
        short = max(last.rule.days - before, 0)
    return DeskStanding(now, done, by_work, ahead, short, _need(now, done, by_work, ahead, short, today))


def _overlap(period: Period, worked: Iterable[tuple[date, date]], today: date) -> int:
    spans = (
        (max(since, period.begin), min(until, period.end, today + timedelta(days=1)))
        for since, until in worked
    )
    return sum(max((until - since).days, 0) for since, until in spans)


def _need(period: Period, done: int, by_work: int, ahead: int, short: int, today: date) -> DeskNeed:
    if by_work >= period.rule.days:
        return DeskNeed.DAILY
    if done >= period.rule.days:
        return DeskNeed.DONE
    if done + ahead >= period.rule.days:
        return DeskNeed.PLANNED
    if short or period.end <= add_months(today, DUE_MONTHS):
        return DeskNeed.DUE
    return DeskNeed.OPEN


@dataclass(frozen=True)
class Owed:
    """Somebody to be given `days`, out of those `offered` in their order, before `end`."""

    who: int
    days: int
    end: date
    offered: Sequence[date]


def spread(
    asked: Sequence[Owed], taken: Mapping[date, int], own: Collection[tuple[int, date]], most: int
) -> tuple[list[tuple[int, date]], list[int]]:
    """Days for each of `asked` in turn, at most `most` people on one day.  `taken`: day → people planned on
    it already; `own`: who has which day already.  Returns (who, day), and who could not be given all of
    theirs in time."""
    counts, found, left = dict(taken), [], []
    for one in asked:
        free = (day for day in one.offered if counts.get(day, 0) < most and (one.who, day) not in own)
        mine = [day for day in free if day < one.end][: one.days]
        if len(mine) < one.days:
            left.append(one.who)
            continue
        for day in mine:
            counts[day] = counts.get(day, 0) + 1
            found.append((one.who, day))
    return found, left
