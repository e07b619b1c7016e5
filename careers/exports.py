"""Lists of careers to take away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from careers.formulas import BEGINNING
from careers.models import LadderVersion, ReviewFormula, ReviewIndicator, ReviewRevision
from careers.queries.foreseen import Foreseen
from careers.queries.review_sheet import SheetRow
from careers.queries.standings import Standing
from careers.rules.months import months_between
from careers.rules.readiness import Asked
from careers.states import Verdict
from careers.words import asks, word
from core import clock
from core.db import Words
from core.i18n import _, say


def board_header() -> list[str]:
    return [
        _("Name"),
        _("Other script"),
        _("Team"),
        _("Level"),
        _("Since"),
        _("Months in level"),
        _("Next level"),
        _("Ready"),
        _("Earliest possible"),
        _("Set by"),
        _("Met"),
        _("Asked for"),
        _("Without a day"),
    ]


def board_rows(shown: Sequence[Standing], names: Mapping[str, Words]) -> Iterator[list[Any]]:
    for one in shown:
        yield [
            one.row.name,
            one.row.latin_name,
            say(one.row.team),
            level_of(one),
            one.held,
            months_between(one.held, clock.today()),
            say(one.target.name) if one.target else None,
            word(one.outlook.readiness) if one.target else None,
            one.outlook.earliest if one.target and not one.outlook.undated else None,
            _asks(one, one.asked[one.outlook.set_by], names) if one.outlook.set_by is not None else None,
            one.outlook.counts[Verdict.MET],
            len(one.asked),
            "; ".join(_asks(one, one.asked[place], names) for place in one.outlook.undated),
        ]


def level_of(one: Standing) -> str:
    return say(one.level.name) if one.level else str(one.row.level)


def _asks(one: Standing, asked: Asked, names: Mapping[str, Words]) -> str:
    return asks(asked, level_of(one), names)


def ladder_header() -> list[str]:
    return [_("Version"), _("Track"), _("Level"), _("Place"), _("Requirement"), _("Kind")]


def ladder_rows(version: LadderVersion, names: Mapping[str, Words]) -> Iterator[list[Any]]:
    called = {one.key: say(one.name) for one in version.levels}
    for level in version.levels:
        for one in level.requirements:
            said = asks(one.asked, called.get(level.after or "", ""), names)
            track = say(version.tracks.get(level.track))
            yield [version.number, track, say(level.name), one.position, said, word(one.kind)]


def foreseen_header() -> list[str]:
    return [
        _("Name"),
        _("Other script"),
        _("Team"),
        _("Level"),
        _("Ladder"),
        _("Next level"),
        _("Ready"),
        _("Next level there"),
        _("Ready there"),
        _("What it means"),
        _("New in the way"),
        _("No longer in the way"),
    ]


def foreseen_rows(rows: Sequence[Foreseen], names: Mapping[str, Words]) -> Iterator[list[Any]]:
    for one in rows:
        now, then = one.now, one.then
        yield [
            now.row.name,
            now.row.latin_name,
            say(now.row.team),
            level_of(now),
            f"v{now.version.number}" if now.version else None,
            say(now.target.name) if now.target else None,
            word(now.outlook.readiness) if now.target else None,
            say(then.target.name) if then.target else None,
            word(then.outlook.readiness) if then.target else None,
            word(one.meaning),
            "; ".join(_asks(then, asked, names) for asked, _found in one.new_gaps),
            "; ".join(_asks(now, asked, names) for asked, _found in one.gone_gaps),
        ]


def formula_header() -> list[str]:
    return [_("Formula"), _("For"), _("Holds from"), _("Published"), *indicator_header()]


def formula_rows(found: Sequence[ReviewFormula], whom: Mapping[int, str]) -> Iterator[list[Any]]:
    """One line for each indicator of each formula."""
    for one in found:
        since = None if one.since == BEGINNING else one.since
        for line in indicator_rows(one):
            yield [one.number, whom[one.id], since, clock.local(one.published_at).date(), *line]


def indicator_header() -> list[str]:
    return [
        _("Group"),
        _("Indicator"),
        _("Unit"),
        _("Direction"),
        _("100 points at"),
        _("None at"),
        _("Weight"),
        _("Total of the month"),
    ]


def indicator_rows(formula: ReviewFormula) -> Iterator[list[Any]]:
    for one in formula.indicators:
        yield [
            say(one.group),
            say(one.name),
            say(one.unit),
            word(one.direction),
            one.target,
            one.zero,
            one.weight,
            _("yes") if one.is_total else _("no"),
        ]


def sheet_header(columns: Sequence[ReviewIndicator]) -> list[str]:
    """Headed by the indicators' names, so that the file can be filled in and taken in again."""
    named = [say(one.name) for one in columns]
    return [_("Name"), _("Other script"), _("Month"), *named, _("Score"), _("Days on duty"), _("State")]


def sheet_rows(
    rows: Sequence[SheetRow], columns: Sequence[ReviewIndicator], month: date
) -> Iterator[list[Any]]:
    for one in rows:
        yield [
            one.row.name,
            one.row.latin_name,
            f"{month:%Y-%m}",
            *(one.figures.get(column.key) for column in columns),
            one.score,
            one.worked,
            _("closed") if one.closed else _("open"),
        ]


def month_header() -> list[str]:
    return [_("Month"), _("Score"), _("Revision"), _("Days on duty"), _("Days"), _("Counts")]


def month_rows(months: Sequence[ReviewRevision]) -> Iterator[list[Any]]:
    for one in months:
        counts = _("yes") if one.counts else _("no")
        yield [f"{one.month:%Y-%m}", one.score, one.number, one.days_worked, one.days, counts]


def complaint_header() -> list[str]:
    return [
        _("Happened"),
        _("About"),
        _("Team"),
        _("What it is about"),
        _("State"),
        _("Decided"),
        _("What was found"),
    ]


def complaint_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        team, state = say(row.team), word(row.state)
        yield [row.happened_on, row.name, team, row.summary, state, row.decided_on, row.finding]


def case_header() -> list[str]:
    return [
        _("Name"),
        _("Team"),
        _("Level"),
        _("State"),
        _("Opened"),
        _("Ratings in"),
        _("Takes effect on"),
        _("Again from"),
    ]


def case_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        level, state = say(row.level_name), word(row.state)
        days = (row.effective_on, row.retry_on)
        yield [row.name, say(row.team), level, state, row.opened_at, row.submitted, *days]
