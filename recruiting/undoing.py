"""Taking back what was just done: everything as it was, letters stopped, the record kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core import clock, outbox
from core.db import db
from core.i18n import _
from core.record import Entry, new_batch, record
from people.models import Account
from people.permissions import Permission
from recruiting import history, invitations, waiting
from recruiting.models import Application, Stage, Visit
from recruiting.pipeline import MoveRefused, check_can_reopen, check_may
from recruiting.queries import blindness, standing
from recruiting.states import OPEN, Status

UNDOABLE = frozenset(
    {
        "advanced",
        "skipped ahead",
        "sent back",
        "held",
        "resumed",
        "rejected",
        "withdrawn",
        "reinstated",
        "version changed",
    }
)
MESSAGE = "message sent"
"""Nothing but letters: taken back by stopping them."""


def undo(batch: str, *, actor: Account) -> int:
    """Take back everything done with the confirmation `batch`; returns how many applications.

    Refuses, and changes nothing, once the undo window has passed, a letter has left, somebody changed
    one of the applications since, or it was taken back already. Only whoever did it may, and what a rule
    did whoever may move the application."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    entries = standing.entries_of_batch(batch)
    _check_undoable(entries, actor)
    # Stopped before they are looked at: a worker may take one of them in between.
    stopped = outbox.cancel([entry.id for entry in entries])
    if outbox.left([entry.id for entry in entries]):
        raise MoveRefused(_("Not undone. A letter has already left; send back or reinstate instead."))
    if all(entry.verb == MESSAGE for entry in entries):
        return _stop_messages(entries, stopped, actor)
    # Read before it is asked what came last: who moves one of them from here on is noticed by the visit.
    visits = _visits_of(entries)
    blindness.veil([visits[entry.details["state"]["visit"]] for entry in entries], actor)
    latest = standing.last_entries([entry.subject_id for entry in entries])
    together = new_batch()
    for entry in reversed(entries):
        _take_back(entry, visits, latest[entry.subject_id], actor, together)
    return len(entries)


def _visits_of(entries: Sequence[Entry]) -> dict[int, Visit]:
    """The visits that the entries led to and those that they left, by id."""
    states = [entry.details[part] for entry in entries for part in ("state", "before")]
    return {visit.id: visit for visit in standing.bundled({state["visit"] for state in states})}


def _stop_messages(entries: Sequence[Entry], stopped: int, actor: Account) -> int:
    if not stopped:
        raise MoveRefused(_("Nothing to undo."))
    together = new_batch()
    for entry in entries:
        application = db.session.get_one(Application, entry.subject_id)
        record("message stopped", application, actor_id=actor.id, batch=together, corrects=entry)
    return stopped


def undoable_until(entry: Entry) -> datetime:
    """Until when this entry can be undone; what a rule did, for as long as its letters are held."""
    return entry.at + max(outbox.undo_window(), timedelta(minutes=entry.details.get("held_minutes", 0)))


def _check_undoable(entries: Sequence[Entry], actor: Account) -> None:
    if not entries or any(entry.verb not in UNDOABLE | {MESSAGE} for entry in entries):
        raise MoveRefused(_("Nothing to undo."))
    if any(entry.actor_id != actor.id for entry in entries) and not _may_undo_a_rule(entries, actor):
        raise MoveRefused(_("Not undone. Only whoever did it can undo it."))
    if any(undoable_until(entry) < clock.now() for entry in entries):
        raise MoveRefused(_("Not undone. The time for it has passed; send back or reinstate instead."))


def _may_undo_a_rule(entries: Sequence[Entry], actor: Account) -> bool:
    """Did a rule do all of it, about applications that `actor` may move?"""
    if any(entry.actor_id is not None or "stage_rule" not in entry.details for entry in entries):
        return False
    ids = {entry.subject_id for entry in entries}
    return len(standing.visits_of(ids, actor, Permission.MOVE_APPLICATIONS)) == len(ids)


def _take_back(entry: Entry, visits: Mapping[int, Visit], latest: Entry, actor: Account, batch: str) -> None:
    visit = visits[entry.details["state"]["visit"]]
    application = visit.application
    if latest.id != entry.id:
        raise MoveRefused(
            _("Not undone. %(name)s has been changed since, or it was undone.", name=application.shown.name)
        )
    after, before = entry.details["state"], entry.details["before"]
    if before["status"] in OPEN and not application.is_open:
        check_can_reopen(application)
    if after["visit"] != before["visit"]:
        visit.voided_at = visit.left_at = max(clock.now(), visit.entered_at)
        db.session.flush()
        visit = visits[before["visit"]]
    waited, due = entry.details.get("waited") or waiting.told(visit), visit.due_at
    _restore(application, visit, before, entry)
    dated = {"due_before": history.written(due)} if visit.due_at != due else {}
    undone = history.tell(
        "undone", application, visit, after, actor=actor, batch=batch, corrects=entry, **dated
    )
    if stopped := entry.details.get("letters_stopped"):
        outbox.let_go_on(stopped)
    invitations.take_back(visit, entry, undone, actor=actor)
    waiting.go_on(visit, waited)
    db.session.flush()


def _restore(application: Application, visit: Visit, before: history.State, entry: Entry) -> None:
    application.status = Status(before["status"])
    application.disposition_reason_id = before["reason"]
    application.closed_at = None if application.status in OPEN else visit.left_at
    if application.status in OPEN:
        visit.left_at = visit.outcome = None
        visit.overridden = False
    visit.application = application
    if visit.stage_id != before["stage"]:
        _put_back(visit, standing.stage(before["stage"]), entry.details["due_before"])
    waiting.settle(visit) if application.status in OPEN else None
    db.session.flush()


def _put_back(visit: Visit, stage: Stage, due: str) -> None:
    """Let the visit, and its application, be on the version again that it was on."""
    visit.stage = stage
    visit.due_at = datetime.fromisoformat(due)
    visit.application.pipeline_version_id = stage.pipeline_version_id
    db.session.flush()
    db.session.expire(visit.application, ["pipeline_version"])
