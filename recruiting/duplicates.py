"""Noticing that somebody may have been entered twice, and saying that it was somebody else."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError

from core import clock
from core.bulk_rows import add_rows
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from recruiting.indexing import same_of
from recruiting.models import Suspicion
from recruiting.pipeline import check_may
from recruiting.queries import duplicates as queries
from recruiting.queries import namesakes, telling_apart
from recruiting.states import Likeness

MOST_NAMESAKES = 3
"""Of the same name alone; a common name would ask about half the country."""


class DuplicateRefused(Refused):
    """The question stays as it was."""


def look(person: Person) -> int:
    """Note who else may be this person, by phone, mailbox or whole name; returns how many are new."""
    keys = {key for _kind, key in same_of(person.name, person.latin_name, person.phone, person.email)}
    found = queries.alike(keys, person.name, but=person) if keys else {}
    if not found:
        return 0
    known = queries.noted_with(person.id, list(found))
    new = {other: why for other, why in found.items() if other not in known}
    namesakes = [other for other, why in new.items() if why is Likeness.NAME][MOST_NAMESAKES:]
    for other in new.keys() - set(namesakes):
        _note(person.id, other, new[other])
    return len(new) - len(namesakes)


def look_at(person_ids: Collection[int]) -> None:
    """The same for many who were just entered. A name that few bear is asked about as well; nothing is
    decided by it."""
    found = {(one, other): why for one, other, why in queries.sharing(person_ids)}
    for pair in namesakes.namesakes(person_ids):
        found.setdefault(pair, Likeness.NAME)
    known = namesakes.noted(found) if found else set()
    _note_all({pair: why for pair, why in found.items() if pair not in known})


def suspects(
    name: str, latin_name: str | None, phone: str | None, email: str | None, reader: Account
) -> list[tuple[Any, Likeness]]:
    """Who is known already, in the reader's reach, and might be somebody with these facts: rows of
    `queries.telling_apart.known`, each with why."""
    keys = [key for _kind, key in same_of(name, latin_name, phone, email)]
    found = queries.alike(keys, name)
    return [(row, found[row.id]) for row in telling_apart.known(found, reader)] if found else []


def _note(one: int, other: int, why: Likeness) -> None:
    pair = Suspicion(first_id=min(one, other), second_id=max(one, other), why=why, found_at=clock.now())
    # Two who come at once note the same pair: once is enough.
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(pair)


def _note_all(found: Mapping[tuple[int, int], Likeness]) -> None:
    """All at once; one by one where somebody noted one of them meanwhile."""
    rows = [{"first_id": one, "second_id": other, "why": why} for (one, other), why in sorted(found.items())]
    try:
        with db.session.begin_nested():
            add_rows(Suspicion, rows, {"found_at": clock.now()})
    except IntegrityError:
        for (one, other), why in found.items():
            _note(one, other, why)


def dismiss(suspicion: Suspicion, *, actor: Account) -> None:
    """These are two persons; they are not asked about again."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if suspicion.settled_at is not None:
        raise DuplicateRefused(_("Not done. Somebody answered this before."))
    settle(suspicion, is_same=False, actor=actor)
    record("told apart", suspicion.first, actor_id=actor.id, other=suspicion.second_id)
    record("told apart", suspicion.second, actor_id=actor.id, other=suspicion.first_id)


def settle(suspicion: Suspicion, *, is_same: bool, actor: Account | None) -> None:
    """The question is answered."""
    suspicion.settled_at = clock.now()
    suspicion.settled_by_id = actor.id if actor else None
    suspicion.is_same = is_same
    db.session.flush()
