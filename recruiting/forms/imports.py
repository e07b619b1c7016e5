"""What is chosen for an import: its files, what its columns hold, which imports a list shows."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Form
from wtforms.validators import Optional

from core.fields import OneOf
from core.i18n import _, lazy, say
from core.refusal import Refused
from people.forms import offered
from recruiting.imports import columns, labels
from recruiting.imports.files_out import title_of
from recruiting.imports.systems.records import UNLISTED
from recruiting.imports.systems.words import NEW
from recruiting.models import Channel, ImportState


class UploadForm(FlaskForm):
    """Files, and what holds for rows that do not say it themselves."""

    files = MultipleFileField(lazy("File"))
    opening = OneOf(lazy("Opening"), validators=[Optional()])
    channel = OneOf(lazy("Channel"))

    def offering(self, openings: Sequence[Any], channels: Sequence[Channel]) -> "UploadForm":
        named = ((str(row.id), title_of(row)) for row in openings)
        self.opening.choices = offered([("", _("The file says it")), *named])
        self.channel.choices = offered((str(one.id), say(one.name)) for one in channels)
        return self

    def sent(self) -> list[tuple[str, bytes]]:
        """Name and content of each file."""
        return [(one.filename, one.read()) for one in self.files.data or [] if one and one.filename]

    def blame(self, refusal: Refused) -> None:
        self.files.errors = [refusal.sentence]


class SamePeopleForm(FlaskForm):
    """Is whoever is here under another name that person?"""

    same = BooleanField()


class ColumnsForm(FlaskForm):
    """One field per column of the file, made by `columns_form`."""

    def chosen(self) -> dict[str, str]:
        """Column → field, for those that are read."""
        return {
            name.removeprefix("column_"): field.data
            for name, field in self._fields.items()
            if name.startswith("column_") and field.data
        }

    def blame(self, refusal: Refused) -> None:
        self.form_errors.append(refusal.sentence)


def columns_form(shown: Sequence[Mapping[str, Any]], proposed: Mapping[str, str]) -> ColumnsForm:
    """A form that asks what each of these columns holds; `proposed` is chosen already."""
    choices = offered([("", lazy("do not read")), *columns.FIELDS.items()])
    fields = {
        f"column_{one['number']}": OneOf(
            one["title"] or _("Column %(number)s", number=one["number"] + 1),
            choices=choices,
            validators=[Optional()],
        )
        for one in shown
    }
    form = type("ChosenColumnsForm", (ColumnsForm,), fields)
    return form(data={f"column_{number}": field for number, field in proposed.items()})  # type: ignore[no-any-return]


class WordsForm(FlaskForm):
    """One field per word of another system, made by `words_form`."""

    asked: ClassVar[dict[str, tuple[str, str]]]

    def chosen(self) -> dict[str, dict[str, str]]:
        """Kind → word → what it is here."""
        found: dict[str, dict[str, str]] = {}
        for name, (kind, word) in self.asked.items():
            found.setdefault(kind, {})[word] = self[name].data or ""
        return found

    def of_kind(self, kind: str) -> list[Any]:
        """The fields of a kind, in the order of the words."""
        return [self[name] for name, (of, _word) in self.asked.items() if of == kind]

    def blame(self, refusal: Refused) -> None:
        self.form_errors.append(refusal.sentence)


def words_form(
    chosen: Mapping[str, Mapping[str, str]], offers: Mapping[str, Sequence[tuple[str, str]]]
) -> WordsForm:
    """A form that asks what each word is here; `chosen`: kind → word → what it is taken for now."""
    asked = {
        f"{kind}_{number}": (kind, word)
        for kind, words in chosen.items()
        for number, word in enumerate(sorted(words))
    }
    fields = {
        name: OneOf(labels.word(word), choices=offered(_fit(word, offers[kind])), validators=[Optional()])
        for name, (kind, word) in asked.items()
    }
    form = type("ChosenWordsForm", (WordsForm,), {**fields, "asked": asked})
    return form(data={name: chosen[kind][word] for name, (kind, word) in asked.items()})  # type: ignore[no-any-return]


def _fit(word: str, offers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of what a word can be, what this one can be: no opening is made that would have no name."""
    return [one for one in offers if word != UNLISTED or one[0] != NEW]


class ImportFilter(Form):
    """Which imports are shown."""

    state = OneOf(lazy("State"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = ((one.value, words) for one, (words, _tone) in labels.STATES.items() if one != "discarded")
        self.state.choices = offered([("", _("all")), *shown])

    def chosen(self) -> ImportState | None:
        """The state that is asked for; one that means nothing is no filter."""
        return ImportState(self.state.data) if self.state.data in set(ImportState) else None
