"""What is asked after a programme: of certificates, waivers and nesting."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.i18n import _, lazy, say
from people.forms import Form
from training.duty_policies import LONGEST_WAIVER, DutyPlan
from training.forms.exams import mark_read
from training.models import DutyPolicy, NestingPolicy
from training.nesting_policies import NestingPlan, plan_of

_needed = InputRequired(message=lazy("A whole number is needed."))


def _between(low: int, high: int) -> NumberRange:
    return NumberRange(low, high, message=lazy("From %(low)s to %(high)s.", low=low, high=high))


class DutyRulesForm(Form):
    """Beside it, a field `target-…` for each target of nesting."""

    certificate_months = IntegerField(
        lazy("A certificate is good for, months"),
        validators=[Optional(), _between(1, 600)],
        description=lazy("Empty: without end."),
    )
    due_days = IntegerField(
        lazy("Due anew so many days before it expires"), validators=[_needed, _between(0, 3650)]
    )
    waiver_days = IntegerField(
        lazy("A waiver lasts at most, days"), validators=[_needed, _between(1, LONGEST_WAIVER)]
    )
    hold_days = IntegerField(
        lazy("Nesting ends when all targets were held so many days running"),
        validators=[_needed, _between(1, 60)],
    )

    most_per_coach = IntegerField(
        lazy("One coach accompanies at most so many who nest"),
        validators=[Optional(), _between(1, 50)],
        description=lazy("Empty: no number is asked."),
    )

    def showing(self, duty: DutyPolicy, nesting: NestingPolicy) -> "DutyRulesForm":
        """What holds now, where nothing was typed."""
        if not self.is_submitted():
            self.certificate_months.data = duty.certificate_months
            self.due_days.data, self.waiver_days.data = duty.due_days, duty.waiver_days
            self.hold_days.data, self.most_per_coach.data = nesting.hold_days, nesting.most_per_coach
        return self

    def duty_plan(self) -> DutyPlan:
        return DutyPlan(self.certificate_months.data, self.due_days.data or 0, self.waiver_days.data or 0)

    def nesting_plan(self, now: NestingPolicy, values: Mapping[str, Decimal]) -> NestingPlan:
        """What holds now with another number of days and other values."""
        plan = plan_of(now)
        targets = tuple(replace(one, value=values[one.key]) for one in plan.targets)
        return replace(
            plan,
            hold_days=self.hold_days.data or 0,
            most_per_coach=self.most_per_coach.data,
            targets=targets,
        )


def target_name(position: int) -> str:
    return f"target-{position}"


def values_sent(fields: Mapping[str, str], now: NestingPolicy) -> tuple[dict[str, Decimal], dict[str, str]]:
    """Key of the target → value typed; name of the field → why it is none."""
    values, problems = {}, {}
    for one in now.targets:
        name = target_name(one.position)
        value = mark_read(fields.get(name, ""))
        if value is None or value < 0:
            problems[name] = _("%(target)s: a number from 0 on is needed.", target=say(one.name))
        else:
            values[one.key] = value
    return values, problems
