"""Keeping what people are found by in step with what is known of them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, tuple_

from core import grams
from core.bulk_rows import add_columns, add_rows
from core.db import db
from people.models import Person
from recruiting.models import Gram, Newcomer
from recruiting.queries import spellings
from recruiting.states import GramKind

Piece = tuple[GramKind, str]


def pieces_of(
    name: str, latin_name: str | None = None, phone: str | None = None, email: str | None = None
) -> set[Piece]:
    """The pieces by which a person is found, as (kind, gram): with the person's id these are the very
    rows of `search_gram`. Whoever loads people in bulk leaves them to `enter_some`; everybody else calls
    `index`."""
    names = [one for one in (name, latin_name) if one]
    found = {(GramKind.NAME, piece) for one in names for piece in grams.of_name(one)}
    found |= {(GramKind.MISSPELT, piece) for one in names for piece in grams.misspellings_of_name(one)}
    found |= {(GramKind.PHONE, piece) for piece in grams.of_phone(phone or "")}
    found |= {(GramKind.MAIL, piece) for piece in grams.of_mail(email or "")}
    return found | same_of(name, latin_name, phone, email)


def same_of(name: str, latin_name: str | None, phone: str | None, email: str | None) -> set[Piece]:
    """The pieces that two entries of one person have in common: the whole name, phone or mailbox."""
    keys = {f"name:{key}" for one in (name, latin_name) if one and (key := _whole_name(one))}
    keys |= {f"phone:{one}" for one in grams.of_phone(phone or "") if len(one) >= SHORTEST_NUMBER}
    if email:
        keys.add(f"mail:{_mailbox(email)}")
    return {(GramKind.SAME, key) for key in keys}


SHORTEST_NUMBER = 7
"""Digits; a shorter number is an extension that many share."""
SAME_BOX = frozenset({"gmail.com", "googlemail.com"})
"""Where dots in the local part mean nothing."""


def _whole_name(name: str) -> str:
    """A name without order, accents and spaces; a single character or letter is too little to compare."""
    key = "".join(sorted(grams.pieces(name)))
    return key[: grams.LONGEST] if len(key) > 1 else ""


def _mailbox(email: str) -> str:
    local, _at, domain = grams.plain(email).partition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain in SAME_BOX else local}@{domain}"


def index(person: Person) -> None:
    """Let `person` be found by what is known now, and by what the entries merged into it say. Who was
    merged into another is found as that one."""
    if spellings.is_newcomer(person.id):  # first: on PostgreSQL this waits for who enters them just now
        _no_newcomers([person.id])
    wanted: set[Piece] = set()
    if person.merged_into_id is None:
        for one in [person, *spellings.merged_into(person.id)]:
            wanted |= pieces_of(one.name, one.latin_name, one.phone, one.email)
    there = spellings.pieces(person.id, [kind for kind in GramKind if kind is not GramKind.RESUME])
    _replace(person.id, there, wanted)


def let_be_found(people: Iterable[tuple[int, str, str | None, str | None, str | None]]) -> None:
    """Have many who were just added (id, name, name in Latin letters, phone, e-mail) be found at once as
    newcomers, and entered by the worker a moment later: their pieces are sixty rows each."""
    rows = [
        {"person_id": person_id, **_as_newcomer(name, latin_name, phone, email)}
        for person_id, name, latin_name, phone, email in people
    ]
    add_rows(Newcomer, rows, {})


def _as_newcomer(
    name: str, latin_name: str | None, phone: str | None, email: str | None
) -> dict[str, str | None]:
    return {
        "names": "\n".join(grams.run_together(one) for one in (name, latin_name) if one),
        "phone": "".join(grams.of_phone(phone)) or None if phone else None,
        "mail": "".join(f"\n{piece}" for piece in sorted(grams.of_mail(email))) if email else None,
    }


def enter_some(most: int) -> Sequence[int]:
    """Enter so many newcomers at most under their pieces, all or none; returns their ids. Several workers
    at once take different ones."""
    people = spellings.newcomers(most)
    # In the order of the index, so that each page of it is written once for all, not once for every piece.
    found = sorted(
        (kind, gram, one.id)
        for one in people
        for kind, gram in pieces_of(one.name, one.latin_name, one.phone, one.email)
    )
    if found:
        kinds, pieces, ids = zip(*found, strict=True)
        add_columns(Gram, {"kind": kinds, "gram": pieces, "person_id": ids})
    entered = [one.id for one in people]
    _no_newcomers(entered)
    return entered


def _no_newcomers(person_ids: Sequence[int]) -> None:
    gone = delete(Newcomer).where(Newcomer.person_id.in_(person_ids))
    db.session.execute(gone, execution_options=UNSEEN)


def index_texts(person_id: int) -> None:
    """Let a person be found by the words of their files and of their résumé as they are now."""
    wanted: set[Piece] = set()
    for text in spellings.texts(person_id):
        wanted |= {(GramKind.RESUME, piece) for piece in grams.of_text(text)}
    _replace(person_id, spellings.pieces(person_id, [GramKind.RESUME]), wanted)


def forget(person_ids: Sequence[int]) -> None:
    """Let these persons be found by nothing any more."""
    _no_newcomers(person_ids)
    db.session.execute(delete(Gram).where(Gram.person_id.in_(person_ids)), execution_options=UNSEEN)


AT_ONCE = 400


def _forget(person_id: int, gone: list[Piece]) -> None:
    mine = delete(Gram).where(Gram.person_id == person_id)
    for start in range(0, len(gone), AT_ONCE):
        some = tuple_(Gram.kind, Gram.gram).in_(gone[start : start + AT_ONCE])
        db.session.execute(mine.where(some), execution_options=UNSEEN)


def _replace(person_id: int, there: set[Piece], wanted: set[Piece]) -> None:
    _forget(person_id, sorted(there - wanted))
    new = [{"kind": kind, "gram": gram, "person_id": person_id} for kind, gram in sorted(wanted - there)]
    if new:
        db.session.execute(insert(Gram), new)


UNSEEN = {"synchronize_session": False}
"""No session holds these rows as objects."""


def rebuild(after: int, many: int) -> int | None:
    """Index so many persons behind the id `after` afresh; returns the last one's id, None at the end."""
    people = spellings.people_after(after, many)
    for person in people:
        index(person)
        index_texts(person.id)
    return max((person.id for person in people), default=None)
