"""Which of those who wait to be trained."""

from collections.abc import Sequence

from wtforms import Form, SearchField, SelectField

from core.i18n import lazy, say
from people.forms import offered
from people.models import Site, Team


def _number(value: str | int | None) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class AwaitingFilter(Form):
    """Sent by GET, so that what is shown has an address; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name"))
    team = SelectField(lazy("Team"), coerce=_number, validate_choice=False)
    site = SelectField(lazy("Site"), coerce=_number, validate_choice=False)

    def offering(self, teams: Sequence[Team], sites: Sequence[Site]) -> "AwaitingFilter":
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        self.site.choices = offered(((site.id, say(site.name)) for site in sites), lazy("any"))
        return self

    def chosen(self) -> dict[str, str | int]:
        """What is filtered by, as it stands in the address."""
        wanted = {"q": (self.q.data or "").strip(), "team": self.team.data, "site": self.site.data}
        return {name: value for name, value in wanted.items() if value}
