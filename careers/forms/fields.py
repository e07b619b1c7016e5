"""Fields of the editors of careers: each says in the reader's language what is wrong with a value."""

from decimal import Decimal
from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from careers.imports import figure_read
from core.db import Words
from core.i18n import LANGUAGES, lazy
from people.forms import Form


def _one_space(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def line(label: Any, needed: Any = None, longest: int = 80) -> StringField:
    """One line of text, white space made single; `needed` is what to say when it is missing."""
    rules: list[Any] = [InputRequired(message=needed)] if needed else [Optional()]
    rules.append(Length(max=longest, message=lazy("At most %(max)d characters.")))
    return StringField(label, filters=[_one_space], validators=rules)


def lines(label: Any, needed: Any = None, longest: int = 2000) -> TextAreaField:
    """Text of several lines."""
    rules: list[Any] = [InputRequired(message=needed)] if needed else [Optional()]
    rules.append(Length(max=longest, message=lazy("At most %(max)d characters.")))
    return TextAreaField(label, validators=rules)


class WholeField(IntegerField):
    """A whole number from `least` to `most`; `needed` is what to say when it is missing."""

    def __init__(self, label: Any, least: int, most: int, needed: Any = None, **more: Any) -> None:
        told = lazy("From %(min)d to %(max)d.")
        rules = [InputRequired(message=needed) if needed else Optional(), NumberRange(least, most, told)]
        super().__init__(label, validators=rules, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a whole number.")) from fault


class NumberField(StringField):
    """A number, in `number`; what was typed stays as it is."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=needed) if needed else Optional()], **more)

    @property
    def number(self) -> Decimal | None:
        return figure_read((self.data or "").strip())

    def pre_validate(self, form: Any) -> None:
        if (self.data or "").strip() and self.number is None:
            raise ValidationError(lazy("This is not a number: 85 or 4.5."))


class DayField(DateField):
    """A day; `needed` is what to say when it is missing."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=needed) if needed else Optional()], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a day: 2027-03-01.")) from fault


class OneOf(SelectField):
    """One of few; what is not among them is answered in words that we translate."""

    def __init__(self, label: Any, **more: Any) -> None:
        sentence = lazy("Choose one of the list.")
        wording: dict[str, Any] = {"invalid_value_message": sentence, "invalid_choice_message": sentence}
        super().__init__(label, choices=[], **wording, **more)


class SeenForm(Form):
    """Every change of a draft. `seen`: the version that the page showed."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])


class NamedForm(SeenForm):
    """Something with a name in each language."""

    name_en = line(lazy("Name in English"), lazy("A name in English is needed."))
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("A name in Chinese is needed."))

    @property
    def words(self) -> Words:
        return both_of(self, "name")


def both_of(form: Form, prefix: str) -> Words:
    """What two fields of a form say, one in each language."""
    return {code: str(form[f"{prefix}_{code}"].data or "").strip() for code in LANGUAGES}


def shown_both(prefix: str, words: Words) -> dict[str, str]:
    """Words as the two fields show them."""
    return {f"{prefix}_{code}": words.get(code, "") for code in LANGUAGES}
