"""What the readiness board is filtered by."""

from collections.abc import Hashable, Mapping

from wtforms import Form, SearchField, SelectField

from careers.states import Readiness
from careers.words import word
from core.db import Words
from core.i18n import lazy, say
from people.forms import offered
from training.forms.cohorts import number


class BoardFilter(Form):
    """Whom to show; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name"))
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)
    level = SelectField(lazy("Level"), validate_choice=False)
    towards = SelectField(lazy("Next level"), validate_choice=False)
    ready = SelectField(lazy("Ready"), validate_choice=False)

    def offering(self, teams: Mapping[int, Words], levels: Mapping[str, Words]) -> "BoardFilter":
        self.team.choices = offered(((team_id, say(name)) for team_id, name in teams.items()), lazy("any"))
        self.level.choices = offered(((key, say(name)) for key, name in levels.items()), lazy("any"))
        self.towards.choices = list(self.level.choices)
        self.ready.choices = offered(((one.value, word(one)) for one in Readiness), lazy("any"))
        return self

    @property
    def readiness(self) -> Readiness | None:
        return next((one for one in Readiness if one.value == self.ready.data), None)

    @property
    def look(self) -> tuple[Hashable, ...]:
        """All that the form depends on as it is drawn."""
        selects = (self.team, self.level, self.towards, self.ready)
        return (self.q.data, *(one.data for one in selects), *(str(one.choices) for one in selects))

    def chosen(self) -> dict[str, str | int]:
        """What is filtered by, as it stands in the address."""
        wanted = {
            "q": (self.q.data or "").strip(),
            "team": self.team.data,
            "level": self.level.data,
            "towards": self.towards.data,
            "ready": self.readiness.value if self.readiness else None,
        }
        return {name: value for name, value in wanted.items() if value}
