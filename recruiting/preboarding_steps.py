"""The list from which the tasks before a first day are made."""

from dataclasses import dataclass

from core import clock
from core.db import Words, db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import PreboardingStep
from recruiting.pipeline import check_may
from recruiting.queries import preboarding as queries
from recruiting.states import TaskOwner

MOST_DAYS = 365


class StepRefused(Refused):
    """The list stays as it is."""


@dataclass(frozen=True)
class StepFacts:
    """`days`: due so many days after the first day; before it when negative."""

    name: Words
    owner: TaskOwner
    days: int


def add(facts: StepFacts, *, actor: Account) -> PreboardingStep:
    """Add a line to the list; offers accepted from now on have it."""
    check_may(actor, Permission.EDIT_OPENINGS)
    _check_facts(facts)
    step = PreboardingStep(
        key=f"step {queries.highest_step() + 1}",
        name=facts.name,
        owner=facts.owner,
        days=facts.days,
        added_at=clock.now(),
    )
    db.session.add(step)
    db.session.flush()
    record("preboarding step added", step, actor_id=actor.id, owner=step.owner.value, days=step.days)
    return step


def retire(step: PreboardingStep, *, actor: Account) -> None:
    """Take a line off the list; lists that were made before keep it."""
    check_may(actor, Permission.EDIT_OPENINGS)
    if step.retired_at is not None:
        raise StepRefused(_("Not done. This line was taken off the list before."))
    step.retired_at = clock.now()
    db.session.flush()
    record("preboarding step retired", step, actor_id=actor.id)


def _check_facts(facts: StepFacts) -> None:
    if not all(facts.name.get(language, "").strip() for language in ("en", "zh_Hans")):
        raise StepRefused(_("Not added. A name is needed in both languages."), "name_en")
    if abs(facts.days) > MOST_DAYS:
        raise StepRefused(
            _("Not added. Choose a number of days from -%(most)s to %(most)s.", most=MOST_DAYS), "days"
        )
