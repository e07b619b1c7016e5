"""Finding a person or an opening by a few letters, among what the reader may reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, bindparam, func, or_, select

from core.db import db, escaped
from people.models import Account, Person
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import Application, Opening
from recruiting.queries.blindness import is_hidden
from recruiting.queries.reach import reachable
from recruiting.queries.searching import Meant, meant, rank
from recruiting.states import GramKind, Status

MOST = 30
RANKED = 200
"""Applications, the newest that fit, of which the best are shown."""


LOOKED_AT = 2 * RANKED
"""Applications of which more is asked than who they are, where very many fit."""


FEW = 5000
"""Applications."""


@dataclass(frozen=True)
class People:
    """Applications of who was found, the likeliest first, each with by what. `is_alike`: nobody fits
    exactly, these come near. `is_cut`: there are more."""

    rows: Sequence[tuple[Any, GramKind | None]] = ()
    is_alike: bool = False
    is_cut: bool = False


def people(text: str, reader: Account) -> People:
    """Applications of whoever the text means, as far as the reader may reach."""
    if not reader.may(Permission.SEE_APPLICATIONS):
        return People()
    whom = meant(text, reader)
    if whom.is_nobody:
        return People()
    rows = _newest(whom, reader)
    best = sorted(rows, key=lambda row: (rank(text, row.name, row.latin_name), row.id), reverse=True)[:MOST]
    by = [(row, whom.kind_of(row.person_id)) for row in best]
    return People(by, bool(rows) and bool(whom.alike), len(rows) > MOST or whom.is_common)


def _newest(whom: Meant, reader: Account) -> Sequence[Any]:
    """The newest that fit, RANKED at most. Where there are far more, few are newer than the rest, and of
    nearly all of those nothing has to be asked but their number; only where too many of the newest are
    hidden or void, all are looked at."""
    query = _fitting(whom, reader)
    if not whom.is_common and len(whom.ids) > LOOKED_AT:
        by_number = (Application.id + 0).desc()  # by their persons: not through everybody's, see below
        newest = select(Application.id).where(whom.condition(reader)).order_by(by_number)
        rows = db.session.execute(query.where(Application.id.in_(newest.limit(LOOKED_AT)))).all()
        if len(rows) == RANKED:
            return rows
    return db.session.execute(query).all()


def _fitting(whom: Meant, reader: Account) -> Any:
    found: Any = (
        select(
            Application.id,
            Application.person_id,
            Application.status,
            Application.applied_at,
            Person.name,
            Person.latin_name,
            Opening.code,
            Opening.title,
        )
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            whom.condition(reader),
            Application.status != Status.VOID,
            ~is_hidden(reader),  # whoever is reviewed blind is not found by what they are called
            reachable(reader, Permission.SEE_APPLICATIONS),
        )
    )
    # Where few can fit, the order of an index is not to be followed: it leads through everybody's.
    is_long = whom.is_common and not _reaches_few(reader)
    newest = Application.id if is_long else Application.id + 0
    return found.order_by(newest.desc()).limit(MOST if whom.is_common else RANKED)


def _reaches_few(reader: Account) -> bool:
    """Are the applications in reach so few that they can be looked at one by one?"""
    if None in reader.teams_for(Permission.SEE_APPLICATIONS):
        return False
    return _reached(reader, FEW + 1) <= FEW


def _reached(reader: Account, most: int) -> int:
    """How many applications are in reach; not counted beyond `most`."""
    openings = select(Opening.id).where(reachable(reader, Permission.SEE_APPLICATIONS))
    some = select(Application.id).where(Application.opening_id.in_(openings)).limit(most)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def openings(text: str, reader: Account) -> Sequence[Opening]:
    """Openings whose code or title fits."""
    if not reader.may(Permission.SEE_OPENINGS):
        return []
    return db.session.scalars(_openings(Reader.of(reader)), {"part": f"%{escaped(text)}%"}).all()


@lru_cache(KEPT)
def _openings(reader: Reader) -> Select[Opening]:
    titles = [Opening.title[code].as_string() for code in ("en", "zh_Hans")]
    part = bindparam("part", type_=String)
    return (
        select(Opening)
        .where(
            or_(*[words.ilike(part, escape="\\") for words in (Opening.code, *titles)]),
            reachable(reader, Permission.SEE_OPENINGS),
        )
        .order_by(Opening.id.desc())
        .limit(MOST)
    )
