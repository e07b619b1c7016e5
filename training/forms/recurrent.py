"""The plan of recurrent training: which month, one session, who came."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from core import clock
from core.fields import HoursField, needed
from core.i18n import _, lazy, say
from core.months import month_of, month_read
from people.forms import Form, offered
from people.models import Person, Team
from training.forms.cohorts import number
from training.models import Launch, RecurrentSession
from training.recurrent import Plan, RecurrentRefused
from training.states import LedBy, Presence
from training.words import PRESENCE_KEYS, word


class PlanFilter(PlainForm):
    """Which month of which team; what makes no sense is as if it were not there."""

    month = StringField(lazy("Month"))
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)
    led_by = SelectField(lazy("Kind"), validate_choice=False)
    q = SearchField(lazy("Topic or leader"))

    def offering(self, teams: Sequence[Team]) -> "PlanFilter":
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        self.led_by.choices = offered(((one.value, word(one)) for one in LedBy), lazy("any"))
        return self

    @property
    def shown(self) -> date:
        """The first day of the month."""
        return month_read(self.month.data) or month_of(clock.today())

    @property
    def kind(self) -> LedBy | None:
        return LedBy(self.led_by.data) if self.led_by.data in set(LedBy) else None

    @property
    def text(self) -> str:
        return (self.q.data or "").strip()[:200]

    def chosen(self) -> dict[str, str | int]:
        """What is filtered by besides the month, as it stands in the address."""
        wanted = {"team": self.team.data, "led_by": self.kind, "q": self.text}
        return {name: value for name, value in wanted.items() if value}


class HoursFilter(PlainForm):
    """Whose hours of which month."""

    month = StringField(lazy("Month"))
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)
    q = SearchField(lazy("Name"))

    def offering(self, teams: Sequence[Team]) -> "HoursFilter":
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        return self

    @property
    def shown(self) -> date:
        return month_read(self.month.data) or month_of(clock.today())

    @property
    def text(self) -> str:
        return (self.q.data or "").strip()[:200]

    def chosen(self) -> dict[str, str | int]:
        wanted = {"team": self.team.data, "q": self.text}
        return {name: value for name, value in wanted.items() if value}


class RecurrentForm(Form):
    seen = HiddenField()
    topic = StringField(lazy("Topic of the session"), validators=[needed(lazy("Say what it is about."))])
    led_by = RadioField(lazy("Kind"), default=LedBy.INTERNAL.value, choices=[])
    leader = StringField(lazy("Who leads it"), validators=[needed(lazy("Say who leads it."))])
    on = DateField(lazy("Day"), validators=[needed(lazy("A day is needed."))])
    begins = TimeField(lazy("Begins at"), validators=[needed(lazy("A time is needed."))])
    ends = TimeField(lazy("Ends at"), validators=[needed(lazy("A time is needed."))])
    hours = HoursField(lazy("Hours credited"), validators=[Optional()])
    place = StringField(lazy("Room, or address of the call"), validators=[needed(lazy("Say where it is."))])
    must = RadioField(lazy("Who has to come"), default="required", choices=[])
    for_all = BooleanField(lazy("For everybody on duty"))
    teams = SelectMultipleField(lazy("For teams"), coerce=number, validate_choice=False)
    people = TextAreaField(lazy("Further people, one a line"))
    launch = SelectField(lazy("Briefing about a launch"), coerce=number, default="")
    reason = StringField(lazy("Why it changes"))

    def offering(self, teams: Sequence[Team], launches: Sequence[Any]) -> "RecurrentForm":
        """`launches`: rows of (id, product)."""
        self.launch.choices = offered(((row.id, row.product) for row in launches), lazy("none"))
        self.led_by.choices = offered((one.value, word(one)) for one in LedBy)
        self.must.choices = offered(
            [("required", lazy("required for whom it is")), ("open", lazy("open to whom it is"))]
        )
        self.teams.choices = offered((team.id, say(team.name)) for team in teams)
        return self

    def brief_about(self, launch: Launch | None) -> None:
        """Propose a session about a launch, for whom it concerns."""
        if launch is not None:
            self.launch.data, self.topic.data = launch.id, launch.product
            self.for_all.data = launch.for_all
            self.teams.data = [one.team_id for one in launch.teams]

    def begin_with(self, session: RecurrentSession, guests: Sequence[Any]) -> "RecurrentForm":
        starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
        self.seen.data, self.topic.data, self.led_by.data = (
            str(session.version),
            session.topic,
            session.led_by.value,
        )
        self.leader.data = session.leader.name if session.leader else session.outside_leader
        self.on.data, self.begins.data, self.ends.data = starts.date(), starts.time(), ends.time()
        self.hours.data = Decimal(session.minutes) / 60
        self.place.data, self.for_all.data = session.place, session.for_all
        self.must.data = "required" if session.is_required else "open"
        self.teams.data = [one.team_id for one in session.teams]
        self.launch.data = session.launch_id
        self.people.data = "\n".join(row.email or row.name for row in guests)
        return self

    def wanted(self, leaders: Mapping[str, list[Any]], named: Mapping[str, list[Any]]) -> Plan:
        """`leaders`, `named`: what people are called by, in lower case → who is called so. Raises
        RecurrentRefused for a name that several have, or nobody."""
        starts_at, ends_at = self.interval()
        kind, called = LedBy(self.led_by.data), (self.leader.data or "").strip()
        is_outside = kind is LedBy.OUTSIDE
        return Plan(
            topic=self.topic.data or "",
            led_by=kind,
            leader=None if is_outside else _leader(called, leaders),
            outside_leader=called if is_outside else "",
            starts_at=starts_at,
            ends_at=ends_at,
            minutes=self.hours.minutes,
            place=self.place.data or "",
            is_required=self.must.data == "required",
            for_all=bool(self.for_all.data),
            team_ids=frozenset(one for one in self.teams.data or () if one),
            guests=people_named(self.people.data or "", named),
            launch_id=self.launch.data,
        )

    def interval(self) -> tuple[datetime, datetime]:
        """A session that ends before it begins ends on the next day."""
        on, begins, ends = self.on.data, self.begins.data, self.ends.data
        assert on is not None
        assert begins is not None
        assert ends is not None
        starts_at = datetime.combine(on, begins, clock.zone())
        ends_at = datetime.combine(on + timedelta(days=ends < begins), ends, clock.zone())
        # Between two times of one zone Python counts what the clocks show, also when they are put back.
        return starts_at.astimezone(UTC), ends_at.astimezone(UTC)


def _leader(called: str, leaders: Mapping[str, list[Any]]) -> Person | None:
    found = {one.id: one for one in leaders.get(called.lower(), ())}
    if len(found) > 1:
        raise RecurrentRefused(_("Several are called %(name)s; write the e-mail.", name=called), "leader")
    return next(iter(found.values()), None)


def people_named(text: str, named: Mapping[str, list[Any]]) -> frozenset[int]:
    """The employments of whom the lines name. Raises RecurrentRefused for a line that names nobody, or
    several."""
    lines = {line.strip() for line in text.splitlines() if line.strip()}
    found = {line: {row.employment_id for row in named.get(line.lower(), ())} for line in lines}
    nobody = sorted(line for line, ids in found.items() if not ids)
    several = sorted(line for line, ids in found.items() if len(ids) > 1)
    if nobody:
        names = _(", ").join(nobody)
        raise RecurrentRefused(_("Nobody on duty in your teams is called %(name)s.", name=names), "people")
    if several:
        raise RecurrentRefused(_("Several are called %(name)s; write the e-mail.", name=several[0]), "people")
    return frozenset(one for ids in found.values() for one in ids)


class CallOffForm(Form):
    seen = HiddenField()
    reason = StringField(lazy("Why it does not take place"), id="call-off-reason")


def somebody_named(text: str, named: Mapping[str, list[Any]]) -> int:
    """The employment of whom one line names. Raises RecurrentRefused as `people_named`, and for no name."""
    found = people_named(text.replace("\n", " "), named)
    if not found:
        raise RecurrentRefused(_("Say who, by name or e-mail."), "person")
    return next(iter(found))


class RollForm(Form):
    """The marks themselves are fields of their own, `mark-<employment>`; `person`: who is added to them."""

    person = StringField(lazy("Name or e-mail"), render_kw={"autocomplete": "off"})
    reason = StringField(lazy("Why marks are changed that stood already"))


def presences_sent(
    fields: Mapping[str, str], employments: Collection[int], rest: Presence | None
) -> dict[int, Presence]:
    """The marks in what a sheet sent; who has none gets `rest`, where there is one."""
    known = {presence.value: presence for presence in PRESENCE_KEYS}
    found = {one: known.get(fields.get(f"mark-{one}", ""), rest) for one in employments}
    return {one: presence for one, presence in found.items() if presence is not None}
