"""Finding a person or an opening by a few letters, among what the reader may reach."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from core.db import db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Application, Opening
from recruiting.queries.filters import escaped, names_or_mail
from recruiting.queries.reach import reachable

MOST = 30


def people(text: str, reader: Account) -> Sequence[Any]:
    """Applications of whoever's name or e-mail fits, newest first."""
    if not reader.may(Permission.SEE_APPLICATIONS):
        return []
    return db.session.execute(
        select(
            Application.id,
            Application.status,
            Application.applied_at,
            Person.name,
            Person.latin_name,
            Opening.code,
            Opening.title,
        )
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(names_or_mail(text, reader), reachable(reader, Permission.SEE_APPLICATIONS))
        .order_by(Application.id.desc())
        .limit(MOST)
    ).all()


def openings(text: str, reader: Account) -> Sequence[Opening]:
    """Openings whose code or title fits."""
    if not reader.may(Permission.SEE_OPENINGS):
        return []
    part = f"%{escaped(text)}%"
    titles = [Opening.title[code].as_string() for code in ("en", "zh_Hans")]
    return db.session.scalars(
        select(Opening)
        .where(
            or_(*[words.ilike(part, escape="\\") for words in (Opening.code, *titles)]),
            reachable(reader, Permission.SEE_OPENINGS),
        )
        .order_by(Opening.id.desc())
        .limit(MOST)
    ).all()
