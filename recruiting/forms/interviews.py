"""What comes in about the time, place and panel of interviews, and the load of interviewers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    SearchField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import InputRequired

from assessment.models import Criterion
from core import clock
from core.fields import CountField, DayField, line
from core.i18n import WEEKDAYS, _, language, lazy, say
from people.forms import Form, offered
from people.models import Team
from recruiting.forms.reports import AsOfForm
from recruiting.queries.interviewers import NUMBERS, Load, Wanted
from recruiting.queries.interviews import Choice
from recruiting.rules import Hours

WEEKS = (1, 4, 12, 26)


class PlanForm(Form):
    """`despite` is asked for only where somebody would be in two interviews at once."""

    starts_on = DayField(lazy("Day"), lazy("Choose a day."))
    starts_at = TimeField(lazy("Time"), [InputRequired(message=lazy("Choose a time: 14:30."))])
    minutes = CountField(lazy("Minutes"), lazy("Say how long it takes."), default=45)
    place = line(lazy("Place, or address of the call"), lazy("Say where it takes place."))
    despite = line(lazy("Why at the same time as something else"))
    tell = BooleanField(lazy("Write to the candidate"), default=True)

    @property
    def moment(self) -> datetime:
        """When it starts, on the organisation's clocks."""
        assert self.starts_on.data and self.starts_at.data
        return datetime.combine(self.starts_on.data, self.starts_at.data, clock.zone())


def _number(typed: str | None) -> int | None:
    """The number of a row, out of what a browser sent."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def beginning(args: Mapping[str, str], now: dict[str, Any]) -> dict[str, Any]:
    """What the form begins with: `now`, and above it a day and a time out of the address, as the links to
    free times have them."""
    try:
        at = datetime.fromisoformat(args.get("at", ""))
    except ValueError:
        return now
    return {**now, "starts_on": at.date(), "starts_at": at.time()}


class PanelForm(Form):
    """A select for each seat (`seat_1` …) that holds the id of an account, or nothing."""

    reason = line(lazy("Reason for releasing somebody, for the record"), id="panel-reason")
    despite = line(lazy("Why at the same time as something else"), id="panel-despite")

    @property
    def seats(self) -> list[Any]:
        """The fields of the seats, in order."""
        return [part for part in self if part.name.startswith("seat_")]

    @property
    def chosen(self) -> list[int | None]:
        """The account in each seat."""
        return [_number(part.data) for part in self.seats]


def panel_form(
    seats: int, choices: Iterable[Choice], asked: Mapping[int, str], now: Sequence[int | None]
) -> Any:
    """A form for so many seats. choices: who can be asked; asked: id → name of who is; now: who sits
    where at present."""
    able = [(str(number), name) for number, name in asked.items()]
    able += [(str(one.account_id), _owing(one)) for one in choices if not one.elsewhere]
    fields = {f"seat_{number}": _seat(number, able) for number in range(1, seats + 1)}
    data = {f"seat_{number}": str(who) if who else "" for number, who in enumerate(now, 1)}
    return type("SeatsForm", (PanelForm,), fields)(data=data)


def _owing(one: Choice) -> str:
    return _("%(who)s, owes %(num)s", who=one.name, num=one.owes) if one.owes else one.name


def _seat(number: int, able: list[tuple[str, str]]) -> SelectField:
    label = lazy("Interviewer %(number)s", number=number)
    return SelectField(label, choices=offered(able, none=lazy("nobody")), validate_choice=False)


class PanelPlanForm(Form):
    """How a stage is manned; what each looks at comes as boxes named `focus_<seat>`."""

    count = SelectField(lazy("Interviewers"), coerce=int, validate_choice=False)
    minutes = CountField(lazy("Minutes"), lazy("Say how long it takes."), default=45)
    seen = HiddenField()

    def offer(self, most: int) -> None:
        self.count.choices = offered((number, str(number)) for number in range(1, most + 1))

    @property
    def based_on(self) -> int:
        """The number of the plan that the page showed."""
        return _number(self.seen.data) or 0


class PolicyForm(Form):
    """Working hours and reminders; `seen` is the number of the edition that the page showed."""

    opens = TimeField(lazy("Working hours begin"), [InputRequired(message=lazy("Choose a time: 14:30."))])
    closes = TimeField(lazy("Working hours end"), [InputRequired(message=lazy("Choose a time: 14:30."))])
    weekdays = SelectMultipleField(lazy("Days of the week"), coerce=int, validate_choice=False)
    remind_after = CountField(lazy("Hours until the first reminder"), lazy("Say after how many hours."))
    most_reminders = CountField(lazy("Reminders at most"), lazy("Say how many there are at most."))
    seen = HiddenField()

    def offer(self) -> None:
        names = WEEKDAYS[language()]
        self.weekdays.choices = offered(enumerate(names))

    def hours(self) -> Hours:
        """What was typed."""
        assert self.opens.data is not None and self.closes.data is not None
        return Hours(
            number=_number(self.seen.data) or 0,
            opens=self.opens.data,
            closes=self.closes.data,
            weekdays=frozenset(self.weekdays.data or ()),
            remind_after=self.remind_after.data or 0,
            most_reminders=self.most_reminders.data or 0,
        )


def names_of(criteria: Sequence[Criterion], focus: Iterable[int]) -> list[str]:
    """The criteria of a focus, by name."""
    wanted = set(focus)
    return [say(one.name) for one in criteria if one.id in wanted]


# Load


NUMBER_NAMES = {
    "past": lazy("Held"),
    "ahead": lazy("To come"),
    "owed": lazy("Scorecards owed"),
    "scored": lazy("Scorecards sent"),
}
"""Every number of a load, as its column is headed."""


class LoadForm(AsOfForm):
    """Sent by GET; what makes no sense is as if it were not there."""

    text = SearchField(lazy("Name"))
    team = SelectField(lazy("Team"), validate_choice=False)
    weeks = SelectField(lazy("Past weeks"), validate_choice=False, default="4")

    def offering(self, teams: Iterable[Team]) -> "LoadForm":
        self.teams = {team.id: say(team.name) for team in teams}
        self.team.choices = offered(self.teams.items(), none=_("all teams"))
        self.weeks.choices = [(str(weeks), str(weeks)) for weeks in WEEKS]
        return self

    def wanted(self) -> Wanted:
        team, weeks = _number(self.team.data), self.weeks.data or ""
        return Wanted(
            team_id=team if team in self.teams else None,
            text=(self.text.data or "").strip()[:100],
            weeks=int(weeks) if weeks in {str(one) for one in WEEKS} else 4,
            at=self.at(),
        )

    def chosen(self) -> dict[str, str]:
        """The values of the address that hold, by name."""
        wanted = self.wanted()
        held = {"text": wanted.text, "team": str(wanted.team_id or "")}
        held["weeks"] = str(wanted.weeks) if wanted.weeks != 4 else ""
        held["as_of"] = str(self.as_of.data) if wanted.at else ""
        return {name: value for name, value in held.items() if value}

    def kept(self, sort: str) -> dict[str, str]:
        """What the choice of another day hands on."""
        return {**{name: value for name, value in self.chosen().items() if name != "as_of"}, "sort": sort}

    def said(self, period: Any = "") -> list[tuple[str, str, str]]:
        """(name, label, value in words) of the filters that are set."""
        said = {**self.chosen(), "team": self.teams.get(self.wanted().team_id or 0, "")}
        names = [name for name in ("text", "team", "weeks") if said.get(name)]
        return [(name, str(self[name].label.text), said[name]) for name in names]


def number_asked(args: Mapping[str, str]) -> str | None:
    """The number whose meetings are asked for; one that there is not counts as none."""
    which = args.get("which", "")
    return which if which in NUMBERS else None


def in_order(loads: Iterable[Load], sort: str) -> list[Load]:
    """By name, or by a number, the highest first; those of one number by name."""
    keys: dict[str, Any] = {
        "past": lambda one: one.past,
        "ahead": lambda one: one.ahead,
        "owed": lambda one: one.owed,
        "median": lambda one: -1.0 if one.median_hours is None else one.median_hours,
        "load": lambda one: one.past + one.ahead,
    }
    by_name = sorted(loads, key=lambda one: (one.name, one.account_id))
    return by_name if sort == "name" else sorted(by_name, key=keys.get(sort, keys["load"]), reverse=True)


def load_header(weeks: int) -> list[str]:
    return [
        _("Interviewer"), _("Other script"), _("Held, past %(num)s weeks", num=weeks), _("To come"),
        _("Scorecards owed"), _("Median hours to feedback"), _("Scorecards counted"),
    ]  # fmt: skip


def load_rows(loads: Iterable[Load]) -> list[list[Any]]:
    """The list as lines; a median of too few scorecards is left empty."""
    return [
        [
            one.name,
            one.latin_name,
            one.past,
            one.ahead,
            one.owed,
            round(one.median_hours, 1) if one.median_hours is not None else None,
            one.scored,
        ]
        for one in loads
    ]
