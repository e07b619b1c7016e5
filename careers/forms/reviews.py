"""Figures of a month as they are typed, and what is said about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from careers.imports import figure_read, month_read
from careers.states import Beside
from careers.words import WORDS
from core import months
from core.fields import line
from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Team
from training.forms.cohorts import number

PREFIX = "figure"


def cell_name(employment_id: int, key: str) -> str:
    return f"{PREFIX}-{employment_id}-{key}"


def cells_sent(sent: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """(employment, indicator) → what was typed, of the cells in which something was."""
    found = {}
    for name, typed in sent.items():
        prefix, _dash, rest = name.partition("-")
        who, _dash, key = rest.partition("-")
        if prefix == PREFIX and who.isdecimal() and key and typed.strip():
            found[int(who), key] = typed.strip()
    return found


def read_cells(
    cells: Mapping[tuple[int, str], str],
) -> tuple[dict[int, dict[str, Decimal]], list[tuple[int, str]]]:
    """Employment → indicator → figure; and the cells that hold no number."""
    found: dict[int, dict[str, Decimal]] = {}
    bad = []
    for (who, key), typed in cells.items():
        figure = figure_read(typed)
        if figure is None:
            bad.append((who, key))
        else:
            found.setdefault(who, {})[key] = figure
    return found, bad


MEANING = "means-"


def meaning_name(heading: str) -> str:
    """The field that says what a column measures."""
    return MEANING + heading.strip().lower()


def meanings_sent(sent: Mapping[str, str]) -> dict[str, str]:
    """Heading, in small letters → key of the indicator, where one was chosen."""
    return {name.removeprefix(MEANING): key for name, key in sent.items() if name.startswith(MEANING) and key}


def headings_sent(sent: Iterable[str]) -> set[str]:
    """The headings of which something could be chosen, in small letters."""
    return {name.removeprefix(MEANING) for name in sent if name.startswith(MEANING)}


def month_in(text: str | None) -> date | None:
    """The month of an address: 2026-10."""
    return months.month_read(text)


class CorrectionForm(Form):
    reason = StringField(
        lazy("Why"),
        validators=[
            InputRequired(lazy("Say why, for the record.")),
            Length(max=500, message=lazy("At most 500 characters.")),
        ],
    )


class TakeAgainForm(Form):
    """Why what training says now is taken into a closed month."""

    why = line(lazy("Why"), lazy("Say why, for the record."), longest=500)


class AppealForm(Form):
    said = TextAreaField(
        lazy("What is wrong with it"),
        validators=[
            InputRequired(lazy("Say what is wrong with it.")),
            Length(max=2000, message=lazy("At most 2,000 characters.")),
        ],
    )


class AnswerForm(Form):
    verdict = RadioField(
        lazy("The appeal is"),
        choices=offered([("upheld", lazy("upheld")), ("dismissed", lazy("dismissed"))]),
        validators=[InputRequired(lazy("Choose one."))],
    )
    said = TextAreaField(
        lazy("Why"),
        validators=[
            InputRequired(lazy("Say why; they read it.")),
            Length(max=2000, message=lazy("At most 2,000 characters.")),
        ],
    )


class ImportForm(Form):
    file = FileField(lazy("CSV or Excel file"), validators=[FileRequired(lazy("Choose a file."))])
    month = StringField(lazy("Month, if the file has no column for it"))

    @property
    def chosen_month(self) -> date | None:
        return month_read(self.month.data or "")


class ConfirmForm(Form):
    """The file once more, as it was looked at."""

    content = HiddenField(validators=[InputRequired()])
    name = HiddenField()
    month = HiddenField()


class MonthFilter(Form):
    """Which month of which team."""

    class Meta:
        csrf = False

    month = SelectField(lazy("Month"), validate_choice=False)
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)

    def offering(self, months: Sequence[tuple[str, Any]], teams: Sequence[Team]) -> "MonthFilter":
        self.month.choices = offered(months)
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("every team"))
        return self


class SheetFilter(MonthFilter):
    """And how their months compare with those of colleagues."""

    beside = SelectField(
        lazy("Beside comparable colleagues"),
        choices=offered([("", lazy("all")), *((one.value, WORDS[Beside, one]) for one in Beside)]),
        validate_choice=False,
    )
