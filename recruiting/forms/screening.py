"""What is typed about screening questions: their editor, and a sheet of answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms import Form as Part
from wtforms.widgets import HiddenInput

from core.columns_in import THOUSANDS, no_number
from core.db import Words
from core.fields import CountField, line, lines
from core.i18n import LANGUAGES, _, lazy, say
from core.refusal import Refused
from people import forms
from people.forms import offered
from recruiting.models import DispositionReason, ScreeningQuestion
from recruiting.queries.screening import Answered
from recruiting.screening_rules import NO_ANSWER, Answer
from recruiting.screening_sets import ANSWERS, KNOWN_BY, NO, YES, Option, Question
from recruiting.states import KnownFact, QuestionKind
from recruiting.words import word

SPARE = 2
"""Empty rows for further answers."""
AT_FIRST = 3
"""Rows of answers that a new question begins with."""


class NumberField(StringField):
    """A number, in `number`; what was typed stays as it is."""

    number: Decimal | None = None

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        if not typed:
            return
        if THOUSANDS.fullmatch(typed):
            raise ValidationError(no_number(typed))
        typed = typed.replace(",", ".")
        try:
            self.number = Decimal(typed)
        except InvalidOperation as fault:
            raise ValidationError(_("This is not a number.")) from fault
        if not self.number.is_finite():
            raise ValidationError(_("This is not a number."))


def plain(number: Decimal | None) -> str:
    """As people write it: 80, 2.5; nothing for None."""
    if number is None:
        return ""
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


# Answers


def sheet_form(found: Answered) -> Any:
    """A form with a field `answer_<question id>` for each question, as answered, else as known."""
    fields = {f"answer_{one.id}": _field(one) for one in found.questions}
    data = {f"answer_{one.id}": _shown(found.shown(one.id)) for one in found.questions}
    kind = type("SheetForm", (forms.Form,), {**fields, "seen": HiddenField()})
    return kind(data={**data, "seen": found.seen})


def _field(question: ScreeningQuestion) -> Any:
    label = say(question.prompt)
    if question.kind in _TYPED:
        return _TYPED[question.kind](label)
    return RadioField(label, choices=_to_choose_from(question), validate_choice=False)


_TYPED: dict[QuestionKind, Any] = {QuestionKind.NUMBER: NumberField, QuestionKind.TEXT: lines}


def _to_choose_from(question: ScreeningQuestion) -> list[Any]:
    options = [(str(one.id), say(one.label)) for one in question.options]
    return offered([*options, ("", _("not answered"))])


def _shown(answer: Answer) -> str:
    if answer.option_id is not None:
        return str(answer.option_id)
    return plain(answer.value) if answer.value is not None else answer.text or ""


def given(form: Any, found: Answered) -> dict[int, Answer]:
    """Question id → what the form says, once it is valid."""
    assert found.version is not None
    return {one.id: _given(form[f"answer_{one.id}"], one, found) for one in found.version.questions}


def _given(field: Any, question: ScreeningQuestion, found: Answered) -> Answer:
    typed = (field.data or "").strip()
    if not typed:
        return NO_ANSWER
    if question.kind is QuestionKind.NUMBER:
        answer = Answer(value=field.number)
    elif question.kind is QuestionKind.TEXT:
        answer = Answer(text=typed.replace("\r\n", "\n"))
    else:
        answer = Answer(option_id=int(typed) if typed.isdecimal() and len(typed) < 10 else 0)
    known = found.known.get(question.id)
    same = known is not None and (known.option_id, known.value) == (answer.option_id, answer.value)
    return known if same and known else answer


# The editor


class OptionForm(Part):
    key = HiddenField()
    label_en = line(lazy("Answer in English"))
    label_zh_Hans = line(lazy("Answer in Chinese"))
    at_least = NumberField(lazy("At least"))
    points = NumberField(lazy("Points, 0 to 100"))
    knocks_out = BooleanField(lazy("Knocks out"))

    @property
    def is_filled(self) -> bool:
        return bool(self.key.data or self.label_en.data or self.label_zh_Hans.data or self.points.data)

    def option(self) -> Option:
        return Option(
            label=ANSWERS.get(self.key.data or "", _both(self, "label")),
            points=self.points.number or Decimal(0),
            knocks_out=bool(self.knocks_out.data),
            at_least=self.at_least.number,
            key=self.key.data or "",
        )


class QuestionForm(Part):
    """One question; `kind` is chosen when it is added and stays."""

    key = HiddenField()
    kind = HiddenField()
    place = CountField(lazy("Place"), lazy("Say at which place it is asked."))
    removed = BooleanField(lazy("Ask it no longer"))
    prompt_en = lines(lazy("Question in English"), longest=500)
    prompt_zh_Hans = lines(lazy("Question in Chinese"), longest=500)
    job_related_en = lines(lazy("Why the work needs to know, in English"), longest=500)
    job_related_zh_Hans = lines(lazy("Why the work needs to know, in Chinese"), longest=500)
    required = BooleanField(lazy("Needed for the score to be final"))
    weight = NumberField(lazy("Weight"))
    known_from = SelectField(lazy("Filled in from what is known"), validate_choice=False)
    reason = SelectField(lazy("Reason that a knock-out proposes"), validate_choice=False)
    letter_days = NumberField(lazy("Its letter waits, in days"))
    options = FieldList(FormField(OptionForm))

    @property
    def asked_as(self) -> QuestionKind:
        kinds = set(QuestionKind)
        return QuestionKind(self.kind.data) if self.kind.data in kinds else QuestionKind.TEXT

    @property
    def filled(self) -> list[Any]:
        """The rows of answers that are not left empty."""
        return (
            [] if self.asked_as is QuestionKind.TEXT else [one for one in self.options if one.form.is_filled]
        )

    def row(self, number: int) -> Any:
        """The answer that counts as this one; the first row where there are too few."""
        rows = [*self.filled[number:], *self.options]
        return rows[0].form if rows else None

    def offer(self, reasons: Iterable[DispositionReason]) -> None:
        self.reason.choices = offered([("", _("none")), *((str(one.id), say(one.name)) for one in reasons)])
        facts = [fact for fact, kind in KNOWN_BY.items() if kind is self.asked_as]
        self.known_from.choices = offered([("", _("nothing")), *((one.value, word(one)) for one in facts)])

    def question(self) -> Question:
        reason = self.reason.data or ""
        return Question(
            prompt=_both(self, "prompt"),
            job_related=_both(self, "job_related"),
            kind=self.asked_as,
            options=tuple(one.form.option() for one in self.filled),
            weight=self.weight.number or Decimal(0),
            required=bool(self.required.data),
            known_from=KnownFact(self.known_from.data) if self.known_from.data in set(KnownFact) else None,
            reason_id=int(reason) if reason.isdecimal() and len(reason) < 10 else None,
            letter_days=_days(self.letter_days.number),
            key=self.key.data or "",
        )


def _days(number: Decimal | None) -> int:
    """Whole days; what is none is as little as the verb refuses."""
    if number is None:
        return 0
    return int(number) if number == number.to_integral_value() else -1


class SetForm(forms.Form):
    """Every question of the next version. `based_on`: the number of the version that its author has seen."""

    based_on = IntegerField(widget=HiddenInput(), default=0)
    questions = FieldList(FormField(QuestionForm))

    def offering(self, reasons: Sequence[DispositionReason]) -> "SetForm":
        for one in self.questions:
            one.form.offer(reasons)
        return self

    @property
    def kept(self) -> list[Any]:
        """The questions that are asked, by their place."""
        asked = [one for one in self.questions if not one.form.removed.data]
        return sorted(asked, key=lambda one: one.form.place.data or 0)

    def drafts(self) -> list[Question]:
        return [one.form.question() for one in self.kept]

    def add(self, kind: QuestionKind, reasons: Sequence[DispositionReason]) -> None:
        """A further question of this kind, still empty."""
        self.questions.append_entry(
            {
                "kind": kind.value,
                "place": len(self.questions) + 1,
                "required": True,
                "options": _rows(kind, ()),
            }
        )
        self.offering(reasons)

    def blame(self, refusal: Refused) -> None:
        """Put the sentence under its field; the verb counts questions and answers as it was given them."""
        where = re.fullmatch(r"questions-(\d+)-(?:options-(\d+)-)?(\w+)", refusal.field or "")
        part = self._part(where) if where else None
        if part is None:
            self.form_errors.append(refusal.sentence)
        else:
            part.errors = [*part.errors, refusal.sentence]

    def _part(self, where: re.Match[str]) -> Any:
        question = self.kept[int(where[1])].form
        holder = question if where[2] is None else question.row(int(where[2]))
        return holder._fields.get(where[3]) if holder is not None else None

    def problems(self) -> list[dict[str, str] | str]:
        """What is wrong, each with the address of its field."""
        found: list[dict[str, str] | str] = [str(one) for one in self.form_errors]
        for number, entry in enumerate(self.questions, 1):
            parts = [*entry.form, *(part for row in entry.form.options for part in row.form)]
            for part in parts:
                if part.errors and part.name.rpartition("-")[2] != "options":
                    text = f"{number}. {part.label.text}: {' '.join(map(str, part.errors))}"
                    found.append({"text": text, "href": f"#{part.id}"})
        return found


def _both(form: Part, name: str) -> Words:
    return {code: " ".join(str(form[f"{name}_{code}"].data or "").split()) for code in LANGUAGES}


def set_as_form(questions: Iterable[Question], number: int) -> dict[str, Any]:
    """Questions as SetForm shows them."""
    return {
        "based_on": number,
        "questions": [_as_form(place, one) for place, one in enumerate(questions, 1)],
    }


def _as_form(place: int, question: Question) -> dict[str, Any]:
    shown = {
        "key": question.key,
        "kind": question.kind.value,
        "place": place,
        "required": question.required,
        "weight": plain(question.weight),
        "known_from": question.known_from.value if question.known_from else "",
        "reason": str(question.reason_id or ""),
        "letter_days": plain(Decimal(question.letter_days)),
        "options": _rows(question.kind, question.options),
    }
    for code in LANGUAGES:
        shown[f"prompt_{code}"] = say(question.prompt, code)
        shown[f"job_related_{code}"] = say(question.job_related, code)
    return shown


def _rows(kind: QuestionKind, options: Sequence[Option]) -> list[dict[str, Any]]:
    """The rows of answers: as many as there are, and a few to fill in where there may be more."""
    if kind is QuestionKind.TEXT:
        return []
    if kind is QuestionKind.YES_NO:
        options = options or [
            Option(ANSWERS[key], Decimal(points), key=key) for key, points in ((YES, 100), (NO, 0))
        ]
        return [_row(one) for one in options]
    spare: list[Mapping[str, Any]] = [{}] * (SPARE if options else AT_FIRST)
    return [*(_row(one) for one in options), *map(dict, spare)]


def _row(option: Option) -> dict[str, Any]:
    return {
        "key": option.key,
        "label_en": say(option.label, "en"),
        "label_zh_Hans": say(option.label, "zh_Hans"),
        "at_least": plain(option.at_least),
        "points": plain(option.points),
        "knocks_out": option.knocks_out,
    }
