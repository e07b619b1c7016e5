"""Rates of promotion by group, to take away: what the page tells, and nothing more."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from careers.models import Grouping
from careers.queries.groupings import ToldLevel
from careers.rules.equity import Line
from core import clock
from core.db import Words
from core.i18n import _, say

DIGITS = 3


def equity_header() -> list[str]:
    return [
        _("Level"),
        _("Group"),
        _("People"),
        _("Promoted"),
        _("Rate"),
        _("Rate, at least"),
        _("Rate, at most"),
        _("Impact ratio"),
        _("Under four fifths"),
        _("Fisher’s exact p"),
        _("Median months in the level"),
        _("Note"),
    ]


def equity_rows(
    grouping: Grouping | None, found: Sequence[ToldLevel], names: Mapping[str, Words]
) -> Iterator[list[Any]]:
    groups = grouping.groups if grouping else []
    for one in found:
        level = say(names.get(one.key)) or one.key
        for group in groups:
            line = one.found.lines.get(group.id)
            told = _told(line) if line else [*[None] * 9, _("withheld")]
            yield [level, say(group.name), *told]


def _told(line: Line) -> list[Any]:
    rate = line.rate
    return [
        line.people,
        line.promoted,
        *(_rounded(one) for one in (rate.value, rate.low, rate.high, line.ratio)),
        None if line.ratio is None else _("yes") if line.is_under else _("no"),
        _rounded(line.p),
        line.months,
        "",
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def grouping_header() -> list[str]:
    return [_("Grouping"), _("Who is asked"), _("What for"), _("Groups"), _("Asked since"), _("Retired")]


def grouping_rows(among: Sequence[Grouping]) -> Iterator[list[Any]]:
    for one in among:
        whom = say(one.team.name) if one.team else _("everybody")
        groups = "; ".join(say(group.name) for group in one.groups)
        days = [clock.local(at).date() if at else None for at in (one.started_at, one.retired_at)]
        yield [say(one.name), whom, say(one.purpose), groups, *days]
