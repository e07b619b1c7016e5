"""Keeps what an application waits for true after anything about its visit changed."""

from core import clock
from recruiting.models import Visit
from recruiting.queries.facts import facts_of
from recruiting.rules import Waiting, waiting
from recruiting.states import Status, Wait, WaitsOn

NOTHING = Waiting(Wait.NOTHING, WaitsOn.RECRUITER)


def settle(visit: Visit) -> None:
    """Say on the standing visit what it waits for now. Call after flushing the change."""
    held = visit.application.status is Status.ON_HOLD
    say(visit, NOTHING if held else waiting(visit.stage.kind, facts_of(visit), visit.stage.owner))


def say(visit: Visit, now: Waiting) -> None:
    """Write a wait on the visit."""
    visit.waits_for, visit.waits_on, visit.waits_on_id = now.what, now.on, now.account_id


def is_overdue(visit: Visit) -> bool:
    """Is a standing visit past its target?"""
    return visit.left_at is None and visit.due_at < clock.now()
