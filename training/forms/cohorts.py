"""Opening a cohort, finding one, moving a session."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from wtforms import (
    DateField,
    Form,
    HiddenField,
    IntegerField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import Length, NumberRange

from core import clock
from core.fields import needed
from core.i18n import WEEKDAYS, _, language, lazy, say
from people.forms import Form as RefusableForm
from people.forms import offered
from people.models import Account, Team
from training.models import ClassSession, Cohort, CohortTrainer, Module, ProgrammeVersion
from training.rules.timetable import Rhythm
from training.words import PHASES

__all__ = ["CalledOffForm", "CohortFilter", "CohortForm", "MakeUpSessionForm", "SessionForm", "TrainersForm"]


def number(value: str | int | None) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class CohortFilter(Form):
    """Which cohorts; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name of the cohort"))
    phase = SelectField(lazy("State"), validate_choice=False)
    team = SelectField(lazy("Team"), coerce=number, validate_choice=False)

    def offering(self, teams: Sequence[Team]) -> "CohortFilter":
        self.phase.choices = offered(PHASES.items(), lazy("any"))
        self.team.choices = offered(((team.id, say(team.name)) for team in teams), lazy("any"))
        return self

    def chosen(self) -> dict[str, str | int]:
        """What is filtered by, as it stands in the address."""
        phase = self.phase.data if self.phase.data in PHASES else None
        wanted = {"q": (self.q.data or "").strip(), "phase": phase, "team": self.team.data}
        return {name: value for name, value in wanted.items() if value}


class CohortForm(RefusableForm):
    code = StringField(
        lazy("Name of the cohort"),
        validators=[
            needed(lazy("A cohort needs a name.")),
            Length(max=60, message=lazy("A name has at most 60 characters.")),
        ],
    )
    version = SelectField(lazy("Programme"), coerce=number)
    team = SelectField(lazy("Team"), coerce=number)
    trainer = SelectField(lazy("Trainer"), coerce=number)
    assistants = SelectMultipleField(lazy("Assistants"), coerce=number)
    place = StringField(
        lazy("Room, or address of the call"),
        validators=[
            needed(lazy("Say where the class meets.")),
            Length(max=200, message=lazy("A place has at most 200 characters.")),
        ],
    )
    seats = IntegerField(
        lazy("Seats"),
        default=12,
        validators=[needed(lazy("A whole number is needed.")), NumberRange(1, 200, lazy("From 1 to 200."))],
    )
    starts_on = DateField(lazy("First day of training"), validators=[needed(lazy("A day is needed."))])
    weekdays = SelectMultipleField(lazy("Taught on"), coerce=int, default=[0, 1, 2, 3, 4])
    begins = TimeField(lazy("Begins at"), validators=[needed(lazy("A time is needed."))])
    hours = IntegerField(
        lazy("Hours a day"),
        default=6,
        validators=[needed(lazy("A whole number is needed.")), NumberRange(1, 12, lazy("From 1 to 12."))],
    )

    def offering(
        self,
        versions: Sequence[ProgrammeVersion],
        teams: Sequence[Team],
        teachers: Sequence[Account],
        me: int,
    ) -> "CohortForm":
        self.version.choices = offered(
            (one.id, f"{say(one.programme.name)} · v{one.number}") for one in versions
        )
        self.team.choices = offered((team.id, say(team.name)) for team in teams)
        self.trainer.choices = offered((one.id, one.name) for one in teachers)
        self.assistants.choices = self.trainer.choices
        self.weekdays.choices = offered(enumerate(weekday_names()))
        if not self.is_submitted() and me in {one.id for one in teachers}:
            self.trainer.data = me
        return self

    def rhythm(self) -> Rhythm:
        assert self.begins.data is not None
        begins = self.begins.data.hour * 60 + self.begins.data.minute
        return Rhythm(
            weekdays=tuple(sorted(self.weekdays.data or ())),
            begins=begins,
            minutes=(self.hours.data or 0) * 60,
        )


class _Weekday:
    def __init__(self, day: int) -> None:
        self.day = day

    def __str__(self) -> str:
        return day_name(self.day)


def weekday_names() -> list[_Weekday]:
    """Monday to Sunday, each of which knows its reader's language when it is shown."""
    return [_Weekday(day) for day in range(7)]


def day_name(day: int) -> str:
    return WEEKDAYS[language()][day]


class SessionForm(RefusableForm):
    """When and where a session takes place, on the organisation's clocks."""

    seen = HiddenField()
    on = DateField(lazy("Day"), validators=[needed(lazy("A day is needed."))])
    begins = TimeField(lazy("Begins at"), validators=[needed(lazy("A time is needed."))])
    ends = TimeField(lazy("Ends at"), validators=[needed(lazy("A time is needed."))])
    place = StringField(
        lazy("Room, or address of the call"),
        validators=[
            needed(lazy("Say where the class meets.")),
            Length(max=200, message=lazy("A place has at most 200 characters.")),
        ],
    )
    trainer = SelectField(lazy("Trainer"), coerce=number)

    def offering(self, teachers: Sequence[Account]) -> "SessionForm":
        self.trainer.choices = offered((one.id, one.name) for one in teachers)
        return self

    def begin_with(self, session: ClassSession) -> "SessionForm":
        starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
        self.on.data, self.begins.data, self.ends.data = starts.date(), starts.time(), ends.time()
        self.place.data, self.trainer.data = session.place, session.trainer_id
        self.seen.data = str(session.version)
        return self

    def interval(self) -> tuple[datetime, datetime]:
        """A session that ends before it begins ends on the next day: the evening shift is taught too."""
        on, begins, ends = self.on.data, self.begins.data, self.ends.data
        assert on is not None
        assert begins is not None
        assert ends is not None
        starts_at = datetime.combine(on, begins, clock.zone())
        ends_at = datetime.combine(on + timedelta(days=ends < begins), ends, clock.zone())
        return starts_at, ends_at


class MakeUpSessionForm(SessionForm):
    module = SelectField(lazy("Module"), coerce=number)

    def for_cohort(
        self, cohort: Cohort, chosen: int | None, missed: Mapping[int, int]
    ) -> "MakeUpSessionForm":
        """In the room of the class, by its trainer and of the module of which most people missed something,
        where nothing else was said. `missed`: module → how many."""
        modules = cohort.programme_version.modules
        self.module.choices = offered((one.id, _missed_by(one, missed.get(one.id, 0))) for one in modules)
        if not self.is_submitted():
            most = max(missed, key=lambda one: (missed[one], -one), default=None)
            self.module.data, self.place.data = chosen or most, cohort.place
            leads = (one.account_id for one in cohort.trainers if one.until is None and one.part == "trainer")
            self.trainer.data = next(leads, None)
        return self


def _missed_by(module: Module, people: int) -> str:
    return (
        _("%(module)s, missed by %(num)s", module=say(module.name), num=people)
        if people
        else say(module.name)
    )


class TrainersForm(RefusableForm):
    trainer = SelectField(lazy("Trainer"), coerce=number, id="led-by")
    assistants = SelectMultipleField(lazy("Assistants"), coerce=number)
    reason = StringField(lazy("Reason, for the record"), id="trainers-reason")

    def offering(self, teachers: Sequence[Account], present: Sequence[CohortTrainer]) -> "TrainersForm":
        """`present`: who teaches the cohort now."""
        self.trainer.choices = offered((one.id, one.name) for one in teachers)
        self.assistants.choices = self.trainer.choices
        if not self.is_submitted():
            parts = {one.account_id: one.part for one in present}
            self.trainer.data = next((one for one, part in parts.items() if part == "trainer"), None)
            self.assistants.data = [one for one, part in parts.items() if part == "assistant"]
        return self


class CalledOffForm(RefusableForm):
    seen = HiddenField()
    reason = StringField(lazy("Reason, for the record"))
