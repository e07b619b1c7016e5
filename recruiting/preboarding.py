"""What is to be done between a yes and the first day: the list, ticks and taking them back."""

from datetime import timedelta

from core import clock
from core.db import db
from core.i18n import _, say
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import Application, Offer, PreboardingTask
from recruiting.pipeline import check_may
from recruiting.queries import preboarding as queries


class PreboardingRefused(Refused):
    """Nothing was ticked or taken back."""


def begin(application: Application, offer: Offer, *, actor: Account | None) -> int:
    """Make the tasks of an offer that was accepted from the list as it stands; returns how many."""
    steps = queries.steps()
    db.session.add_all(
        PreboardingTask(
            application_id=application.id,
            offer_id=offer.id,
            step_id=step.id,
            due_on=offer.starts_on + timedelta(days=step.days),
        )
        for step in steps
    )
    db.session.flush()
    if steps:
        actor_id = actor.id if actor else None
        record("preboarding begun", application, actor_id=actor_id, offer=offer.id, tasks=len(steps))
    return len(steps)


def drop(application: Application, *, actor: Account | None) -> int:
    """The offer fell through: what is open of its list need not be done; returns how much that was."""
    tasks = queries.open_tasks(application.id)
    for task in tasks:
        task.dropped_at = clock.now()
    db.session.flush()
    if tasks:
        actor_id = actor.id if actor else None
        record("preboarding dropped", application, actor_id=actor_id, tasks=len(tasks))
    return len(tasks)


def tick(task: PreboardingTask, application: Application, *, actor: Account) -> None:
    """It is done, by `actor` or seen to be done by them."""
    check_may(actor, Permission.HIRE)
    _look_again(task)
    if task.dropped_at is not None:
        raise PreboardingRefused(_("Not ticked. The offer fell through; this need not be done any more."))
    if task.done_at is not None:
        raise PreboardingRefused(_("Not ticked. %(task)s was ticked before.", task=say(task.step.name)))
    task.done_at, task.done_by_id = clock.now(), actor.id
    db.session.flush()
    record("preboarding done", application, actor_id=actor.id, task=task.id)


def untick(task: PreboardingTask, application: Application, *, actor: Account) -> None:
    """It is not done after all; that it was ticked stays on record."""
    check_may(actor, Permission.HIRE)
    _look_again(task)
    if task.done_at is None:
        raise PreboardingRefused(_("Nothing to take back. This is not ticked."))
    task.done_at = task.done_by_id = None
    db.session.flush()
    record("preboarding undone", application, actor_id=actor.id, task=task.id)


def _look_again(task: PreboardingTask) -> None:
    db.session.refresh(task, ["done_at", "done_by_id", "dropped_at", "version"], with_for_update=True)
