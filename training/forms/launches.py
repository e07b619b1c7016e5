"""Launches: which product when and for whom, what has to be known, who passed the check."""

from collections.abc import Collection, Mapping, Sequence

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.widgets import HiddenInput

from core.fields import needed
from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Team
from training.forms.cohorts import number
from training.launches import Briefing, Frame
from training.models import Launch, LaunchVersion

CHECK_KEYS = {"passed": "p", "failed": "n"}
"""What the list of a launch offers for its check, and by which key."""


class FrameForm(Form):
    """Which product, when and for whom. `seen`: the version of the launch that the author has seen."""

    seen = HiddenField()
    product = StringField(lazy("Product"), validators=[needed(lazy("Name the product."))])
    launches_on = DateField(lazy("Day of the launch"), validators=[needed(lazy("A day is needed."))])
    for_all = BooleanField(lazy("Every team serves it"))
    teams = SelectMultipleField(lazy("Teams that serve it"), coerce=number, validate_choice=False)
    reason = StringField(lazy("Why it changes"))

    def offering(self, teams: Sequence[Team]) -> None:
        self.teams.choices = offered((team.id, say(team.name)) for team in teams)

    def begin_with(self, launch: Launch) -> None:
        self.seen.data, self.product.data = str(launch.version), launch.product
        self.launches_on.data, self.for_all.data = launch.launches_on, launch.for_all
        self.teams.data = [one.team_id for one in launch.teams]

    @property
    def frame(self) -> Frame:
        assert self.launches_on.data is not None
        return Frame(
            (self.product.data or "").strip(),
            self.launches_on.data,
            bool(self.for_all.data),
            frozenset(one for one in self.teams.data or () if one),
        )


class BriefingForm(Form):
    """What has to be known. `based_on`: the number of the version that its author has seen."""

    based_on = IntegerField(widget=HiddenInput(), default=0)
    must_know = TextAreaField(
        lazy("What has to be known"), validators=[needed(lazy("Say what has to be known."))]
    )
    url = StringField(lazy("Where more of it is"))
    by = RadioField(lazy("How somebody is briefed"), default="either", choices=[])
    asks_check = BooleanField(lazy("A short check has to be passed as well"))
    again = RadioField(lazy("What was done before"), default="stays", choices=[])

    def offering(self, teams: Sequence[Team] = ()) -> None:
        self.by.choices = offered(
            [
                ("either", lazy("by reading and acknowledging it, or in a session")),
                ("session", lazy("in a session only")),
            ]
        )
        self.again.choices = offered(
            [("stays", lazy("still counts")), ("again", lazy("counts no more: everybody is briefed again"))]
        )

    def begin_from(self, newest: LaunchVersion) -> None:
        self.based_on.data, self.must_know.data = newest.number, newest.must_know
        self.url.data, self.asks_check.data = newest.url, newest.asks_check
        self.by.data = "session" if newest.asks_attendance else "either"

    @property
    def briefing(self) -> Briefing:
        return Briefing(
            must_know=self.must_know.data or "",
            url=self.url.data or "",
            asks_attendance=self.by.data == "session",
            asks_check=bool(self.asks_check.data),
            asks_again=self.again.data == "again",
        )


class LaunchForm(FrameForm, BriefingForm):
    """All that a launch is announced with."""

    def offering(self, teams: Sequence[Team] = ()) -> None:
        FrameForm.offering(self, teams)
        BriefingForm.offering(self)


class WithdrawalForm(Form):
    seen = HiddenField()
    reason = StringField(lazy("Why it is withdrawn"), id="withdrawal-reason")


class ChecksForm(Form):
    """The results themselves are fields of their own, `mark-<employment>`."""

    reason = StringField(lazy("Why a check that was passed is so no longer"))


def checks_sent(fields: Mapping[str, str], employments: Collection[int]) -> dict[int, bool]:
    found = {one: fields.get(f"mark-{one}") for one in employments}
    return {one: said == "passed" for one, said in found.items() if said in CHECK_KEYS}


class NotYetFilter(PlainForm):
    """Who may not serve what: of which team, which product, called how."""

    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)
    launch = SelectField(lazy("Product"), coerce=number, validate_choice=False)
    q = SearchField(lazy("Name"))

    def offering(self, teams: Sequence[Team], products: Mapping[int, str]) -> "NotYetFilter":
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        self.launch.choices = offered(products.items(), lazy("any"))
        return self

    @property
    def text(self) -> str:
        return (self.q.data or "").strip()[:200].lower()

    def chosen(self) -> dict[str, str | int]:
        wanted = {"team": self.team.data, "launch": self.launch.data, "q": self.text}
        return {name: value for name, value in wanted.items() if value}
