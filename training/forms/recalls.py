"""Who is asked to train again: what the list is filtered by, and what is sent with the chosen."""

from collections.abc import Iterable

from wtforms import DateField, SearchField, SelectField, SelectMultipleField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Team
from training.forms.cohorts import number


class RecallFilter(PlainForm):
    """Sent by GET; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name"))
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)

    def offering(self, teams: Iterable[Team]) -> "RecallFilter":
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        return self

    def chosen(self) -> dict[str, str | int]:
        wanted = {"q": (self.q.data or "").strip(), "team": self.team.data}
        return {name: value for name, value in wanted.items() if value}


class RecallForm(Form):
    chosen = SelectMultipleField(choices=[], validate_choice=False)
    until = DateField(lazy("To be completed by"), validators=[Optional()])
    reason = StringField(lazy("Reason, for the record"))
