"""Fields that say in the reader's language what is wrong with a value."""

from typing import Any

from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.i18n import lazy

MOST_HOURS = 10_000


def _one_space(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def line(label: Any, needed: Any = None, longest: int = 200, **more: Any) -> StringField:
    """One line of text, white space made single; `needed` is what to say when it is missing."""
    rules: list[Any] = [Length(max=longest, message=lazy("At most %(max)d characters."))]
    return StringField(label, filters=[_one_space], validators=[*_asking(needed), *rules], **more)


def lines(label: Any, needed: Any = None, longest: int = 5000) -> TextAreaField:
    """Text of several lines; `needed` as above."""
    rules: list[Any] = [Length(max=longest, message=lazy("At most %(max)d characters."))]
    return TextAreaField(label, validators=[*_asking(needed), *rules])


def _asking(needed: Any) -> list[Any]:
    return [DataRequired(message=needed)] if needed else []


def needed(sentence: Any) -> InputRequired:
    """What asks for a value of a field of any kind, and says so in this sentence."""
    return InputRequired(message=sentence)


class DayField(DateField):
    """A day; `needed` is what to say when it is missing."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=needed) if needed else Optional()], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a day: 2027-03-01.")) from fault


class _Whole(IntegerField):
    """A whole number, of which any other thing is said not to be one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a whole number.")) from fault


class CountField(_Whole):
    """A whole number; the verb that takes it knows how large it may be."""

    def __init__(self, label: Any, needed: Any = None, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=needed) if needed else Optional()], **more)


class WholeField(_Whole):
    """A whole number from `least` to `most`; `needed` is what to say when it is missing."""

    def __init__(self, label: Any, least: int, most: int, needed: Any = None, **more: Any) -> None:
        told = lazy("From %(min)d to %(max)d.")
        rules = [InputRequired(message=needed) if needed else Optional(), NumberRange(least, most, told)]
        super().__init__(label, validators=rules, **more)


class HoursField(DecimalField):
    """Some hours, such as 1.5; in whole `minutes`."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(lazy("This is not a number of hours: 1.5.")) from fault
        if self.data is not None and not (self.data.is_finite() and abs(self.data) <= MOST_HOURS):
            self.data = None
            raise ValueError(lazy("This is not a number of hours: 1.5."))

    @property
    def minutes(self) -> int | None:
        return None if self.data is None else round(self.data * 60)


class OneOf(SelectField):
    """One of few; what is not among them is answered in words that we translate."""

    def __init__(self, label: Any, **more: Any) -> None:
        sentence = lazy("Choose one of the list.")
        wording: dict[str, Any] = {"invalid_value_message": sentence, "invalid_choice_message": sentence}
        super().__init__(label, **{"choices": [], **wording, **more})
