"""The formula editor: for whom, one indicator, publishing from a month on."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField

from careers.forms.fields import NumberField
from careers.forms.reviews import month_in
from careers.formulas import IndicatorPlan
from careers.models import ReviewIndicator
from careers.states import Direction
from careers.words import month as month_said
from careers.words import plain, word
from core.db import Words
from core.fields import OneOf, line
from core.i18n import lazy, say
from core.months import add_months, month_of
from people.forms import Form, NamedForm, SeenForm, both_of, offered, shown_both
from people.models import Team
from training.forms.cohorts import number

AHEAD = 12
"""So many months to come are offered."""


class ScopeForm(Form):
    """For whom a formula is to be; what is left open stands for all."""

    level = OneOf(lazy("Level"))
    team = OneOf(lazy("Team"), coerce=number)

    def offering(self, levels: Mapping[str, Words], teams: Sequence[Team]) -> "ScopeForm":
        self.level.choices = offered(((key, say(name)) for key, name in levels.items()), lazy("every level"))
        self.team.choices = offered(((one.id, say(one.name)) for one in teams), lazy("every team"))
        return self


class IndicatorForm(NamedForm):
    group = OneOf(lazy("Group"))
    unit_en = line(lazy("Unit in English"), longest=20)
    unit_zh_Hans = line(lazy("Unit in Chinese"), longest=20)
    direction = OneOf(lazy("Direction"))
    target = NumberField(lazy("100 points at"), lazy("A number is needed."))
    zero = NumberField(lazy("None at"), lazy("A number is needed."))
    weight = NumberField(lazy("Weight"), lazy("A number is needed."))
    is_total = BooleanField(lazy("A total of the month, asked in proportion to the days on duty"))

    def offering(self, groups: Sequence[Words]) -> "IndicatorForm":
        self._groups = list(groups)
        self.group.choices = offered((say(one), say(one)) for one in groups)
        self.direction.choices = offered((one.value, word(one)) for one in Direction)
        return self

    def plan(self, key: str = "") -> IndicatorPlan:
        """What was said, once it is valid."""
        group = next(one for one in self._groups if say(one) == self.group.data)
        numbers: dict[str, Decimal] = {name: self[name].number for name in ("target", "zero", "weight")}
        direction = Direction(self.direction.data)
        return IndicatorPlan(
            key,
            group,
            self.words,
            both_of(self, "unit"),
            direction,
            is_total=bool(self.is_total.data),
            **numbers,
        )


def indicator_shown(one: IndicatorPlan | ReviewIndicator) -> dict[str, Any]:
    """An indicator as IndicatorForm shows it."""
    return {
        **shown_both("name", one.name),
        **shown_both("unit", one.unit),
        "group": say(one.group),
        "direction": one.direction.value,
        "target": plain(one.target),
        "zero": plain(one.zero),
        "weight": plain(one.weight),
        "is_total": one.is_total,
    }


class PublishFormulaForm(SeenForm):
    since = OneOf(lazy("Holds from"))
    reason = line(lazy("What is different, and why, for the record"), longest=300)

    def offering(self, today: date) -> "PublishFormulaForm":
        first = add_months(month_of(today), 1)
        months = [add_months(first, place) for place in range(AHEAD)]
        self.since.choices = offered((f"{one:%Y-%m}", month_said(one)) for one in months)
        return self

    @property
    def month(self) -> date:
        """The month that was chosen, once it is valid."""
        found = month_in(self.since.data)
        assert found is not None
        return found
