"""What comes in to move one application, or many at once."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from core import clock
from core.fields import DayField
from core.i18n import LANGUAGES, lazy, say
from recruiting.models import DispositionReason, Opening

LONGEST = 2000
SHORT_ENOUGH = Length(max=LONGEST, message=lazy("At most 2,000 characters."))


class LetterField(BooleanField):
    """Send the letter? Yes, unless the page had the box and it was cleared: it sends "no" before it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = not valuelist or valuelist[-1] not in self.false_values


def _letter() -> LetterField:
    return LetterField(lazy("Send the letter"), default=True, false_values=(False, "false", "no", ""))


class ActForm(FlaskForm):
    """Every act on an application. `seen` is what the page showed; `next` is where to go on."""

    seen = HiddenField()
    next = HiddenField()

    @property
    def token(self) -> str | None:
        """What was seen; None from a page that does not say."""
        return self.seen.data or None


class MoveForm(ActForm):
    """`to` is a stage's key."""

    to = HiddenField(lazy("Move to"))
    reason = TextAreaField(lazy("Reason, for the record"), [SHORT_ENOUGH])
    override = BooleanField(lazy("Move although the stage is not passed"))
    tell = _letter()


class ReasonForm(ActForm):
    reason = TextAreaField(
        lazy("Reason, for the record"), [InputRequired(lazy("Say why, for the record.")), SHORT_ENOUGH]
    )


class DateForm(ReasonForm):
    """A day and a time on the organisation's clocks."""

    day = DayField(lazy("Day"), needed=lazy("A day is needed."))
    time = TimeField(lazy("Time"), [InputRequired(lazy("A time is needed."))])

    def begin(self, at: datetime) -> None:
        """Show a moment."""
        here = clock.local(at)
        self.day.data, self.time.data = here.date(), here.time()

    @property
    def moment(self) -> datetime:
        """What was typed, in UTC; only of a form that is valid."""
        assert self.day.data is not None
        assert self.time.data is not None
        return datetime.combine(self.day.data, self.time.data, clock.zone()).astimezone(UTC)


class EndForm(ActForm):
    """How an application ends: a reason of the list, and a note."""

    why = SelectField(
        lazy("Reason"), [InputRequired(lazy("Choose one of the reasons."))], validate_choice=False
    )
    note = TextAreaField(lazy("Note, for the record"), [SHORT_ENOUGH])
    tell = _letter()

    def offer(self, reasons: Iterable[DispositionReason]) -> None:
        self.why.choices = [("", lazy("Choose…")), *[(str(one.id), say(one.name)) for one in reasons]]


class TransferForm(ActForm):
    """Another opening; the application here ends or goes on."""

    to = SelectField(lazy("Opening"), [InputRequired(lazy("Choose an opening."))], validate_choice=False)
    stays = BooleanField(lazy("The application here goes on as well"))
    reason = TextAreaField(lazy("Reason, for the record"), [SHORT_ENOUGH])

    def offer(self, openings: Iterable[Opening]) -> None:
        offered = [(str(one.id), f"{one.code} · {say(one.title)}") for one in openings]
        self.to.choices = [("", lazy("Choose…")), *offered]


class BulkForm(FlaskForm):
    """One act for many. `previewed` says which words of a message the preview showed."""

    to = HiddenField()
    next = HiddenField()
    previewed = HiddenField()
    why = SelectField(lazy("Reason"), validate_choice=False)
    reason = StringField(lazy("Reason, for the record"), [SHORT_ENOUGH])
    tell = _letter()
    subject_en = StringField(lazy("Subject in English"), [Length(max=200)])
    body_en = TextAreaField(lazy("Text in English"), [Length(max=10_000)])
    subject_zh_Hans = StringField(lazy("Subject in Chinese"), [Length(max=200)])
    body_zh_Hans = TextAreaField(lazy("Text in Chinese"), [Length(max=10_000)])

    offer = EndForm.offer

    def texts(self) -> dict[str, tuple[str, str]]:
        """Language → subject and text, of the languages in which there is one."""
        typed = {code: (self[f"subject_{code}"].data, self[f"body_{code}"].data) for code in LANGUAGES}
        return {
            code: (" ".join(subject.split()), body.replace("\r\n", "\n").strip())
            for code, (subject, body) in typed.items()
            if (subject or "").strip() or (body or "").strip()
        }
