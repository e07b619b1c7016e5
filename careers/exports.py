"""Lists of careers to take away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from careers.formulas import BEGINNING
from careers.models import (
    DeskDay,
    DeskRule,
    DevelopmentGoal,
    LadderVersion,
    ReviewFormula,
    ReviewIndicator,
    ReviewRevision,
)
from careers.mutual_words import QUESTIONS
from careers.queries.board import Shown
from careers.queries.desk import OnDuty
from careers.queries.foreseen import Foreseen
from careers.queries.review_sheet import SheetRow
from careers.queries.standings import Standing
from careers.rules.mutual import Result
from careers.rules.readiness import Asked
from careers.states import Verdict
from careers.words import asks, word
from core import clock
from core.db import Words
from core.i18n import _, say
from core.months import months_between


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
        _("Requirements in all"),
        _("Without a day"),
    ]


def board_rows(shown: Sequence[Standing | Shown], names: Mapping[str, Words]) -> Iterator[list[Any]]:
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


def level_of(one: Standing | Shown) -> str:
    return say(one.level.name) if one.level else str(one.row.level)


def _asks(one: Standing | Shown, asked: Asked, names: Mapping[str, Words]) -> str:
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


def desk_header() -> list[str]:
    return [
        _("Name"),
        _("Other script"),
        _("Team"),
        _("Level"),
        _("Desk duty"),
        _("Period from"),
        _("Period until"),
        _("Days asked"),
        _("Days served"),
        _("Days planned"),
        _("Short in the period before"),
        _("Planned on"),
    ]


def desk_rows(found: Sequence[OnDuty], names: Mapping[str, Words]) -> Iterator[list[Any]]:
    for one in found:
        row, at = one.row, one.standing
        yield [
            row.name,
            row.latin_name,
            say(row.team),
            say(names.get(row.level)) or row.level,
            word(at.need),
            at.period.begin,
            at.period.last_day,
            at.period.rule.days,
            at.served,
            at.planned,
            at.short_before,
            "; ".join(day.isoformat() for day in one.days),
        ]


def desk_day_header() -> list[str]:
    return [_("Day"), _("State"), _("Note")]


def desk_day_rows(days: Sequence[DeskDay]) -> Iterator[list[Any]]:
    for one in days:
        yield [one.on, word(one.state), one.note]


def desk_rule_header() -> list[str]:
    return [
        _("Version"),
        _("Holds from"),
        _("Published"),
        _("Days"),
        _("In every so many months"),
        _("Whose daily work it is anyway"),
    ]


def desk_rule_rows(rules: Sequence[DeskRule], names: Mapping[str, Words]) -> Iterator[list[Any]]:
    for one in rules:
        daily = "; ".join(say(names.get(key)) or key for key in one.daily_levels)
        since = None if one.since == BEGINNING else one.since
        yield [one.number, since, clock.local(one.published_at).date(), one.days, one.months, daily]


def goal_header() -> list[str]:
    return [
        _("What is to be reached"),
        _("What is done for it"),
        _("By what one will see it"),
        _("Drawn from"),
        _("Due by"),
        _("State"),
        _("Looked at last"),
    ]


def goal_rows(goals: Sequence[DevelopmentGoal]) -> Iterator[list[Any]]:
    for one in goals:
        said, last = one.wording, one.looks[-1] if one.looks else None
        parts = [said.part(name) for name in ("what", "action", "evidence")]
        looked = clock.local(last.at).date() if last else None
        yield [*parts, word(said.source), said.due_on, word(one.state), looked]


def plan_header() -> list[str]:
    return [_("Name"), _("Other script"), _("Team"), *goal_header()[:-1]]


def plan_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        parts = [(row.says or {}).get(name, "") for name in ("what", "action", "evidence")]
        about = [word(row.source), row.due_on, word(row.state)]
        yield [row.name, row.latin_name, say(row.team), *parts, *about]


def sheet_header(columns: Sequence[ReviewIndicator]) -> list[str]:
    """Headed by the indicators' names, so that the file can be filled in and taken in again."""
    named = [say(one.name) for one in columns]
    beside = [_("Median of colleagues"), _("Colleagues compared")]
    return [
        _("Name"),
        _("Other script"),
        _("Month"),
        *named,
        _("Score"),
        *beside,
        _("Days on duty"),
        _("State"),
    ]


def sheet_rows(
    rows: Sequence[SheetRow], columns: Sequence[ReviewIndicator], month: date
) -> Iterator[list[Any]]:
    for one in rows:
        median = one.comparison.score if one.comparison else None
        yield [
            one.row.name,
            one.row.latin_name,
            f"{month:%Y-%m}",
            *(one.figures.get(column.key) for column in columns),
            one.score,
            *((median.value, median.n) if median else (None, None)),
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
        _("About whom"),
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
        _("Opened on"),
        _("Ratings in"),
        _("Takes effect on"),
        _("Again from"),
        _("Left on"),
    ]


def case_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        level, state = say(row.level_name), word(row.state)
        days = (row.effective_on, row.retry_on, row.ended_on)
        yield [row.name, say(row.team), level, state, row.opened_at, row.submitted, *days]


def figure_import_header() -> list[str]:
    return [
        _("Taken in"),
        _("File"),
        _("By"),
        _("Months entered"),
        _("Months corrected"),
        _("Undone"),
    ]


def figure_import_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.taken_at, row.name, row.account, row.entered, row.corrected, row.undone_at]


def mutual_header() -> list[str]:
    return [_("Month"), _("Team"), _("Asked"), _("Answered"), _("Answers up to"), _("Closed")]


def mutual_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.month, say(row.team), row.asked, row.answered, row.until, row.closed_at]


def mutual_result_header() -> list[str]:
    questions = [str(name) for name, _means in QUESTIONS.values()]
    return [_("Name"), _("Other script"), _("Peers"), *questions, _("Figure for teamwork")]


def mutual_result_rows(rows: Sequence[Any], results: Mapping[int, Result]) -> Iterator[list[Any]]:
    """What too few have answered is left out."""
    for row in rows:
        found = results.get(row.employment_id)
        means = found.means if found else None
        told = [means[key] if means else None for key in QUESTIONS]
        peers, figure = (found.peers, found.figure) if found else (None, None)
        yield [row.name, row.latin_name, peers, *told, figure]
