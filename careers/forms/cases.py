"""A promotion case as it is opened, assessed and decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from careers.checking_in import LONGEST_REASON
from careers.models import LadderLevel
from core.fields import line
from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Account
from training.forms.cohorts import number

_LONG = Length(max=4000, message=lazy("At most 4,000 characters."))


class OfRevision(Form):
    """`revision`: of the case as whoever sends this has seen it."""

    revision = HiddenField(default="0")

    @property
    def seen(self) -> int:
        return number(self.revision.data) or 0


class OpenCaseForm(Form):
    level = SelectField(lazy("Level"))
    statement = TextAreaField(
        lazy("What speaks for it"), validators=[InputRequired(lazy("Say what speaks for it.")), _LONG]
    )

    def offering(self, levels: Sequence[LadderLevel]) -> "OpenCaseForm":
        self.level.choices = offered((one.key, say(one.name)) for one in levels)
        return self


class EditCaseForm(OfRevision):
    statement = TextAreaField(
        lazy("What speaks for it"), validators=[InputRequired(lazy("Say what speaks for it.")), _LONG]
    )


class ReasonForm(OfRevision):
    reason = TextAreaField(lazy("Why"), validators=[InputRequired(lazy("Say why.")), _LONG])


class WithdrawForm(OfRevision):
    pass


class AskForm(Form):
    assessor = SelectField(
        lazy("Assessor"), coerce=number, validators=[InputRequired(lazy("Choose somebody."))]
    )

    def offering(self, accounts: Sequence[Account]) -> "AskForm":
        named = ((one.id, one.person.full_name) for one in accounts)
        self.assessor.choices = offered(named, lazy("Choose…"))
        return self


class ApproveForm(OfRevision):
    effective_on = DateField(lazy("Takes effect on"), validators=[InputRequired(lazy("A day is needed."))])
    pay_grade = SelectField(lazy("Pay grade"))
    acting_until = DateField(lazy("On trial until"), validators=[Optional()])
    override = TextAreaField(lazy("Why, although something is not met"), validators=[_LONG])

    def offering(self, grades: Sequence[str]) -> "ApproveForm":
        self.pay_grade.choices = offered([(one, one) for one in grades], lazy("none"))
        return self


class DeclineForm(OfRevision):
    reason = TextAreaField(lazy("Why"), validators=[InputRequired(lazy("Say why; they read it.")), _LONG])
    retry_on = DateField(
        lazy("They can try again from"), validators=[InputRequired(lazy("A day is needed."))]
    )


class CallOffForm(Form):
    reason = line(lazy("Why"), lazy("Say why; the other side reads it."), LONGEST_REASON)


class RatingsForm(Form):
    """One rating and one note for each competency; the fields are read by `ratings_sent`."""


def ratings_sent(sent: Mapping[str, str], keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Competency → (rating, note); 0 where none was chosen."""
    return {
        key: (number(sent.get(f"rating-{key}")) or 0, sent.get(f"note-{key}", "").strip()) for key in keys
    }


class LevelForm(Form):
    """A demotion or a lateral move."""

    level = SelectField(lazy("Level"))
    on = DateField(lazy("From"), validators=[InputRequired(lazy("A day is needed."))])
    reason = TextAreaField(lazy("Why"), validators=[InputRequired(lazy("Say why.")), _LONG])

    def offering(self, choices: Sequence[tuple[str, Any]]) -> "LevelForm":
        self.level.choices = offered(choices)
        return self
