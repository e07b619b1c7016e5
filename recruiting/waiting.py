"""Keeps what an application waits for true after anything about its visit changed, and until when it is
in time."""

from collections.abc import Mapping
from datetime import datetime

from core import clock
from recruiting.models import Opening, Stage, Visit
from recruiting.queries import working_days
from recruiting.queries.facts import facts_of
from recruiting.rules import Waiting, due, waiting
from recruiting.states import Status, Wait, WaitsOn

NOTHING = Waiting(Wait.NOTHING, WaitsOn.RECRUITER)


def settle(visit: Visit) -> None:
    """Say on the standing visit what it waits for now. Call after flushing the change."""
    held = visit.application.status is Status.ON_HOLD
    say(visit, NOTHING if held else waiting(visit.stage.kind, facts_of(visit), visit.stage.owner))


def say(visit: Visit, now: Waiting) -> None:
    """Write a wait on the visit. It begins now, unless it is the same thing that it waited for on the same
    part: who of several is left to do it is no other wait."""
    if (visit.waits_for, visit.waits_on) != (now.what, now.on):
        visit.waits_since = clock.now()
    visit.waits_for, visit.waits_on, visit.waits_on_id = now.what, now.on, now.account_id


def told(visit: Visit) -> dict[str, str]:
    """The wait as an entry keeps it, so that an undo finds since when it was."""
    return {"for": visit.waits_for, "on": visit.waits_on, "since": visit.waits_since.isoformat()}


def go_on(visit: Visit, before: Mapping[str, str]) -> None:
    """Let the wait that `before` tells of have lasted all the time, if that is what it waits for again."""
    if (visit.waits_for, visit.waits_on) == (before["for"], before["on"]):
        visit.waits_since = datetime.fromisoformat(before["since"])


def in_time_until(opening: Opening, stage: Stage, entered_at: datetime) -> datetime:
    """When the target days of a stage are over for who came there at `entered_at`."""
    return due(entered_at, stage.target_days, working_days.of(opening), clock.zone())


def is_overdue(visit: Visit) -> bool:
    """Is a standing visit past its target?"""
    return visit.left_at is None and visit.due_at < clock.now()
