"""The programme editor: its frame, a module, an exam; publishing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wtforms import SelectMultipleField

from assessment.models import RubricVersion
from core.db import Words
from core.fields import HoursField, OneOf, WholeField, line, lines, needed
from core.i18n import _, lazy, say
from people.forms import NamedForm, SeenForm, both_of, lines_of_both, offered, shown_both, shown_lines
from training.forms.cohorts import number
from training.plans import MOST_WEEKS, ExamPlan, ModulePlan, ProgrammePlan
from training.states import Delivery, ExamKind
from training.words import mark_said, word

_ABOUT, _TOPICS = 500, 4000


class LikenessForm(NamedForm):
    """What a new programme is called."""


class FrameForm(SeenForm):
    weeks = WholeField(lazy("Weeks"), 1, MOST_WEEKS, lazy("Say how many weeks it lasts."))

    @property
    def words(self) -> Words | None:
        """What it is called, where that can be changed."""
        return None


class NewFrameForm(NamedForm, FrameForm):
    """The same of a programme that is not there yet."""

    @property
    def words(self) -> Words:
        return both_of(self, "name")


class ModuleForm(NamedForm):
    summary_en = lines(lazy("What it is about, in English"), lazy("Say it in English."), _ABOUT)
    summary_zh_Hans = lines(lazy("What it is about, in Chinese"), lazy("Say it in Chinese."), _ABOUT)
    hours = HoursField(lazy("Hours"), [needed(lazy("Say how many hours it takes."))], places=None)
    delivery = OneOf(lazy("Way"))
    topics_en = lines(lazy("Topics in English, one a line"), longest=_TOPICS)
    topics_zh_Hans = lines(lazy("Topics in Chinese, one a line"), longest=_TOPICS)
    needs = SelectMultipleField(lazy("Comes after"), choices=[], validate_choice=False)

    def offering(self, plan: ProgrammePlan, key: str | None = None) -> "ModuleForm":
        self.delivery.choices = offered((one.value, word(one)) for one in Delivery)
        self.needs.choices = offered((one.key, say(one.name)) for one in plan.modules if one.key != key)
        return self

    def module(self, key: str = "") -> ModulePlan:
        """What was said, once it is valid; its topics stand apart, in `topics`."""
        return ModulePlan(
            key=key,
            name=self.words,
            summary=both_of(self, "summary"),
            hours=self.hours.data or Decimal(0),
            delivery=Delivery(self.delivery.data),
            needs=tuple(self.needs.data or ()),
        )

    @property
    def topics(self) -> tuple[Words, ...]:
        return lines_of_both(self, "topics")


def module_shown(module: ModulePlan) -> dict[str, Any]:
    """A module as ModuleForm shows it."""
    return {
        **shown_both("name", module.name),
        **shown_both("summary", module.summary),
        **shown_lines("topics", [one.name for one in module.topics]),
        "hours": Decimal(mark_said(module.hours)),
        "delivery": module.delivery.value,
        "needs": list(module.needs),
    }


class ExamForm(NamedForm):
    """An exam; its kind is asked of a new one only."""

    kind = OneOf(lazy("Kind"))
    covers = SelectMultipleField(lazy("Covers"), choices=[], validate_choice=False)
    rubric = OneOf(lazy("Rubric of a practical exam"), coerce=number)

    def offering(
        self, plan: ProgrammePlan, rubrics: Sequence[RubricVersion], exam: ExamPlan | None = None
    ) -> "ExamForm":
        self.covers.choices = offered((one.key, say(one.name)) for one in plan.modules)
        self.kind.choices = offered((one.value, word(one)) for one in ExamKind)
        named = called(rubrics)
        self.rubric.choices = offered(named.items(), lazy("the newest version of the rubric of this exam"))
        if exam is not None:
            del self.kind
        if exam is not None and exam.kind is not ExamKind.PRACTICAL:
            del self.rubric
        return self

    def exam(self, now: ExamPlan | None = None) -> ExamPlan:
        """What was said, once it is valid. `now`: the exam that is changed."""
        return ExamPlan(
            key=now.key if now else "",
            kind=now.kind if now else ExamKind(self.kind.data),
            name=self.words,
            covers=tuple(self.covers.data or ()),
            rubric_version_id=self.rubric.data if "rubric" in self else None,
        )


def called(rubrics: Sequence[RubricVersion]) -> Mapping[int, str]:
    """Rubric version → what it is called."""
    return {
        one.id: _("%(name)s, version %(number)s", name=say(one.rubric.name), number=one.number)
        for one in rubrics
    }


def exam_shown(exam: ExamPlan) -> dict[str, Any]:
    """An exam as ExamForm shows it."""
    return {
        **shown_both("name", exam.name),
        "covers": list(exam.covers),
        "rubric": exam.rubric_version_id or "",
    }


class PublishForm(SeenForm):
    reason = line(lazy("What is different, and why, for the record"), longest=300)
