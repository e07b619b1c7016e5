"""Which training fits an indicator."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from careers.forms.fields import NumberField
from careers.offering import LONGEST, FitPlan
from careers.states import FitKind
from careers.words import word
from core.db import Words
from core.fields import OneOf, line
from core.i18n import lazy, say
from people.forms import Form, offered
from training.forms.cohorts import number


class FitForm(Form):
    indicator = OneOf(lazy("Indicator"))
    below = NumberField(lazy("Offered below so many points"), lazy("A number is needed."), default="60")
    kind = OneOf(lazy("What is offered"))
    module = OneOf(lazy("Module"))
    material = OneOf(lazy("Text"), coerce=number)
    topic = line(lazy("Words in the topic of a session"), longest=LONGEST)

    def offering(
        self,
        indicators: Mapping[str, Words],
        modules: Mapping[tuple[int, str], Words],
        texts: Sequence[Any],
    ) -> "FitForm":
        self._modules = {f"{programme} {key}": (programme, key) for programme, key in modules}
        self.indicator.choices = offered((key, say(name)) for key, name in indicators.items())
        self.kind.choices = offered((one.value, word(one)) for one in FitKind)
        named = ((f"{programme} {key}", say(name)) for (programme, key), name in modules.items())
        self.module.choices = offered(named, lazy("none"))
        self.material.choices = offered(((row.material_id, say(row.title)) for row in texts), lazy("none"))
        return self

    def plan(self) -> FitPlan:
        """What was said, once it is valid; what does not belong to the kind is left out."""
        kind = FitKind(self.kind.data)
        return FitPlan(
            self.indicator.data,
            self.below.number or Decimal(0),
            kind,
            module=self._modules.get(self.module.data or "") if kind is FitKind.MODULE else None,
            material_id=self.material.data or None if kind is FitKind.MATERIAL else None,
            topic=(self.topic.data or "").strip() or None if kind is FitKind.SESSION else None,
        )
