"""Carrying an import out, stopping it and taking it back, part by part.

Each part is one transaction, and what was reached is written with it. So whatever is killed, the work is
never half done: the next worker goes on from there, to the end, or back to the beginning if somebody
cancelled. Only then does the import say that it has ended.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from core import clock, outbox
from core.bulk_rows import add_rows, many_objects
from core.db import db
from core.i18n import _
from core.record import Entry, Way, by, new_batch, record
from people.models import Account
from people.permissions import Permission
from recruiting import indexing, intake, openings, talent_pool
from recruiting.imports import problems, sources
from recruiting.imports.checking import count, counts
from recruiting.imports.sources import Read
from recruiting.imports.systems import choosing
from recruiting.imports.uploading import ImportRefused
from recruiting.models import Application, CandidateImport, ImportKind, ImportRow, ImportState, RowOutcome
from recruiting.pipeline import check_may
from recruiting.placing import Arrival, Seen
from recruiting.queries import imports as queries
from recruiting.queries import taking_back
from recruiting.states import Status

FORGET_AFTER = timedelta(days=30)
"""How long after an import has ended its files are forgotten."""
NOBODY = "—"
"""The name of a person whom an undone import had brought."""


def start(one: CandidateImport, *, actor: Account) -> None:
    """Let the worker carry out what the dry run has shown. Whoever has it checked again meanwhile, or
    starts it twice, is refused."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if one.state is not ImportState.CHECKED:
        raise ImportRefused(_("Not started. This import is not checked, or it has been started already."))
    if not one.added:
        raise ImportRefused(_("Not started. There is nobody to add: every row is known or faulty."))
    made = [] if one.kind is ImportKind.TABLE else choosing.open_openings(one, actor=actor)
    queries.forget_rows(one.id)
    one.state, one.started_at = ImportState.RUNNING, clock.now()
    one.account_id = actor.id
    one.reached = one.added = one.known = one.faulty = 0
    db.session.flush()
    record("import started", one, actor_id=actor.id, openings=made)


def cancel(one: CandidateImport, *, actor: Account) -> None:
    """Stop a running import; the worker then takes back what it has added."""
    sentence = _("Not cancelled. The import does not run any more; undo it instead.")
    _turn_back(one, ImportState.RUNNING, ImportState.CANCELLING, sentence, actor)
    record("import cancelled", one, actor_id=actor.id)


def undo(one: CandidateImport, *, actor: Account) -> None:
    """Have the worker take back the whole import, what rules did with it included, but for applications that
    somebody has worked on or of which a rule's letter has left."""
    sentence = _("Not undone. The import has not ended, or it was undone already.")
    _turn_back(one, ImportState.DONE, ImportState.UNDOING, sentence, actor)
    record("import undone", one, actor_id=actor.id)


def _turn_back(
    one: CandidateImport, now: ImportState, then: ImportState, refusal: str, by_whom: Account
) -> None:
    check_may(by_whom, Permission.ADD_CANDIDATES)
    one = queries.kept_still(one.id)
    if one.state is not now:
        raise ImportRefused(refusal)
    one.state, one.reached, one.stopped_by_id = then, 0, by_whom.id
    db.session.flush()


class Run:
    """A worker's way through the imports at hand. What it has read of a file it keeps from part to part."""

    def __init__(self) -> None:
        self._import_id: int | None = None
        self._reached = -1
        self._seen: Seen = {}
        self._parts: Iterator[Sequence[Read]] = iter(())

    def part(self) -> bool:
        """Go on with the oldest import at work, for one part; False where there is none."""
        one = queries.next_at_work()
        if one is None:
            return False
        with by(Way.IMPORT), many_objects():
            if one.state is ImportState.RUNNING:
                self._add(one)
            else:
                take_back(one)
        return True

    def _add(self, one: CandidateImport) -> None:
        if (self._import_id, self._reached) != (one.id, one.reached):
            self._parts = sources.parts(one, one.account, one.reached)
            self._import_id, self._seen = one.id, {}
        part = next(self._parts, None)
        if part is None:
            _end(one, ImportState.DONE)
            return
        arrivals = [read for read in part if isinstance(read, Arrival)]
        places = intake.take_in(
            arrivals, self._seen, same_people=one.same_people, actor=one.account, batch=one.batch
        )
        count(one, part, places)
        one.reached = self._reached = sources.reached(one, part)
        db.session.flush()


def _end(one: CandidateImport, state: ImportState) -> None:
    one.state = state
    one.ended_at = one.ended_at or clock.now()
    db.session.flush()
    by_whom = one.account_id if state is ImportState.DONE else one.stopped_by_id
    record("import ended", one, actor_id=by_whom, state=state.value, **counts(one))


def take_back(one: CandidateImport) -> None:
    """Void the next part of what the import has added; at the end close the openings that it made, unless
    somebody has used them, and say that it is taken back."""
    found = taking_back.added_by(one.batch, one.reached, sources.PART)
    if not found:
        _close_openings(one)
        _end(one, ImportState.UNDONE if one.state is ImportState.UNDOING else ImportState.CANCELLED)
        return
    kept = [row.id for row in found if row.worked_on]
    written = _written_to([row.id for row in found if not row.worked_on])
    away = [row for row in found if not row.worked_on and row.id not in written]
    _say_kept(one, kept, problems.MOVED_ON)
    _say_kept(one, sorted(written), problems.WRITTEN_TO)
    if away:
        _void(one, [row.id for row in away], [row.person_id for row in away])
    one.reached = found[-1].id
    one.added -= len(away)
    db.session.flush()


def _close_openings(one: CandidateImport) -> None:
    for opening in taking_back.openings_of(one.id):
        openings.take_back(opening, actor=one.stopped_by)


def _written_to(application_ids: Sequence[int]) -> set[int]:
    """Stop the letters of what rules did with these applications; returns those of which one has left."""
    done = taking_back.by_rules(application_ids)
    if not done:
        return set()
    outbox.cancel(list(done))
    return {done[entry_id] for entry_id in outbox.left_of(list(done))}


def _say_kept(one: CandidateImport, application_ids: Sequence[int], why: str) -> None:
    rows = [
        {"line": 0, "outcome": RowOutcome.KEPT, "problem": why, "application_id": number}
        for number in application_ids
    ]
    add_rows(ImportRow, rows, {"candidate_import_id": one.id})


def _void(one: CandidateImport, ids: Sequence[int], person_ids: Sequence[int]) -> None:
    entries = taking_back.entries_of(one.batch, ids)
    first = {entry.subject_id: entry for entry in reversed(entries)}
    last = {entry.subject_id: entry for entry in entries}
    taking_back.void(ids, clock.now())
    _tell(one, [(first[number], last[number]) for number in ids])
    joined = taking_back.joined_rows(one.id, ids)
    _unfill(joined, person_ids, max(entry.id for entry in entries if entry.batch == one.batch))
    brought = taking_back.brought_by(one, person_ids)
    gone = taking_back.without_anything_else(brought)
    taking_back.wipe(gone, NOBODY)
    indexing.forget(gone)
    with by(Way.IMPORT):
        for stay, left in taking_back.stays_ended(one.batch, person_ids):
            talent_pool.put_back(stay, left, actor=one.stopped_by)


def _unfill(joined: Sequence[ImportRow], person_ids: Sequence[int], since: int) -> None:
    """What was a gap in what was known of somebody is one again, unless somebody corrected it since."""
    filled = [row for row in joined if row.filled]
    if not filled:
        return
    corrected = taking_back.corrected_facts(person_ids, since)
    for row in filled:
        person_id = db.session.get_one(Application, row.application_id).person_id
        facts = set((row.filled or {}).get("facts", ())) - corrected.get(person_id, set())
        taking_back.unfill(person_id, sorted(facts))


def _tell(one: CandidateImport, entries: Sequence[tuple[Entry, Entry]]) -> None:
    """Write down that each application was taken back: `entries` are its first and its last one."""
    rows = [
        {
            "subject_id": last.subject_id,
            "details": {
                "before": last.details["state"],
                "state": last.details["state"] | {"status": Status.VOID.value, "reason": None},
            },
            "rule": last.rule,
            "corrects_id": first.id,
        }
        for first, last in entries
    ]
    common = {
        "at": clock.now(),
        "actor_id": one.stopped_by_id,
        "way": Way.IMPORT,
        "verb": "undone",
        "subject_kind": Application.__tablename__,
        "batch": new_batch(),
    }
    add_rows(Entry, rows, common)
