"""What comes in to the reports, their filters, and what goes out of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField
from wtforms.validators import Optional

from core import clock
from core.db import Words
from core.fields import OneOf
from core.i18n import _, day, lazy, say
from people.forms import offered
from recruiting.queries.funnel import Cohort, Step, Way
from recruiting.queries.reports.hires import ENDS, STARTS
from recruiting.words import word

APPLIED, HAPPENED = "applied", "happened"
START_NAMES = {"applied": lazy("applied"), "opened": lazy("opening opened")}
END_NAMES = {
    "offered": lazy("first offer sent"),
    "accepted": lazy("offer accepted"),
    "hired": lazy("hired"),
    "first day": lazy("first day"),
}


class Choices(NamedTuple):
    """What the filters offer: (id, name) of openings, channels and pipeline versions."""

    openings: list[tuple[int, str]]
    channels: list[tuple[int, str]]
    versions: list[tuple[int, str]]


class AsOfForm(FlaskForm):
    """The filters of a report, sent by GET: its data is the address of the report."""

    class Meta:
        csrf = False

    by = HiddenField()
    as_of = HiddenField()

    def chosen(self) -> dict[str, str]:
        """The values of the address that hold, by name."""
        raise NotImplementedError

    def said(self, period: Any) -> list[tuple[str, str, str]]:
        """(name, label, value in words) of the filters that are set; `period` is what lies between the
        days."""
        raise NotImplementedError

    def given(self, name: str) -> Any:
        """A value that makes sense; one that makes none counts as not given."""
        return None if self[name].errors else self[name].data or None

    def at(self) -> datetime | None:
        """The moment of the past that is asked for: the end of a day, or the moment that an exported
        report names. None for now."""
        moment = _moment(self.as_of.data or "")
        return moment if moment is not None and moment <= clock.now() else None

    def past_day(self) -> date | None:
        """The day that lies before `at`."""
        at = self.at()
        return clock.local(at - _BLINK).date() if at else None


class FunnelForm(AsOfForm):
    """What the reports of applications are filtered by."""

    opening = OneOf(lazy("Opening"), validators=[Optional()])
    channel = OneOf(lazy("Channel"), validators=[Optional()])
    version = OneOf(lazy("Pipeline"), validators=[Optional()])
    since = DateField(lazy("From"), validators=[Optional()])
    until = DateField(lazy("To"), validators=[Optional()])
    start = OneOf(lazy("Counted from"), choices=offered(START_NAMES.items()), default="applied")
    end = OneOf(lazy("Counted to"), choices=offered(END_NAMES.items()), default="accepted")

    def offering(self, choices: Choices) -> "FunnelForm":
        for name, label, found in (
            ("opening", _("all openings"), choices.openings),
            ("channel", _("all channels"), choices.channels),
            ("version", _("all versions"), choices.versions),
        ):
            self[name].choices = offered([("", label), *((str(number), said) for number, said in found)])
        self.validate()
        return self

    def cohort(self) -> Cohort:
        """What was asked for."""
        since, until = self.given("since"), self.given("until")
        return Cohort(
            opening_id=self._number("opening"),
            channel_id=self._number("channel"),
            version_id=self._number("version"),
            since=clock.day_start(since) if since else None,
            until=clock.day_end(until) if until else None,
            at=self.at(),
            activity=self.by.data == HAPPENED,
        )

    def _number(self, name: str) -> int | None:
        value = self.given(name)
        return int(value) if value else None

    def begins(self) -> str:
        return self.given("start") or STARTS[0]

    def ends(self) -> str:
        return self.given("end") or ENDS[1]

    def chosen(self) -> dict[str, str]:
        """The values of the address that hold, by name."""
        names = ("opening", "channel", "version", "since", "until", "by", "start", "end")
        held = {name: str(self.given(name)) for name in names if self.given(name) and self[name].raw_data}
        return held | ({"as_of": str(self.as_of.data)} if self.at() else {})

    def kept(self) -> dict[str, str]:
        """What the form of filters hands on."""
        return {name: value for name, value in self.chosen().items() if name in ("by", "as_of")}

    def without(self, name: str) -> dict[str, str]:
        return {one: value for one, value in self.chosen().items() if one != name}

    def said(self, period: Any) -> list[tuple[str, str, str]]:
        """(name, label, value in words) of the filters that are set; `period` is what lies between the
        days."""
        return [*self._said_of_lists(), *self._said_of_days(str(period))]

    def _said_of_lists(self) -> list[tuple[str, str, str]]:
        return [
            (name, str(self[name].label.text), dict(labels(self[name].choices))[self[name].data])
            for name in ("opening", "channel", "version")
            if self.given(name)
        ]

    def _said_of_days(self, period: str) -> list[tuple[str, str, str]]:
        labels = {
            "since": _("%(period)s from", period=period),
            "until": _("%(period)s to", period=period),
        }
        return [(name, label, day(self[name].data)) for name, label in labels.items() if self.given(name)]


_BLINK = timedelta(microseconds=1)


def labels(choices: Any) -> Iterable[tuple[str, str]]:
    """(value, what it is called) of the choices of a field."""
    return ((choice.value, str(choice.label)) for choice in choices)


def _moment(text: str) -> datetime | None:
    try:
        return clock.day_end(date.fromisoformat(text))
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def choices_of(openings: Iterable[Any], channels: Iterable[Any], versions: Iterable[Any]) -> Choices:
    """Rows of what there is as the filters offer it."""
    return Choices(
        [(row.id, f"{row.code} {say(row.title)}") for row in openings],
        [(row.id, say(row.name)) for row in channels],
        [(row.id, f"{say(row.name)} v{row.number}") for row in versions],
    )


def funnel_header() -> list[str]:
    """The first line of the exported funnel."""
    return [_("Stage"), _("Entered"), *(word(way) for way in Way), _("Passed, of finished")]


def funnel_rows(steps: list[Step]) -> list[list[object]]:
    """The funnel as lines; the share is a number from 0 to 1."""
    return [[say(step.name), step.entered, *step.ways.values(), step.passed_share] for step in steps]


def named(name: Words | str | None, other: str = "") -> str:
    """What a row is called in the reader's language."""
    return other if name is None else name if isinstance(name, str) else say(name)


def people_header(moment: str) -> list[str]:
    """The first line of the people behind a number, as they are shown; `moment`: what their day is."""
    return [moment, _("Name"), _("Other script"), _("Opening"), _("State")]


def people_rows(rows: Sequence[Any]) -> list[list[object]]:
    """Rows of `queries.funnel.people_behind` as lines."""
    return [[row.entered_at, row.name, row.latin_name, row.code, word(row.status)] for row in rows]
