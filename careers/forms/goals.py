"""A goal of a development plan, and looking at it again."""

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from careers.developing import GoalPlan
from careers.forms.cases import OfRevision
from careers.goal_words import Proposal
from careers.models import DevelopmentGoal
from careers.states import GoalSource, LookOutcome, RequirementKind
from careers.words import word
from core.fields import DayField, lines
from core.i18n import lazy
from people.forms import offered

BETWEEN = "|"


class GoalForm(OfRevision):
    """`requirement`: kind and key of the requirement from which the goal was drawn."""

    source = RadioField(
        lazy("It is"), choices=[], validators=[InputRequired(lazy("Choose one."))], default="gap"
    )
    what = lines(lazy("What is to be reached"), lazy("Say what is to be reached."), 1000)
    action = lines(lazy("What is done for it"), lazy("Say what is done for it."), 1000)
    evidence = lines(lazy("By what one will see it"), lazy("Say by what one will see it."), 1000)
    due_on = DayField(lazy("Due by"), lazy("A day is needed."))
    requirement = HiddenField()

    def offering(self) -> "GoalForm":
        self.source.choices = offered((one.value, word(one)) for one in GoalSource)
        return self

    def plan(self) -> GoalPlan:
        """What was said, once it is valid."""
        assert self.due_on.data is not None
        named, _between, key = (self.requirement.data or "").partition(BETWEEN)
        kind = next((one for one in RequirementKind if one.value == named), None)
        return GoalPlan(
            GoalSource(self.source.data),
            self.what.data or "",
            self.action.data or "",
            self.evidence.data or "",
            self.due_on.data,
            kind,
            (key or None) if kind else None,
        )


def proposal_shown(one: Proposal) -> dict[str, object]:
    """A proposal as GoalForm shows it."""
    return {
        "source": GoalSource.GAP.value,
        "what": one.what,
        "action": one.action,
        "evidence": one.evidence,
        "due_on": one.due_on,
        "requirement": f"{one.asked.kind.value}{BETWEEN}{one.asked.key or ''}",
    }


def goal_shown(goal: DevelopmentGoal) -> dict[str, object]:
    """A goal as GoalForm shows it."""
    now = goal.wording
    return {
        "source": now.source.value,
        **{name: now.part(name) for name in ("what", "action", "evidence")},
        "due_on": now.due_on,
        "requirement": f"{now.kind.value}{BETWEEN}{now.key or ''}" if now.kind else "",
        "revision": str(goal.revision),
    }


class LookForm(OfRevision):
    outcome = RadioField(lazy("It is"), choices=[], validators=[InputRequired(lazy("Choose one."))])
    note = lines(lazy("What was seen"), lazy("Say what was seen."), 1000)

    def offering(self, outcomes: list[LookOutcome]) -> "LookForm":
        self.outcome.choices = offered((one.value, word(one)) for one in outcomes)
        return self
