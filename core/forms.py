"""The forms of the machinery's pages."""

from flask_wtf import FlaskForm
from wtforms import (
    Form,
    HiddenField,
    IntegerField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from core.i18n import LANGUAGES, lazy
from core.outbox import LetterState
from core.queries import LetterFilter

STATE_NAMES = {
    LetterState.HELD: lazy("queued"),
    LetterState.SENT: lazy("sent"),
    LetterState.FAILED: lazy("not delivered"),
    LetterState.CANCELLED: lazy("cancelled"),
}


def _letter_state(value: str | None) -> LetterState | None:
    return LetterState(value) if value in set(LetterState) else None


class OutboxFilter(Form):
    """Which letters to list; what makes no sense is as if it were not there."""

    state = HiddenField()
    language = SelectField(
        lazy("Language"),
        choices=[SelectChoice("", lazy("any")), *(SelectChoice(*one) for one in LANGUAGES.items())],
        validate_choice=False,
    )
    text = SearchField(lazy("Name, address or subject"))

    def chosen(self) -> LetterFilter:
        return LetterFilter(
            state=_letter_state(self.state.data),
            language=self.language.data if self.language.data in LANGUAGES else None,
            text=(self.text.data or "").strip()[:200],
        )


class LetterForm(FlaskForm):
    """The wording of a letter. `based_on`: the number of the version that its author has seen."""

    based_on = IntegerField(widget=HiddenInput(), default=0)
    subject = StringField(
        lazy("Subject"),
        validators=[
            InputRequired(lazy("A letter needs a subject.")),
            Length(max=200, message=lazy("A subject has at most 200 characters.")),
        ],
    )
    body = TextAreaField(
        lazy("Contains"),
        validators=[
            InputRequired(lazy("A letter needs a text.")),
            Length(max=10_000, message=lazy("A text has at most 10,000 characters.")),
        ],
    )

    def tell_newest(self, number: int) -> None:
        """The author is told of this version now, and may go on from there with what was typed."""
        self.based_on.raw_data = None
        self.based_on.data = number
