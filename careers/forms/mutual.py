"""A round of mutual review, and an answer to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField

from careers.mutual_words import QUESTIONS
from core.fields import DayField, line, lines
from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Team
from training.forms.cohorts import number


class RoundForm(Form):
    team = SelectField(lazy("Team"), coerce=number)
    month = SelectField(lazy("About the month"))
    until = DayField(lazy("Answers up to"), lazy("A day is needed."))

    def offering(self, teams: Sequence[Team], months: Sequence[tuple[str, Any]]) -> "RoundForm":
        self.team.choices = offered((team.id, say(team.name)) for team in teams)
        self.month.choices = offered(months)
        return self


class AnswerForm(Form):
    """The ratings are read by `ratings_sent`."""

    comment = lines(lazy("What you would like to say to them"), None, 1000)


class WipeForm(Form):
    why = line(lazy("Why"), lazy("Say why, for the record."), longest=500)


def field_name(key: str) -> str:
    return f"rating-{key}"


def ratings_sent(sent: Mapping[str, str]) -> dict[str, int]:
    """Question → rating, 0 where none was chosen."""
    return {key: number(sent.get(field_name(key))) or 0 for key in QUESTIONS}
