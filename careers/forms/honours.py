"""Honours: which ones to show, deciding about somebody, and the rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from careers.forms.reviews import month_in
from careers.rules.honours import LENGTH, last_over, period_of
from careers.states import HonourKind
from careers.words import period as period_said
from careers.words import word
from core.db import Words
from core.fields import WholeField, line
from core.i18n import lazy, say
from core.months import add_months
from people.forms import Form, offered
from people.models import Team
from people.states import EmploymentKind
from training.forms.cohorts import number

OFFERED = 12
"""So many periods are offered."""


def kind_in(text: str | None) -> HonourKind:
    """The kind that an address names; the monthly one for what is none."""
    return next((one for one in HonourKind if one.value == text), HonourKind.AGENT_OF_MONTH)


def period_in(kind: HonourKind, text: str | None, today: date) -> date:
    """The period that an address names by a month of it, else the last one that is over."""
    month = month_in(text)
    return period_of(kind, month) if month else last_over(kind, today)


class HonourFilter(Form):
    """Which period of which team."""

    class Meta:
        csrf = False

    kind = HiddenField()
    period = SelectField(lazy("When"), validate_choice=False)
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)

    def offering(self, kind: HonourKind, today: date, teams: Sequence[Team]) -> "HonourFilter":
        last = last_over(kind, today)
        periods = [add_months(last, -place * LENGTH[kind]) for place in range(OFFERED)]
        self.period.choices = offered((f"{one:%Y-%m}", period_said(kind, one)) for one in periods)
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("every team"))
        return self


class DecisionForm(Form):
    """About somebody in a ranking; `why` is needed where it is declined or taken back."""

    deed = HiddenField(validators=[InputRequired()])
    employment = HiddenField(validators=[InputRequired()])
    of_team = HiddenField(validators=[InputRequired()])
    reason = line(lazy("Why"), longest=500)

    @property
    def meant(self) -> tuple[int | None, int | None]:
        """(team, employment); None for what is no number."""
        said: tuple[Any, Any] = (self.of_team.data, self.employment.data)
        team, employment = (int(one) if one and one.isdecimal() else None for one in said)
        return team, employment


class HonourRuleForm(Form):
    levels = SelectMultipleField(
        lazy("Who may be honoured; none ticked: every level"),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    least_days = WholeField(lazy("Days on duty in each month, at least"), 0, 28, lazy("A number is needed."))
    least_months = WholeField(
        lazy("Months since the first day on duty, at least"), 0, 120, lazy("A number is needed.")
    )
    leaves_out = SelectMultipleField(
        lazy("Who is reviewed but not ranked"),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    reason = line(lazy("Reason, for the record"), longest=300)

    def offering(self, levels: Mapping[str, Words]) -> "HonourRuleForm":
        self.levels.choices = [(key, say(name)) for key, name in levels.items()]
        self.leaves_out.choices = [(one.value, word(one)) for one in EmploymentKind]
        return self
