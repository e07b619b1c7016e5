"""The dry run: which column holds what, and what would become of each row; nothing is entered by it."""

from collections.abc import Sequence
from typing import Any

from core import clock
from core.bulk_rows import add_rows
from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from people.permissions import Permission
from recruiting import placing
from recruiting.imports import columns, sources
from recruiting.imports.sources import Read
from recruiting.imports.systems import exported
from recruiting.imports.uploading import ImportRefused
from recruiting.models import (
    CandidateImport,
    ColumnMemory,
    ImportRow,
    ImportState,
    RowOutcome,
)
from recruiting.pipeline import check_may
from recruiting.placing import Arrival, Note, Place
from recruiting.queries import imports as queries


def proposed(header: Sequence[str]) -> dict[str, str]:
    """What each column is thought to hold: as it was the last time, else by its title."""
    return queries.remembered(columns.layout(header)) or columns.guessed(header)


def choose_columns(one: CandidateImport, chosen: dict[str, str], *, actor: Account) -> None:
    """Say what each column of a table holds, check every row, and remember it for the next such file.

    Raises ImportRefused where the choice will not do, TableRefused where the file cannot be read."""
    wrong = columns.faults(chosen)
    if wrong:
        raise ImportRefused(" ".join(_fault(fault) for fault in wrong))
    one.columns = {number: field for number, field in chosen.items() if field}
    check(one, actor=actor)
    _remember(columns.layout(sources.table_of(one).header), one.columns)


def _fault(fault: str) -> str:
    return {
        "twice": _("Two columns are said to hold the same. Choose one of them."),
        "name": _("No column is said to hold the name."),
        "contact": _("No column is said to hold the e-mail address or the phone."),
    }[fault]


def _remember(layout: str, chosen: dict[str, Any]) -> None:
    memory = queries.memory(layout) or ColumnMemory(layout=layout)
    memory.columns, memory.remembered_at = chosen, clock.now()
    db.session.add(memory)
    db.session.flush()


def check(one: CandidateImport, *, actor: Account) -> None:
    """Read every row and say what would become of it. Changes nothing but what is said of the import."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if one.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        raise ImportRefused(_("Not checked. This import has begun."))
    queries.forget_rows(one.id)
    one.rows = one.reached = one.added = one.known = one.faulty = 0
    seen: placing.Seen = {}
    for part in sources.parts(one, actor):
        arrivals = [read for read in part if isinstance(read, Arrival)]
        places = placing.place(arrivals, seen, same_people=one.same_people)
        count(one, part, places)
    one.rows = one.done_rows
    one.not_read = exported.not_read(one)
    one.state = ImportState.CHECKED
    db.session.flush()
    record("checked", one, actor_id=actor.id, **counts(one))


def say_same_people(one: CandidateImport, same: bool, *, actor: Account) -> None:
    """Say whether whoever is here under another name, with the e-mail address of a row, is that person, and
    check every row again by it. Raises ImportRefused for one that has begun."""
    before, one.same_people = one.same_people, same
    check(one, actor=actor)
    if before != same:
        record("same people said", one, actor_id=actor.id, before=before, now=same)


def counts(one: CandidateImport) -> dict[str, Any]:
    """How many rows there are, and what became of them, for the record."""
    return {"rows": one.rows, "added": one.added, "known": one.known, "faulty": one.faulty}


def count(one: CandidateImport, part: Sequence[Read], places: Sequence[Place]) -> None:
    """Add a part to the counts of the import, and keep what there is to say of its rows."""
    faults = [fault for read in part if isinstance(read, list) for fault in read]
    told = [row for place in places if place.outcome is not None for row in _of_place(place)]
    told += [_row(fault.line, RowOutcome.FAULTY, fault.field, fault.problem, fault.value) for fault in faults]
    add_rows(ImportRow, told, {"candidate_import_id": one.id})
    known = sum(place.outcome is RowOutcome.KNOWN for place in places)
    one.known += known
    taken = sum(place.is_taken for place in places)
    one.added += taken
    one.faulty += len(part) - known - taken


def _of_place(place: Place) -> list[dict[str, Any]]:
    """The row that says what became of an arrival; where there is more than one thing to say of it, a
    further row for each."""
    arrival, about = place.arrival, {"application_id": place.application_id}
    if not place.is_taken:
        return [_row(arrival.line, place.outcome, place.column, place.problem, place.value) | about]
    notes = arrival.notes or [Note(None)]
    rows = [_row(arrival.line, place.outcome, one.column, one.problem, one.value) | about for one in notes]
    filled = {"facts": place.filled} if place.filled else None
    rows[0] |= {"key": arrival.key, "person_key": arrival.person_key, "filled": filled}
    return rows


def _row(
    line: int, outcome: RowOutcome | None, field: str | None, problem: str | None, value: str | None
) -> dict[str, Any]:
    return {
        "line": line,
        "outcome": outcome,
        "field": field,
        "problem": problem,
        "value": value,
        "application_id": None,
        "key": None,
        "person_key": None,
        "filled": None,
    }
