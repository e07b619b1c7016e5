"""What comes in about people who may have been entered twice."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.i18n import _, day, lazy
from core.refusal import Refused
from people.forms import offered
from recruiting import masking
from recruiting.states import Likeness
from recruiting.words import word

WHY = [
    InputRequired(lazy("Say why, for the record.")),
    Length(max=2000, message=lazy("At most %(max)d characters.")),
]


ANSWERED = "answered"


class SuspicionFilter(Form):
    """Which pairs to list; what makes no sense is as if it were not there."""

    why = SelectField(lazy("Why"), validate_choice=False)
    state = HiddenField()
    brought_by = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.why.choices = offered([("", lazy("any")), *((one.value, word(one)) for one in Likeness)])

    @property
    def is_answered(self) -> bool:
        """Are those asked for about whom somebody has answered?"""
        return bool(self.state.data == ANSWERED)

    @property
    def import_id(self) -> int | None:
        text = self.brought_by.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    def chosen(self) -> dict[str, str]:
        """What holds, as an address carries it."""
        found = {
            "why": self.wanted.value if self.wanted else "",
            "state": ANSWERED if self.is_answered else "",
            "brought_by": str(self.import_id or "") if not self.is_answered else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def wanted(self) -> Likeness | None:
        return Likeness(self.why.data) if self.why.data in set(Likeness) else None


class WhyForm(FlaskForm):
    reason = TextAreaField(lazy("Reason, for the record"), WHY)

    def blame(self, refusal: Refused) -> None:
        """Put the sentence of a refusal under its field, or at the top."""
        if refusal.field == "reason":
            self.reason.errors = [refusal.sentence]
        else:
            self.form_errors.append(refusal.sentence)


def told_apart(one: Any, other: Any) -> list[str]:
    """What tells two entries apart who may have one name: the first of e-mail, phone and day that differs,
    no more of contact details shown than that needs; else the number of the entry."""
    for said in (_by_mail, _by_phone, _by_day):
        left, right = said(one), said(other)
        if left != right:
            return [left or _("not known"), right or _("not known")]
    return [_("entry %(number)s", number=who.id) for who in (one, other)]


def _by_mail(who: Any) -> str | None:
    return masking.mail(who.email)


def _by_phone(who: Any) -> str | None:
    return masking.phone(who.phone)


def _by_day(who: Any) -> str:
    return _("entered on %(day)s", day=day(who.created_at))


class MergeForm(WhyForm):
    """Which of two entries stays, and how one knows that it is one person."""

    stays = RadioField(lazy("Which entry stays"), coerce=int)

    def between(self, one: Any, other: Any) -> "MergeForm":
        marks = zip((one, other), told_apart(one, other), strict=True)
        self.stays.choices = offered(
            (who.id, _("%(name)s, %(mark)s", name=who.full_name, mark=mark)) for who, mark in marks
        )
        if self.stays.data is None:
            self.stays.data = one.id
        return self
