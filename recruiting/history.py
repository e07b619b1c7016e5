"""What the record says of applications: how a change is written down, and the state read back from it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from core.record import Entry, record
from people.models import Account
from recruiting.models import Application, Visit

State = dict[str, Any]
"""status, stage (id), visit (id) and disposition reason (id) of an application after a change."""


def state_of(application: Application, visit: Visit) -> State:
    """The state as the record keeps it."""
    return {
        "status": application.status.value,
        "stage": visit.stage_id,
        "visit": visit.id,
        "reason": application.disposition_reason_id,
    }


def written(at: datetime) -> str:
    """A moment as the record keeps one that is looked up again: in UTC, as databases write it."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")


def dates_of(visit: Visit, former: Visit | None) -> dict[str, Any]:
    """What a corrected date replaces: of the visit, and of the stay before it (its id as `former`)."""
    ended = former.left_at if former else None
    return {
        "entered_before": written(visit.entered_at),
        "due_before": written(visit.due_at),
        "former": former.id if former else None,
        "left_before": written(ended) if ended else None,
    }


def rule_of(pipeline_version_id: int) -> str:
    """How the record names the rule under which applications on this version are changed."""
    return f"pipeline version {pipeline_version_id}"


def tell(
    verb: str,
    application: Application,
    visit: Visit,
    before: State | None,
    *,
    actor: Account | None,
    reason: str | None = None,
    batch: str | None = None,
    corrects: Entry | None = None,
    **details: Any,
) -> Entry:
    """Write down that `verb` happened to the application, which is now in `visit`."""
    return record(
        verb,
        application,
        actor_id=actor.id if actor else None,
        reason=reason,
        rule=rule_of(application.pipeline_version_id),
        batch=batch,
        corrects=corrects,
        before=before,
        state=state_of(application, visit),
        **details,
    )


def began(entries: Iterable[Entry]) -> dict[int, datetime]:
    """Visit id → when it began, from the record alone (oldest first): the moment of the entry that tells
    of it first, or what a later one corrected it to."""
    found: dict[int, datetime] = {}
    for entry in entries:
        state = entry.details.get("state")
        if entry.subject_kind != "application" or state is None:
            continue
        found.setdefault(state["visit"], entry.at)
        if "entered_after" in entry.details:
            found[state["visit"]] = datetime.fromisoformat(entry.details["entered_after"])
    return found


def replay(entries: Iterable[Entry]) -> dict[int, State]:
    """Application id → its state after `entries` (all of them, oldest first), from the record alone.

    Raises ValueError where an entry does not start from where the one before it left off."""
    states: dict[int, State] = {}
    for entry in entries:
        state = entry.details.get("state")
        if entry.subject_kind != "application" or state is None:
            continue
        known, before = states.get(entry.subject_id), entry.details.get("before")
        if before != known:
            raise ValueError(f"entry {entry.id} starts from {before}, the record left off at {known}")
        states[entry.subject_id] = state
    return states
