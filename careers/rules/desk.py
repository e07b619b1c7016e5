"""Service-desk duty: everybody, the top included, serves customers so many days in every so many months."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from careers.states import DeskNeed
from core.months import add_months

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
class Held:
    """Somebody held `level` and was on duty from `since` until before `until`."""

    level: str
    since: date
    until: date


@dataclass(frozen=True)
class DeskStanding:
    """`served`: days of the present period, `by_work` of them as daily work, each calendar day of it one;
    `planned`: days still to come or to be recorded; `short_before`: days that the period before it was short
    of. `need` is DAILY only as long as customers are the daily work; whoever rises keeps what they served."""

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
    held: Collection[Held],
    today: date,
) -> DeskStanding:
    """Where somebody stands. Each period is judged by its own rule, and no day counts twice: a day at the
    desk while customers are the daily work is one of the days of that work."""
    now = all_periods[-1]
    work = _at_work(now, held, today)
    by_work = _length(work)
    done, ahead = by_work + _beside(work, now, served), _beside(work, now, planned)
    short = _short(all_periods[-2], served, held, today) if len(all_periods) > 1 else 0
    is_daily = any(since <= today < until for since, until in work)
    need = DeskNeed.DAILY if is_daily else _need(now, done, ahead, short, today)
    return DeskStanding(now, done, by_work, ahead, short, need)


def _short(period: Period, served: Collection[date], held: Collection[Held], today: date) -> int:
    work = _at_work(period, held, today)
    return max(period.rule.days - _length(work) - _beside(work, period, served), 0)


def _at_work(period: Period, held: Iterable[Held], today: date) -> list[tuple[date, date]]:
    """From when until before when customers were the daily work in this period, by its rule and up to today;
    no two of them overlap."""
    spans = sorted(
        (max(one.since, period.begin), min(one.until, period.end, today + timedelta(days=1)))
        for one in held
        if one.level in period.rule.daily_levels
    )
    found: list[tuple[date, date]] = []
    for since, until in spans:
        begin = max(since, found[-1][1]) if found else since
        if begin < until:
            found.append((begin, until))
    return found


def _length(spans: Iterable[tuple[date, date]]) -> int:
    return sum((until - since).days for since, until in spans)


def _beside(spans: Collection[tuple[date, date]], period: Period, days: Iterable[date]) -> int:
    """How many of `days` lie in the period and in none of `spans`."""
    mine = {day for day in days if period.holds(day)}
    return sum(not any(since <= day < until for since, until in spans) for day in mine)


def _need(period: Period, done: int, ahead: int, short: int, today: date) -> DeskNeed:
    if done >= period.rule.days:
        return DeskNeed.DONE
    if done + ahead >= period.rule.days:
        return DeskNeed.PLANNED
    if short or period.end <= add_months(today, DUE_MONTHS):
        return DeskNeed.DUE
    return DeskNeed.OPEN


@dataclass(frozen=True)
class Owed:
    """Somebody to be given `days`, out of those `offered` in their order, before `end`. `away_on`: on so many
    more days they are on leave or suspended."""

    who: int
    days: int
    end: date
    offered: Sequence[date]
    away_on: int = 0

    @property
    def is_away_too_long(self) -> bool:
        """Is it for those days that too few are left?"""
        return len(self.offered) < self.days <= len(self.offered) + self.away_on


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
