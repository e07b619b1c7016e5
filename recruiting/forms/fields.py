"""Fields that say in the reader's language what is wrong with a value."""

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.i18n import lazy


def _one_space(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def line(label: Any, needed: Any = None, longest: int = 200, **more: Any) -> StringField:
    """One line of text, white space made single; `needed` is what to say when it is missing."""
    rules: list[Any] = [Length(max=longest, message=lazy("At most %(max)d characters."))]
    return StringField(label, filters=[_one_space], validators=[*_asking(needed), *rules], **more)


def lines(label: Any, needed: Any = None, longest: int = 5000) -> TextAreaField:
    """Text of several lines."""
    rules: list[Any] = [Length(max=longest, message=lazy("At most %(max)d characters."))]
    return TextAreaField(label, validators=[*_asking(needed), *rules])


def _asking(needed: Any) -> list[Any]:
    return [DataRequired(message=needed)] if needed else []


class DayField(DateField):
    """A day; `needed` is what to say when it is missing."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=needed) if needed else Optional()], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a day: 2027-03-01.")) from fault


class CountField(IntegerField):
    """A whole number; the verb that takes it knows how large it may be."""

    def __init__(self, label: Any, needed: Any, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=needed)], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a whole number.")) from fault


class OneOf(SelectField):
    """One of few; what is not among them is answered in words that we translate."""

    def __init__(self, label: Any, **more: Any) -> None:
        sentence = lazy("Choose one of the list.")
        wording: dict[str, Any] = {"invalid_value_message": sentence, "invalid_choice_message": sentence}
        super().__init__(label, **wording, **more)


def offered(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Pairs of (value, label) as what a field offers."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]
