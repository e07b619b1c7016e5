"""What helps to tell whether two entries are one person."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from core.db import db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Application, Candidate, Opening
from recruiting.queries.duplicates import within_reach
from recruiting.queries.reach import reachable


def known(ids: Iterable[int], reader: Account) -> Sequence[Any]:
    """Rows of who these are, as far as in reach: what helps to tell whether it is the same person."""
    newest = (
        select(func.max(Application.id))
        .join(Application.opening)
        .where(Application.person_id == Person.id, reachable(reader, Permission.ADD_CANDIDATES))
        .correlate(Person)
    ).scalar_subquery()
    return db.session.execute(
        select(
            Person.id,
            Person.name,
            Person.latin_name,
            Person.phone,
            Person.email,
            Candidate.lives_in,
            Application.applied_at,
            Opening.code,
        )
        .select_from(Person)
        .join(Application, Application.id == newest)
        .join(Application.opening)
        .outerjoin(Candidate, Candidate.person_id == Person.id)
        .where(Person.id.in_(list(ids)), Person.merged_into_id.is_(None), within_reach(Person.id, reader))
        .order_by(Application.id.desc())
    ).all()


def told_of(pairs: Iterable[Any], reader: Account) -> dict[int, Any]:
    """Person id → the row of `known`, of both in each of these pairs; whoever was merged is not there."""
    ids = {person_id for row in pairs for person_id in (row.first_id, row.second_id)}
    return {row.id: row for row in known(ids, reader)} if ids else {}
