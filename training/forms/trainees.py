"""Transferring, leaving, coaching: what trainers say about one trainee."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from core.i18n import lazy
from people.forms import Form, offered
from people.models import Person
from training.forms.cohorts import number
from training.states import TrainingExit
from training.words import word


class TransferForm(Form):
    cohort = SelectField(lazy("To the cohort"), coerce=number)
    reason = StringField(lazy("Reason, for the record"), id="transfer-reason")

    def offering(self, cohorts: Sequence[Any]) -> "TransferForm":
        """`cohorts`: rows of queries.cohorts.cohorts."""
        self.cohort.choices = offered((one.id, f"{one.code} ({one.seated}/{one.seats})") for one in cohorts)
        return self


class LeaveForm(Form):
    kind = RadioField(
        lazy("Why"),
        choices=[],
        validators=[InputRequired(message=lazy("Say which of the two it is."))],
    )
    on = DateField(lazy("Last day"), validators=[InputRequired(message=lazy("A day is needed."))])
    reason = StringField(lazy("Reason, for the record"), id="leave-reason")

    def offering(self) -> "LeaveForm":
        self.kind.choices = offered((kind.value, word(kind)) for kind in TrainingExit)
        return self


class CoachForm(Form):
    coach = SelectField(lazy("Coach"), coerce=number)

    def offering(self, colleagues: Sequence[Person], present: int | None) -> "CoachForm":
        """`present`: who it is now; chosen from the start, so that nobody is replaced unawares."""
        self.coach.choices = offered(((one.id, one.full_name) for one in colleagues), lazy("Choose…"))
        if not self.is_submitted():
            self.coach.data = present
        return self
