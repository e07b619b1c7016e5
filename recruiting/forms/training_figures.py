"""The figures of training: what they are filtered by, what they say, and how they are taken away."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import DateField
from wtforms.validators import Optional

from core.fields import OneOf
from core.i18n import _, day, lazy, say
from core.statistics import Estimate
from people.forms import offered
from people.models import Team
from recruiting.forms.report_tables import Lines, days, ends_of, longest, median_of, share_of
from recruiting.forms.reports import AsOfForm, labels, named
from recruiting.queries.reports.sheet import Row, Tables
from recruiting.queries.reports.training import ANEW, BREAKDOWNS, EXITS
from training.queries.figures import Scope, Trained
from training.rules.figures import DECIDED, Result
from training.words import word

VERSION = 1
SAYS = lazy(
    "Who began counts in the cohort in which they began, also after a transfer or retraining; an exam in the "
    "cohort, and for its trainer, in which it was first sat. First-time pass rate: passed at the first "
    "attempt, of those who sat. Final pass rate: passed in the end, of those who passed or whose training is "
    "over without. Drop-out: left before being on duty, of those who began; who trains anew is on duty "
    "already and counts apart."
)
BREAKDOWN_NAMES = {
    "class": lazy("Cohort"),
    "exam": lazy("Exam"),
    "module": lazy("Module"),
    "topic": lazy("Topic"),
    "trainer": lazy("Trainer"),
}
RESULT_NAMES = {
    Result.FIRST: lazy("first time"),
    Result.LATER: lazy("at a later attempt"),
    Result.OPEN: lazy("still open"),
    Result.FAILED: lazy("not passed"),
}
RESULT_TONES = {Result.FIRST: "c1", Result.LATER: "c3", Result.OPEN: "c2", Result.FAILED: "c4"}
STATE_NAMES = {
    "in-training": lazy("in training"),
    "on-duty": lazy("on duty"),
    "own-wish": lazy("own wish"),
    "washed-out": lazy("washed out"),
    ANEW: lazy("trained anew"),
}


class FiguresForm(AsOfForm):
    team = OneOf(lazy("Team"), validators=[Optional()])
    since = DateField(lazy("From"), validators=[Optional()])
    until = DateField(lazy("To"), validators=[Optional()])

    def offering(self, teams: Iterable[Team], within: frozenset[int | None]) -> "FiguresForm":
        """`within`: the teams that the reader may reach; None among them: all."""
        reached = [one for one in teams if None in within or one.id in within]
        self.team.choices = offered(
            [("", _("all teams")), *((str(one.id), say(one.name)) for one in reached)]
        )
        self.validate()
        return self

    def scope(self) -> Scope:
        team = self.given("team")
        return Scope(int(team) if team else None, self.given("since"), self.given("until"), self.at())

    def breakdown(self) -> str:
        """By what the pass rates are told."""
        return self.by.data if self.by.data in BREAKDOWNS else BREAKDOWNS[0]

    def chosen(self) -> dict[str, str]:
        """The values of the address that hold, by name."""
        names = ("team", "since", "until")
        held = {name: str(self.given(name)) for name in names if self.given(name)}
        held |= {"by": self.breakdown()} if self.breakdown() != BREAKDOWNS[0] else {}
        return held | ({"as_of": str(self.as_of.data)} if self.at() else {})

    def kept(self) -> dict[str, str]:
        """What the form of filters hands on."""
        return {name: value for name, value in self.chosen().items() if name in ("by", "as_of")}

    def without(self, name: str) -> dict[str, str]:
        return {one: value for one, value in self.chosen().items() if one != name}

    def said(self, period: Any) -> list[tuple[str, str, str]]:
        """(name, label, value in words) of the filters that are set."""
        teams = dict(labels(self.team.choices))
        told = [
            ("team", str(self.team.label.text), teams.get(self.given("team"), "")),
            ("since", _("%(period)s from", period=str(period)), day(self.since.data)),
            ("until", _("%(period)s to", period=str(period)), day(self.until.data)),
        ]
        return [one for one in told if self.given(one[0])]


PERIOD = lazy("Cohort began")


# Estimates; nothing of too few


def drop_out(row: Row) -> Estimate | None:
    """Left before being on duty, of those who began."""
    return share_of(row.count(*EXITS), row.count("began"))


def first_time(row: Row) -> Estimate | None:
    return share_of(row.count(Result.FIRST.value), sat(row))


def final(row: Row) -> Estimate | None:
    passed = row.count(Result.FIRST.value, Result.LATER.value)
    return share_of(passed, row.count(*(one.value for one in DECIDED)))


def sat(row: Row) -> int:
    return row.count(*(one.value for one in Result))


def to_duty(row: Row) -> Estimate | None:
    """Median days from applying to being on duty; who is on the way, or left, counts as far as they came."""
    return median_of(row, "hired", "on-the-way")


def to_proficiency(row: Row) -> Estimate | None:
    """Median days from the first of nesting to proficiency."""
    return median_of(row, "proficient", "nesting")


def has_several_programmes(rows: Sequence[Row]) -> bool:
    """Do rows have to say of which programme they are?"""
    return len({str(row.note) for row in rows}) > 1


def parts(row: Row) -> list[tuple[int, str]]:
    """(number, tone) of what a bar is made of."""
    return [(row.count(one.value), tone) for one, tone in RESULT_TONES.items()]


def most_days(rows: Sequence[Row], *columns: str) -> float:
    """The days at the right end of a chart."""
    return longest(rows, *columns)


def most_sat(rows: Sequence[Row]) -> int:
    """What a bar of full width stands for."""
    return max((sat(row) for row in rows), default=0)


def most_dropped(rows: Sequence[Row]) -> float:
    """The share at the right end of the chart."""
    found = [drop_out(row) for row in rows]
    return max([one.high or 0.0 for one in found if one is not None] + [0.05])


# Taken away


def written(tables: Tables) -> Lines:
    """Every table of the page, one under the other."""
    lines = [_cohort_header(), *(_cohort_line(row) for row in tables["cohort"])]
    lines += [[], [_("How they left"), "n", _("Median days")]]
    lines += [
        [name_of(row.key), row.count("left"), days(row.quantile(0.5, "left"))] for row in tables["exit"]
    ]
    for name in BREAKDOWNS:
        lines += [[], _rate_header(name), *(_rate_line(row) for row in tables[name])]
    return lines


def _cohort_header() -> list[Any]:
    ends = [_("Lower end"), _("Upper end")]
    return [
        _("Cohort"), _("Team"), _("Begins"), _("Began"), *(name_of(one) for one in STATE_NAMES),
        _("Drop-out"), *ends, _("Days from applying to duty"), *ends, "n",
        _("Days to proficiency"), *ends, "n",
    ]  # fmt: skip


def _cohort_line(row: Row) -> list[Any]:
    return [
        named(row.name), say(row.note.team), row.note.starts_on, row.count("began"),
        *(row.count(one) for one in STATE_NAMES),
        *ends_of(drop_out(row)), *ends_of(to_duty(row)), row.count("hired"),
        *ends_of(to_proficiency(row)), row.count("proficient"),
    ]  # fmt: skip


def name_of(state: str) -> str:
    """What a column of STATE_NAMES, or a row of the ways to leave, is called."""
    return str(STATE_NAMES[state])


def row_name(row: Row) -> str:
    """What a row of whichever table is called."""
    return name_of(row.key) if row.key in STATE_NAMES else named(row.name, _("All"))


def _rate_header(name: str) -> list[Any]:
    ends = [_("Lower end"), _("Upper end")]
    return [
        str(BREAKDOWN_NAMES[name]), _("Programme"), _("Sat"), *(str(one) for one in RESULT_NAMES.values()),
        _("First-time pass rate"), *ends, _("Final pass rate"), *ends,
    ]  # fmt: skip


def _rate_line(row: Row) -> list[Any]:
    programme = say(row.note) if row.note else ""
    counts = [row.count(one.value) for one in RESULT_NAMES]
    return [named(row.name, _("nobody")), programme, sat(row), *counts, *ends_of(first_time(row)),
            *ends_of(final(row))]  # fmt: skip


def people_header() -> list[str]:
    return [_("When"), _("Name"), _("Other script"), _("Cohort"), _("Days"), _("So far"), _("State")]


def people_rows(rows: Iterable[tuple[Any, Any, Trained | None]]) -> Lines:
    """Of `queries.reports.training.behind`."""
    return [
        [
            case.at, who.name, who.latin_name, one.code if one else "", days(case.days),
            _("yes") if case.going_on else _("no"), word(one.state) if one else "",
        ]
        for case, who, one in rows
    ]  # fmt: skip
