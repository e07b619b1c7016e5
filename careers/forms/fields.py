"""Fields of the editors of careers: each says in the reader's language what is wrong with a value."""

from decimal import Decimal
from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from core.columns_in import number_read
from core.db import Words
from core.fields import line
from core.i18n import LANGUAGES, lazy
from people.forms import Form

LONGEST_NAME = 80


class NumberField(StringField):
    """A number, in `number`; what was typed stays as it is."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        # Blanks alone are nothing, and nothing is not 0.
        super().__init__(label, validators=[DataRequired(message=needed) if needed else Optional()], **more)

    @property
    def number(self) -> Decimal | None:
        return number_read(self.data or "")

    def pre_validate(self, form: Any) -> None:
        if (self.data or "").strip() and self.number is None:
            raise ValidationError(lazy("This is not a number: 85 or 4.5."))


class SeenForm(Form):
    """Every change of a draft. `seen`: the version that the page showed."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])


class NamedForm(SeenForm):
    """Something with a name in each language."""

    name_en = line(lazy("Name in English"), lazy("A name in English is needed."), LONGEST_NAME)
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("A name in Chinese is needed."), LONGEST_NAME)

    @property
    def words(self) -> Words:
        return both_of(self, "name")


def both_of(form: Form, prefix: str) -> Words:
    """What two fields of a form say, one in each language."""
    return {code: str(form[f"{prefix}_{code}"].data or "").strip() for code in LANGUAGES}


def shown_both(prefix: str, words: Words) -> dict[str, str]:
    """Words as the two fields show them."""
    return {f"{prefix}_{code}": words.get(code, "") for code in LANGUAGES}
