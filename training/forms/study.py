"""Self-study: what is claimed, what is decided, which claims are listed."""

from collections.abc import Sequence
from decimal import Decimal

from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from core.fields import HoursField, needed
from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Team
from training.forms.cohorts import number
from training.models import StudyVersion
from training.states import StudyState
from training.studying import Study
from training.words import word


class StudyForm(Form):
    seen = HiddenField()
    what = StringField(lazy("What you learned"), validators=[needed(lazy("Say what you learned."))])
    studied_on = DateField(lazy("Day it was finished"), validators=[needed(lazy("A day is needed."))])
    hours = HoursField(lazy("Hours claimed"), validators=[needed(lazy("A number of hours is needed."))])
    url = StringField(lazy("Address of the evidence"))
    file = FileField(lazy("File as evidence"))

    def begin_with(self, version: StudyVersion, seen: int) -> None:
        self.seen.data, self.what.data, self.url.data = str(seen), version.what, version.url
        self.studied_on.data, self.hours.data = version.studied_on, Decimal(version.minutes) / 60

    @property
    def study(self) -> Study:
        assert self.studied_on.data is not None
        sent = self.file.data
        return Study(
            what=self.what.data or "",
            studied_on=self.studied_on.data,
            minutes=self.hours.minutes or 0,
            url=self.url.data or "",
            file=(sent.filename or "", sent.read()) if sent else None,
        )


class DecisionForm(Form):
    seen = HiddenField()
    verdict = RadioField(lazy("Decision"), default="approve", choices=[])
    hours = HoursField(lazy("Hours credited"), validators=[Optional()])
    reason = TextAreaField(lazy("Reason, for whoever claimed it"))

    def offering(self, version: StudyVersion, seen: int) -> "DecisionForm":
        self.verdict.choices = offered([("approve", lazy("approve")), ("refuse", lazy("refuse"))])
        if not self.is_submitted():
            self.seen.data, self.hours.data = str(seen), Decimal(version.minutes) / 60
        return self

    @property
    def minutes(self) -> int:
        return self.hours.minutes or 0


class ClaimFilter(PlainForm):
    """Which claims; those that await a decision unless something else is asked for."""

    state = SelectField(lazy("State"), validate_choice=False)
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)
    q = SearchField(lazy("Name or what was learned"))

    def offering(self, teams: Sequence[Team]) -> "ClaimFilter":
        self.state.choices = offered([*((one.value, word(one)) for one in StudyState), ("all", lazy("all"))])
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        return self

    @property
    def wanted(self) -> StudyState | None:
        """None: whichever state."""
        if self.state.data == "all":
            return None
        return StudyState(self.state.data) if self.state.data in set(StudyState) else StudyState.OPEN

    @property
    def text(self) -> str:
        return (self.q.data or "").strip()[:200]

    def chosen(self) -> dict[str, str | int]:
        state = self.wanted.value if self.wanted else "all"
        wanted = {"state": state, "team": self.team.data, "q": self.text}
        return {name: value for name, value in wanted.items() if value}
