"""Lists of what follows from reviews, to take away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from careers.bonus_words import explained, number_of
from careers.models import BonusTable, FittingTraining, HonourRule
from careers.queries.awaiting import Waiting
from careers.queries.bonuses import BonusRow
from careers.queries.calibration import OfLevel
from careers.queries.cases_waiting import WaitingCase
from careers.queries.honours import Ranked, TeamRanking
from careers.states import Verdict
from careers.words import asks, word
from careers.words import period as period_said
from core import clock
from core.db import Words
from core.i18n import _, lazy, say
from core.months import months_between
from people.states import EmploymentKind

WAITING = {
    "decide": lazy("Decide on the promotion"),
    "send in": lazy("Send the returned case in again"),
    "trial": lazy("Confirm or end the trial"),
}


def waiting(rows: Sequence[Waiting], cases: Sequence[WaitingCase]) -> tuple[list[list[Any]], tuple[str, ...]]:
    """What is to be settled, confirmed or decided, and the header."""
    header = (_("Since"), _("Do what"), _("Month"), _("People"), _("Teams"), _("Name"))
    months = [
        [
            one.since,
            word(one.honour) if one.honour else _("Settle the bonuses"),
            f"{one.month:%Y-%m}",
            "" if one.honour else one.number,
            one.number if one.honour else "",
            "",
        ]
        for one in rows
    ]
    return [*months, *([one.since, str(WAITING[one.kind]), "", "", "", one.name] for one in cases)], header


def calibration_header() -> list[str]:
    return [
        _("To the level"),
        _("Seats free"),
        _("Name"),
        _("Other script"),
        _("Team"),
        _("State"),
        _("Opened on"),
        _("Nominated by"),
        _("Months in level"),
        _("Ready"),
        _("Met"),
        _("Requirements in all"),
        _("Not met"),
        _("Average of reviews"),
        _("Mean of ratings"),
        _("Ratings"),
    ]


def calibration_rows(levels: Sequence[OfLevel], names: Mapping[str, Words]) -> Iterator[list[Any]]:
    """One line for each case; ratings as `competency 4 3; …`, once all of them are in."""
    for of in levels:
        called = {one.key: say(one.name) for one in of.competencies}
        for one in of.cases:
            row, standing = one.row, one.standing
            level = say(standing.level.name) if standing.level else row.level
            yield [
                say(of.level.name),
                of.seats.free if of.seats else None,
                row.name,
                row.latin_name,
                say(row.team),
                word(row.state),
                row.opened_at,
                _("the own application") if row.is_own else row.opener,
                months_between(standing.held, clock.today()),
                word(standing.outlook.readiness),
                standing.outlook.counts[Verdict.MET],
                len(standing.asked),
                "; ".join(asks(asked, level, names) for asked, _found in one.unmet),
                one.average,
                one.mean,
                "; ".join(f"{called[key]} {' '.join(map(str, by))}" for key, by in one.ratings.items()),
            ]


def bonus_header() -> list[str]:
    return [
        _("Name"),
        _("Other script"),
        _("Team"),
        _("Month"),
        _("Score"),
        _("Revision"),
        _("Days on duty"),
        _("What a bonus is"),
        _("Currency"),
        _("Bonus"),
        _("Settled so far"),
        _("To be settled"),
        _("Why"),
    ]


def bonus_rows(rows: Sequence[BonusRow], month: date) -> Iterator[list[Any]]:
    """Those whose month is closed and for whom a table holds."""
    for one in rows:
        due = one.due
        if due is None:
            continue
        terms, closed = due.table.terms, due.closed
        yield [
            one.row.name,
            one.row.latin_name,
            say(one.row.team),
            f"{month:%Y-%m}",
            closed.score,
            closed.number,
            closed.days_worked,
            word(terms.kind),
            terms.currency,
            *(number_of(worth, terms) for worth in (due.found.worth, due.paid or 0, due.difference)),
            explained(due),
        ]


def bonus_table_header() -> list[str]:
    return [
        _("Table"),
        _("For"),
        _("Holds from"),
        _("What a bonus is"),
        _("Currency"),
        _("From a score of"),
        _("Bonus"),
        _("In proportion to the days"),
        _("Least share of the month on duty, in %"),
        _("Left out"),
    ]


def bonus_table_rows(tables: Sequence[BonusTable], whom: Mapping[int, str]) -> Iterator[list[Any]]:
    for table in tables:
        terms = table.terms
        of_days = [_("yes") if terms.is_pro_rata else _("no"), terms.least_share]
        left_out = _(", ").join(word(one) for one in sorted(terms.leaves_out))
        for one in terms.steps:
            worth = number_of(one.worth, terms)
            about = [table.number, whom[table.id], table.since, word(terms.kind), terms.currency]
            yield [*about, one.score_from, worth, *of_days, left_out]


def ranking_header() -> list[str]:
    return [
        _("Team"),
        _("Place"),
        _("Name"),
        _("Other script"),
        _("Score"),
        _("Days on duty"),
        _("Customer satisfaction"),
        _("State"),
    ]


def ranking_rows(rankings: Sequence[TeamRanking]) -> Iterator[list[Any]]:
    for team in rankings:
        for place, one in enumerate(team.ranked, 1):
            found = one.result
            figures = [found.score, found.days, found.satisfaction]
            at = place if found.obstacle is None else None
            yield [say(team.team), at, one.row.name, one.row.latin_name, *figures, ranked_said(one)]


def ranked_said(one: Ranked) -> str:
    """Where somebody stands in a ranking, as a word."""
    if one.is_confirmed or one.is_declined:
        assert one.decision is not None
        return word(one.decision.state)
    if one.result.obstacle is not None:
        return word(one.result.obstacle)
    return _("proposed by the rule") if one.is_proposed else ""


def given_header() -> list[str]:
    return [_("Honour"), _("When"), _("Team"), _("Name"), _("Other script"), _("Decided")]


def given_rows(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for row in rows:
        when, decided = period_said(row.kind, row.period), clock.local(row.decided_at).date()
        yield [word(row.kind), when, say(row.team), row.name, row.latin_name, decided]


def honour_rule_header() -> list[str]:
    return [
        _("Version"),
        _("Holds from"),
        _("Who may be honoured"),
        _("Days on duty in each month, at least"),
        _("Months since the first day on duty, at least"),
        _("Who is reviewed but not ranked"),
    ]


def honour_rule_rows(rules: Sequence[HonourRule], names: Mapping[str, Words]) -> Iterator[list[Any]]:
    for one in rules:
        levels = "; ".join(say(names.get(key)) or key for key in one.levels) or _("every level")
        kinds = "; ".join(word(EmploymentKind(kind)) for kind in one.leaves_out) or _("nobody")
        yield [one.number, one.since, levels, one.least_days, one.least_months, kinds]


def fit_header() -> list[str]:
    return [_("Indicator"), _("Below points"), _("What is offered"), _("Training")]


def fit_rows(
    fits: Sequence[FittingTraining], names: Mapping[str, Words], called: Mapping[int, Words | str]
) -> Iterator[list[Any]]:
    for one in fits:
        title = called.get(one.id)
        training = title if isinstance(title, str) or title is None else say(title)
        yield [say(names.get(one.indicator)) or one.indicator, one.below, word(one.kind), training]
