"""What is typed about rubrics: their questions, criteria and anchors; and what is taken away of them."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, FieldList, FormField, IntegerField
from wtforms import Form as Part
from wtforms.widgets import HiddenInput

from assessment.models import RubricVersion
from assessment.rules import SCALE
from core.db import Words
from core.fields import CountField, OneOf, line, lines
from core.i18n import LANGUAGES, _, lazy, say
from core.refusal import Refused
from people import forms
from people.forms import offered
from recruiting.forms.screening import NumberField, plain
from recruiting.rubrics import Draft, drafts_of

MUST_REACH = offered(
    [
        (0, lazy("not critical")),
        *((value, lazy("critical: fails below %(least)s", least=value)) for value in SCALE[1:]),
    ]
)

Table = tuple[list[tuple[Any, ...]], tuple[str, ...]]


def _both(form: Any, name: str) -> Words:
    return {code: " ".join(str(form[f"{name}_{code}"].data or "").split()) for code in LANGUAGES}


def _spread(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{code}": say(words, code) for code in LANGUAGES}


class TextPart(Part):
    """A question, or an anchor, in both languages."""

    text_en = lines(lazy("In English"), longest=500)
    text_zh_Hans = lines(lazy("In Chinese"), longest=500)

    @property
    def is_filled(self) -> bool:
        return any(_both(self, "text").values())


class CriterionPart(Part):
    place = CountField(lazy("Place"), lazy("Say at which place it is rated."))
    removed = BooleanField(lazy("Rate it no longer"))
    name_en = line(lazy("Name in English"), longest=100)
    name_zh_Hans = line(lazy("Name in Chinese"), longest=100)
    weight = NumberField(lazy("Weight"))
    must_reach = OneOf(lazy("In practical exams"), coerce=int, default=0, choices=MUST_REACH)
    anchors = FieldList(FormField(TextPart))

    def draft(self) -> Draft:
        anchors = tuple(_both(one.form, "text") for one in self.anchors)
        weight, least = self.weight.number or Decimal(0), self.must_reach.data or None
        return Draft(_both(self, "name"), anchors, weight, least)


class RubricForm(forms.Form):
    """The next version. `based_on`: number of the version that its author has seen."""

    based_on = IntegerField(widget=HiddenInput(), default=0)
    questions = FieldList(FormField(TextPart))
    criteria = FieldList(FormField(CriterionPart))

    @property
    def asked(self) -> list[Any]:
        """The questions that are not left empty."""
        return [one for one in self.questions if one.form.is_filled]

    @property
    def kept(self) -> list[Any]:
        """The criteria that are rated, by their place."""
        rated = [one for one in self.criteria if not one.form.removed.data]
        return sorted(rated, key=lambda one: one.form.place.data or 0)

    def texts(self) -> list[Words]:
        return [_both(one.form, "text") for one in self.asked]

    def drafts(self) -> list[Draft]:
        return [one.form.draft() for one in self.kept]

    def add(self, what: str) -> None:
        """A further question or criterion, still empty."""
        if what == "question":
            self.questions.append_entry({})
        else:
            self.criteria.append_entry(
                {"place": len(self.criteria) + 1, "weight": "1", "anchors": [{} for _value in SCALE]}
            )

    def blame(self, refusal: Refused) -> None:
        """Put the sentence under its field; the verb counts what it was given."""
        where = re.fullmatch(r"(questions|criteria)-(\d+)-(?:anchors-(\d+)-)?(\w+)", refusal.field or "")
        part = self._part(where) if where else None
        if part is None:
            self.form_errors.append(refusal.sentence)
        else:
            part.errors = [*part.errors, refusal.sentence]

    def _part(self, where: re.Match[str]) -> Any:
        holders = self.asked if where[1] == "questions" else self.kept
        holder = holders[int(where[2])].form
        if where[3] is not None:
            holder = holder.anchors[int(where[3])].form
        return holder._fields.get(where[4])

    def problems(self) -> list[dict[str, str] | str]:
        """What is wrong, each with the address of its field."""
        found: list[dict[str, str] | str] = [str(one) for one in self.form_errors]
        for part in self._parts():
            if part.errors:
                text = f"{part.label.text}: {' '.join(map(str, part.errors))}"
                found.append({"text": text, "href": f"#{part.id}"})
        return found

    def _parts(self) -> Iterable[Any]:
        for question in self.questions:
            yield from question.form
        for criterion in self.criteria:
            yield from (part for part in criterion.form if part.name.rpartition("-")[2] != "anchors")
            for anchor in criterion.form.anchors:
                yield from anchor.form


class NameForm(forms.Form):
    """A further rubric."""

    name_en = line(lazy("Name in English"), lazy("Write the name in both languages."), 100)
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("Write the name in both languages."), 100)

    def words(self) -> Words:
        return _both(self, "name")


def as_form(version: RubricVersion) -> dict[str, Any]:
    """A version as RubricForm shows it."""
    return {
        "based_on": version.number,
        "questions": [_spread("text", one) for one in version.questions],
        "criteria": [_criterion(place, one) for place, one in enumerate(drafts_of(version), 1)],
    }


def _criterion(place: int, one: Draft) -> dict[str, Any]:
    return {
        "place": place,
        "weight": plain(one.weight),
        "must_reach": one.must_reach or 0,
        "anchors": [_spread("text", anchor) for anchor in one.anchors],
        **_spread("name", one.name),
    }


def listed(rows: Sequence[Any]) -> Table:
    """Every rubric with its newest version. `rows`: of `queries.rubrics.listed`."""
    header = (
        _("Rubric"), _("Version"), _("Published"), _("Criteria"), _("Stages"), _("Scorecards"),
    )  # fmt: skip
    return [
        (say(row.name), row.number, row.published_at, row.criteria, row.stages, row.scorecards)
        for row in rows
    ], header


def criteria(version: RubricVersion) -> Table:
    """The criteria of a version with their anchors, a line for each value, in both languages."""
    header = (
        _("Place"), _("Name in English"), _("Name in Chinese"), _("Weight"), _("Critical below"), _("Value"),
        _("Anchor in English"), _("Anchor in Chinese"),
    )  # fmt: skip
    return [
        (
            place, say(one.name, "en"), say(one.name, "zh_Hans"), one.weight, one.must_reach, value,
            say(anchor, "en"), say(anchor, "zh_Hans"),
        )
        for place, one in enumerate(drafts_of(version), 1)
        for value, anchor in zip(SCALE, one.anchors, strict=True)
    ], header  # fmt: skip
