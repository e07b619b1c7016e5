"""Rates of promotion side by side for groups, and what is withheld so that nobody's group is told.

Counted is once a quarter, over the twelve months before it, from what was told before it: figures that
changed with each answer would tell whose it was. Nothing is told of a group of fewer than LEAST, nor of
another one where that could be worked out by taking away; and no rates of a level from which fewer than LEAST
rose, since colleagues know who they are.

Impact ratio and four-fifths rule: Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4
D; they and Fisher's test disagree on small numbers, so both are told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from core.months import add_months, month_of
from core.statistics import Estimate, Span, fisher_exact, kaplan_meier, wilson

LEAST = 5
FOUR_FIFTHS = 0.8
DAYS_A_MONTH = 365.2425 / 12


class Window(NamedTuple):
    """From the day `first` to the last one before `after`."""

    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)


def window(today: date) -> Window:
    """The last four whole quarters."""
    month = month_of(today)
    after = add_months(month, -((month.month - 1) % 3))
    return Window(add_months(after, -12), after)


@dataclass(frozen=True)
class Held:
    """A post of the past or present; `is_within`: in the team, or among all, of whom figures are told."""

    since: date
    until: date | None
    level: str
    is_within: bool


class Tried(NamedTuple):
    """A trial that led back to the level `former`: from the day `since` until before `until`."""

    since: date
    until: date
    former: str


class Stay(NamedTuple):
    """Somebody's time in a level up to the end of a window: since when, for how many days, and did a
    promotion end it?"""

    level: str
    since: date
    days: int
    is_promoted: bool


def without_trials(posts: Iterable[Held], tried: Sequence[Tried]) -> list[Held]:
    """The posts as if each trial that led back had not been: it is no break of the time in the level."""
    return [replace(one, level=_beside_trials(one, tried)) for one in posts]


def _beside_trials(one: Held, tried: Sequence[Tried]) -> str:
    return next((trial.former for trial in tried if trial.since <= one.since < trial.until), one.level)


def stays(posts: Iterable[Held], on_duty: date, rises: Mapping[date, str], within: Window) -> list[Stay]:
    """The stays of one employment in a level on at least one day of the window. `posts`: oldest first;
    `on_duty`: the first day, with which a level begins to count; `rises`: first day in the higher level → the
    level that a promotion left. Whoever rose on the first day after the window left within it."""
    lasting = [one for one in posts if one.until is None or one.until > one.since]
    found = []
    for level, run in groupby(lasting, key=lambda one: one.level):
        held = list(run)
        since, until = max(held[0].since, on_duty), held[-1].until
        if not any(_falls_into(one, on_duty, within) for one in held):
            continue
        is_over = until is not None and until <= within.after
        end = until if is_over and until is not None else within.after
        is_promoted = is_over and held[-1].is_within and rises.get(end) == level
        found.append(Stay(level, since, (end - since).days, is_promoted))
    return found


def _falls_into(one: Held, on_duty: date, within: Window) -> bool:
    begin = max(one.since, on_duty, within.first)
    return one.is_within and begin < min(one.until or within.after, within.after)


@dataclass(frozen=True)
class Line:
    """What is told of a group in a level. `ratio`: its rate ÷ the highest one; `p`: Fisher's, against the
    group with the highest rate; `months`: the median time in the level. None where nothing is to be told."""

    people: int
    promoted: int
    rate: Estimate
    ratio: float | None
    p: float | None
    months: int | None

    @property
    def is_under(self) -> bool:
        """Is it under four fifths of the highest rate?"""
        return self.ratio is not None and self.ratio < FOUR_FIFTHS


@dataclass(frozen=True)
class LevelFigures:
    """Of all who were in a level, whatever they told: how many, and how many rose; and group → its line,
    None where it is withheld. Without `lines` nothing is told of any group."""

    people: int
    promoted: int
    lines: Mapping[int, Line | None]

    @property
    def shown(self) -> list[Line]:
        return [one for one in self.lines.values() if one is not None]


def withheld(people: Mapping[int, int], untold: int) -> set[int]:
    """The groups of which nothing is told. `people`: group → how many; `untold`: so many told of none, which
    is never said. All together are known: what is left of them, taking away what is told, is to be nobody
    or LEAST at least."""
    hidden = {group for group, number in people.items() if number < LEAST}
    smallest_first = sorted(set(people) - hidden, key=lambda group: (people[group], group))
    while hidden and smallest_first and untold + sum(people[one] for one in hidden) < LEAST:
        hidden.add(smallest_first.pop(0))
    return hidden


def figures(groups: Sequence[int], of_level: Iterable[tuple[int | None, Stay]]) -> LevelFigures:
    """What is told of one level, from the stays of each person in it with the group that they told."""
    by_group: dict[int | None, list[Stay]] = defaultdict(list)
    for group, stay in of_level:
        by_group[group].append(stay)
    everybody = [stay for of_one in by_group.values() for stay in of_one]
    promoted = _promoted(everybody)
    hidden = withheld({one: len(by_group[one]) for one in groups}, len(by_group[None]))
    if promoted < LEAST or hidden == set(groups):
        return LevelFigures(len(everybody), promoted, {})
    told = {one: by_group[one] for one in groups if one not in hidden}
    return LevelFigures(len(everybody), promoted, {one: _line(one, told) for one in groups})


def _line(group: int, told: Mapping[int, Sequence[Stay]]) -> Line | None:
    if group not in told:
        return None
    own = told[group]
    rate = wilson(_promoted(own), len(own))
    assert rate is not None, "a group of which something is told has people"
    best = max(told.values(), key=lambda of_one: _promoted(of_one) / len(of_one))
    highest = _promoted(best) / len(best)
    is_compared = len(told) > 1 and highest > 0
    return Line(
        people=len(own),
        promoted=_promoted(own),
        rate=rate,
        ratio=rate.value / highest if is_compared else None,
        p=fisher_exact(_promoted(own), len(own), _promoted(best), len(best))
        if is_compared and rate.value < highest
        else None,
        months=_median_months(own),
    )


def _promoted(some: Iterable[Stay]) -> int:
    return sum(one.is_promoted for one in some)


def _median_months(some: Iterable[Stay]) -> int | None:
    """In whole months, so that it is not the very day of anybody; who is still there counts with the time
    until now. None while fewer than half have risen."""
    found = kaplan_meier(Span(one.days, one.is_promoted) for one in some).time_at(0.5)
    return None if found is None else round(found.value / DAYS_A_MONTH)
