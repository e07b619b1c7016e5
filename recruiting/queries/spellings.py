"""What a person is called and found by, for keeping the search in step."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from core.db import db
from core.files import DOCX_TYPE
from people.models import Person
from recruiting.models import Candidate, CandidateFile, FileText, Gram, Newcomer
from recruiting.states import FileKind, GramKind

READABLE = ("application/pdf", DOCX_TYPE)


def merged_into(person_id: int) -> list[Person]:
    """The entries that were merged into this person, and those that had been merged into them."""
    found: list[Person] = []
    ids = [person_id]
    while ids:
        more = db.session.scalars(select(Person).where(Person.merged_into_id.in_(ids))).all()
        found += more
        ids = [one.id for one in more]
    return found


def pieces(person_id: int, kinds: Collection[GramKind]) -> set[tuple[GramKind, str]]:
    """The pieces of these kinds by which the person is found at present."""
    rows = db.session.execute(
        select(Gram.kind, Gram.gram).where(Gram.person_id == person_id, Gram.kind.in_(kinds))
    )
    return {(row.kind, row.gram) for row in rows}


def texts(person_id: int) -> list[str]:
    """What the person's files say, and the résumé that was read in with them."""
    read = select(FileText.body).join(CandidateFile, CandidateFile.id == FileText.file_id)
    found = db.session.scalars(
        read.where(CandidateFile.person_id == person_id, CandidateFile.removed_at.is_(None))
    ).all()
    resume = db.session.scalar(select(Candidate.resume).where(Candidate.person_id == person_id))
    return [*found, *(["\n".join(_said(resume))] if resume else [])]


UNSAID = frozenset({"email", "phone", "url", "image", "$schema", "meta"})
"""Parts of a JSON Resume that are no text, or that only few may search."""


def _said(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from _said(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in UNSAID:
                yield from _said(value)


def people_after(person_id: int, many: int) -> Sequence[Person]:
    """So many persons behind this id, in order."""
    return db.session.scalars(
        select(Person).where(Person.id > person_id).order_by(Person.id).limit(many)
    ).all()


def newcomers(most: int) -> Sequence[Any]:
    """So many at most of who is not entered yet, the oldest first: id, names, phone, e-mail. Nobody else
    enters them until this transaction ends."""
    return db.session.execute(
        select(Person.id, Person.name, Person.latin_name, Person.phone, Person.email)
        .join(Newcomer, Newcomer.person_id == Person.id)
        .order_by(Newcomer.person_id)
        .limit(most)
        .with_for_update(of=Newcomer, skip_locked=True)
    ).all()


def is_newcomer(person_id: int) -> bool:
    """Has the person yet to be entered? Nobody enters them until this transaction ends."""
    one = select(Newcomer.person_id).where(Newcomer.person_id == person_id).with_for_update()
    return db.session.scalar(one) is not None


def unread() -> CandidateFile | None:
    """The oldest résumé of a kind that can be read and was not yet."""
    was_read = select(FileText.file_id).where(FileText.file_id == CandidateFile.id).exists()
    return db.session.scalar(
        select(CandidateFile)
        .where(
            CandidateFile.kind == FileKind.RESUME,
            CandidateFile.media_type.in_(READABLE),
            CandidateFile.removed_at.is_(None),
            ~was_read,
        )
        .order_by(CandidateFile.id)
        .limit(1)
    )


def is_to_be_read(file_id: int) -> bool:
    """Is this file still there, and has nobody read it meanwhile?"""
    file = db.session.get(CandidateFile, file_id)
    is_there = file is not None and file.removed_at is None
    return is_there and db.session.get(FileText, file_id) is None
