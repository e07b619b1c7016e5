"""What comes in about pipelines and their stages."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from assessment.models import RubricVersion
from core.db import Words
from core.drafts import key_for
from core.fields import CountField, OneOf, line, lines
from core.i18n import _, lazy, say
from people import forms
from people.forms import offered
from recruiting.models import Stage
from recruiting.rules import DECIDER
from recruiting.stage_plans import StagePlan
from recruiting.states import Part, StageKind
from recruiting.words import word

OWN = ""
"""A stage that no other pipeline has: a step of its own."""


class MarkField(StringField):
    """A mark with at most one decimal, a comma read as a point; None where nothing is said."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (valuelist[0] if valuelist else "").strip()

    def pre_validate(self, form: Any) -> None:
        try:
            if self.data and not Decimal(self.data.replace(",", ".")).is_finite():
                raise InvalidOperation
        except InvalidOperation as fault:
            raise ValidationError(lazy("This is not a mark: 70 or 3.5.")) from fault

    @property
    def mark(self) -> Decimal | None:
        return Decimal(self.data.replace(",", ".")) if self.data else None


class SeenForm(forms.Form):
    """Every change of a draft or a rule. `seen`: the version that the page showed."""

    seen = IntegerField(widget=HiddenInput())


class NamesForm(forms.Form):
    """The name of a pipeline."""

    name_en = line(lazy("Name in English"), lazy("A name in English is needed."), 80)
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("A name in Chinese is needed."), 80)

    @property
    def words(self) -> Words:
        return {"en": str(self.name_en.data), "zh_Hans": str(self.name_zh_Hans.data)}


class StageForm(SeenForm, NamesForm):
    """A stage of a draft."""

    target_days = CountField(lazy("Target, in working days"), lazy("A target in days is needed."), default=3)
    pass_mark = MarkField(lazy("Pass mark"))
    rubric = OneOf(lazy("Rubric"), coerce=lambda value: int(value) if value else None)
    owner = OneOf(lazy("Who decides"))

    def offering(self, rubrics: Sequence[RubricVersion]) -> None:
        named = [
            (one.id, _("%(name)s, version %(number)s", name=say(one.rubric.name), number=one.number))
            for one in rubrics
        ]
        self.rubric.choices = offered([("", lazy("none")), *named])
        self.owner.choices = offered([(part.value, word(part)) for part in DECIDER])

    def plan(self, key: str, kind: StageKind) -> StagePlan:
        """What was said, once it is valid."""
        return StagePlan(
            key=key,
            kind=kind,
            name=self.words,
            target_days=self.target_days.data or 0,
            pass_mark=self.pass_mark.mark,
            rubric_version_id=self.rubric.data,
            owner=Part(self.owner.data),
        )


class NewStageForm(StageForm):
    """A stage to be added: a step that other versions or pipelines know, or one of its own."""

    key = OneOf(lazy("Counts in reports as"), default=OWN)
    kind = OneOf(lazy("Kind"))

    def offering_steps(self, steps: Sequence[Stage], taken: Sequence[str]) -> None:
        self.key.choices = offered(
            [
                (OWN, lazy("a step of its own")),
                *((one.key, f"{say(one.name)} · {word(one.kind)}") for one in steps if one.key not in taken),
            ]
        )
        self.kind.choices = offered([(kind.value, word(kind)) for kind in StageKind])

    def new_plan(self, known: Sequence[Stage], taken: Sequence[str]) -> StagePlan:
        """What was said: of a known step its key, else one made of the English name."""
        keys = {one.key for one in known} | set(taken)
        key = self.key.data or key_for(str(self.name_en.data), keys, "stage")
        return self.plan(key, StageKind(self.kind.data))


def stage_shown(plan: StagePlan, seen: int) -> dict[str, Any]:
    """A stage as StageForm shows it."""
    return {
        "seen": seen,
        "name_en": plan.name.get("en"),
        "name_zh_Hans": plan.name.get("zh_Hans"),
        "target_days": plan.target_days,
        "pass_mark": f"{plan.pass_mark:g}" if plan.pass_mark is not None else "",
        "rubric": plan.rubric_version_id or "",
        "owner": plan.owner.value,
    }


class PublishForm(SeenForm):
    reason = line(lazy("What is different, and why, for the record"), None, 300)


class MigrationForm(forms.Form):
    """Moving running applications. `opening`: of which one; of all where it is empty."""

    opening = HiddenField()
    reason = lines(lazy("Reason, for the record"), lazy("Say why, for the record."), 2000)
