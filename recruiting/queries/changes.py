"""Who changed an application last, and where it may go on."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from core.db import db
from core.record import Entry
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Application, Opening
from recruiting.queries.reach import reachable
from recruiting.states import OpeningStatus


class Change(NamedTuple):
    """`who` is None where a rule did it."""

    verb: str
    at: datetime
    who: str | None


def last_change(application_id: int) -> Change | None:
    """The newest entry that changed where the application stands."""
    row = db.session.execute(
        select(Entry.verb, Entry.at, Person.name)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id == application_id,
            Entry.details["state"]["visit"].as_integer().is_not(None),
        )
        .order_by(Entry.id.desc())
        .limit(1)
    ).one_or_none()
    return Change(*row) if row else None


def openings_to_go_to(application: Application, reader: Account) -> Sequence[Opening]:
    """The openings in reach that take applications, but for the one it is in."""
    return db.session.scalars(
        select(Opening)
        .where(
            reachable(reader, Permission.MOVE_APPLICATIONS),
            Opening.status == OpeningStatus.OPEN,
            Opening.id != application.opening_id,
        )
        .order_by(Opening.code)
    ).all()
