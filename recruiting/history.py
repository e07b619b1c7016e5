"""What the record says of applications: how a change is written down, and the state read back from it."""

from collections.abc import Iterable
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
