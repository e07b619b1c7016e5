"""Service-desk duty: whom to show, days as they are planned and recorded, and the rule."""

from collections.abc import Mapping

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from careers.forms.board import BoardFilter
from careers.states import DeskNeed
from careers.words import word
from core.db import Words
from core.fields import DayField, WholeField, line
from core.i18n import lazy, say
from people.forms import Form, offered


class DeskFilter(BoardFilter):
    """Whom to show; what makes no sense is as if it were not there."""

    need = SelectField(lazy("Desk duty"), validate_choice=False)

    def offering(self, teams: Mapping[int, Words], levels: Mapping[str, Words]) -> "DeskFilter":
        super().offering(teams, levels)
        self.need.choices = offered(((one.value, word(one)) for one in DeskNeed), lazy("any"))
        return self

    @property
    def wanted(self) -> DeskNeed | None:
        return next((one for one in DeskNeed if one.value == self.need.data), None)

    def chosen(self) -> dict[str, str | int]:
        kept = {name: value for name, value in super().chosen().items() if name != "ready"}
        return kept | ({"need": self.wanted.value} if self.wanted else {})


class PlanManyForm(Form):
    first = DayField(lazy("From"), lazy("A day is needed."))
    most = WholeField(lazy("People a day, at most"), 1, 100, lazy("A number is needed."), default=2)


class DayForm(Form):
    """One day: to be planned, or served already."""

    on = DayField(lazy("Day"), lazy("A day is needed."))
    what = RadioField(
        lazy("The day"),
        choices=offered(
            [("planned", lazy("is to come: plan it")), ("served", lazy("was served: record it"))]
        ),
        validators=[InputRequired(lazy("Choose one."))],
        default="planned",
    )
    note = line(lazy("Note"), longest=500)


class SettleForm(Form):
    """What became of a planned day."""

    outcome = RadioField(lazy("The day"), validators=[InputRequired(lazy("Choose one."))])
    note = line(lazy("Note, or why not"), longest=500)

    def offering(self, *, is_past: bool) -> "SettleForm":
        """A day that has passed was served or it was not."""
        choices = [("served", lazy("was served")), ("missed", lazy("was not served"))]
        self.outcome.choices = offered(
            choices if is_past else [*choices, ("cancelled", lazy("is cancelled"))]
        )
        return self


class ReopenForm(Form):
    note = line(lazy("Why"), lazy("Say why."), longest=500)


class RuleForm(Form):
    days = WholeField(lazy("Days"), 1, 60, lazy("A number is needed."))
    months = WholeField(lazy("In every so many months"), 1, 120, lazy("A number is needed."))
    daily = SelectMultipleField(
        lazy("Whose daily work it is anyway"), widget=ListWidget(), option_widget=CheckboxInput()
    )
    reason = line(lazy("Reason, for the record"), longest=300)

    def offering(self, levels: Mapping[str, Words]) -> "RuleForm":
        self.daily.choices = [(key, say(name)) for key, name in levels.items()]
        return self
