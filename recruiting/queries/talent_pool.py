"""Who is in the talent pool, and who came near in an opening."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, joinedload

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person
from people.permissions import Permission
from recruiting.defaults.reasons import HIRED_ELSEWHERE
from recruiting.models import (
    Application,
    DispositionReason,
    Opening,
    PoolEntry,
    Stage,
    Visit,
)
from recruiting.queries import reasons
from recruiting.queries.blindness import is_hidden
from recruiting.queries.reach import reachable
from recruiting.queries.searching import Meant
from recruiting.states import OPEN, OpeningStatus, PoolReason, StageKind, Status

SOON = timedelta(days=30)
MOST_MEDALLISTS = 100
FIVE = 5
"""Marks of interviews are of five; those of other stages, of a hundred, can be compared."""


@dataclass(frozen=True)
class PoolFilters:
    """Whom to list; an empty value leaves the choice open. `soon`: whose time runs out soon."""

    text: str = ""
    reason: PoolReason | None = None
    soon: bool = False
    meant: Meant | None = None


POOL_ORDER = (PoolEntry.expires_on, PoolEntry.id)


def in_pool(wanted: PoolFilters, reader: Account) -> Select[*tuple[Any, ...]]:
    """Who is in the pool now and in reach: rows to be paged by POOL_ORDER."""
    return (
        select(
            PoolEntry.id,
            PoolEntry.reason,
            PoolEntry.note,
            PoolEntry.added_at,
            PoolEntry.expires_on,
            PoolEntry.written_at,
            Person.id.label("person_id"),
            Person.name,
            Person.latin_name,
            Person.no_contact_since,
            Application.id.label("application_id"),
            Application.closed_at,
            Opening.code,
            Opening.title,
            furthest_stage().label("stage"),
        )
        .join(Person, Person.id == PoolEntry.person_id)
        .join(Application, Application.id == PoolEntry.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(*_conditions(wanted, reader))
    )


def _conditions(wanted: PoolFilters, reader: Account) -> list[ColumnElement[bool]]:
    found = [
        PoolEntry.left_at.is_(None),
        Person.merged_into_id.is_(None),
        ~is_hidden(reader),
        reachable(reader, Permission.SEE_APPLICATIONS),
    ]
    if wanted.reason:
        found.append(PoolEntry.reason == wanted.reason)
    if wanted.soon:
        found.append(PoolEntry.expires_on <= clock.today() + SOON)
    if wanted.meant:
        found.append(wanted.meant.condition(reader))
    return found


def furthest_stage() -> Any:
    """The name of the last stage that the application entered."""
    there, stage = aliased(Visit), aliased(Stage)
    return (
        select(stage.name)
        .join(there, there.stage_id == stage.id)
        .where(there.application_id == Application.id, there.voided_at.is_(None))
        .order_by(stage.position.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def entry(entry_id: int, reader: Account, permission: Permission) -> PoolEntry | None:
    """A stay in the pool that goes on, with person and application, where in reach."""
    return db.session.scalar(
        select(PoolEntry)
        .join(PoolEntry.application)
        .join(Application.opening)
        .where(
            PoolEntry.id == entry_id,
            PoolEntry.left_at.is_(None),
            ~is_hidden(reader),
            reachable(reader, permission),
        )
        .options(joinedload(PoolEntry.person), joinedload(PoolEntry.application))
    )


def present(person_id: int) -> PoolEntry | None:
    """The stay of this person that goes on."""
    theirs = select(PoolEntry).where(PoolEntry.person_id == person_id)
    return db.session.scalar(theirs.where(PoolEntry.left_at.is_(None)))


def stays_of(person_ids: Iterable[int]) -> Sequence[PoolEntry]:
    """The stays of these persons that go on."""
    theirs = select(PoolEntry).where(PoolEntry.person_id.in_(sorted(set(person_ids))))
    return db.session.scalars(theirs.where(PoolEntry.left_at.is_(None)).order_by(PoolEntry.id)).all()


def ended(entry_ids: Sequence[int]) -> Sequence[tuple[PoolEntry, Entry]]:
    """Those of these stays that have ended, each with the entry that says so, the latest."""
    if not entry_ids:
        return []
    told = select(Entry).where(Entry.verb == "left the pool", Entry.subject_kind == "application")
    number = Entry.details["pool_entry"].as_integer()
    entries = db.session.scalars(told.where(number.in_(entry_ids)).order_by(Entry.id))
    last = {entry.details["pool_entry"]: entry for entry in entries}
    stays = select(PoolEntry).where(PoolEntry.id.in_(entry_ids), PoolEntry.left_at.is_not(None))
    return [(stay, last[stay.id]) for stay in db.session.scalars(stays.order_by(PoolEntry.id))]


def run_out(today: date, most: int) -> Sequence[PoolEntry]:
    """Stays whose last day is over."""
    over = select(PoolEntry).where(PoolEntry.left_at.is_(None), PoolEntry.expires_on < today)
    return db.session.scalars(over.order_by(*POOL_ORDER).limit(most)).all()


def medallists(*opening_ids: int) -> Sequence[Any]:
    """Who passed the first interview of an opening and was not hired: the furthest first, then the best
    mark; each person once, with the application that came furthest. Without who is in the pool already,
    works here, or is not to be written to."""
    first: dict[int, Any] = {}
    for row in _came_near(opening_ids):
        first.setdefault(row.person_id, row)
    return list(first.values())


def _came_near(opening_ids: Sequence[int]) -> Sequence[Any]:
    reached, at = aliased(Visit), aliased(Stage)
    furthest = func.max(at.position)
    return db.session.execute(
        select(
            Application.id,
            Application.person_id,
            Opening.code,
            Person.name,
            Person.latin_name,
            reasons.called(Application.closed_at).label("why"),
            Application.status,
            furthest_stage().label("stage"),
            func.max(reached.mark).filter(at.pass_mark > FIVE).label("mark"),
        )
        .select_from(Application)
        .join(Application.person)
        .join(Application.opening)
        .join(reached, reached.application_id == Application.id)
        .join(at, at.id == reached.stage_id)
        .outerjoin(DispositionReason, DispositionReason.id == Application.disposition_reason_id)
        .where(
            Application.opening_id.in_(opening_ids),
            Application.status.in_((Status.REJECTED, Status.WITHDRAWN)),
            DispositionReason.key != HIRED_ELSEWHERE,
            reached.voided_at.is_(None),
            Person.no_contact_since.is_(None),
            Person.id.not_in(select(PoolEntry.person_id).where(PoolEntry.left_at.is_(None))),
            Person.id.not_in(select(Employment.person_id).where(Employment.ended_on.is_(None))),
        )
        .group_by(Application.id, Person.id, Opening.id, DispositionReason.id)
        .having(furthest > _first_interview())
        .order_by(_last_stage() - furthest, func.max(reached.mark).desc(), Application.id)
        .limit(MOST_MEDALLISTS)
    ).all()


def _first_interview() -> Any:
    stage = aliased(Stage)
    return _of_its_version(stage, func.min(stage.position), stage.kind == StageKind.INTERVIEW)


def _last_stage() -> Any:
    """Who has the fewest stages before them came furthest: positions of two versions do not compare."""
    stage = aliased(Stage)
    return _of_its_version(stage, func.max(stage.position))


def _of_its_version(stage: Any, which: Any, *conditions: ColumnElement[bool]) -> Any:
    """A position in the version that the application is on."""
    of_version = stage.pipeline_version_id == Application.pipeline_version_id
    return select(which).where(of_version, *conditions).correlate(Application).scalar_subquery()


def openings_for(person_id: int, reader: Account) -> Sequence[Opening]:
    """The openings in reach that take applications, and for which this person has none that is open."""
    theirs = select(Application.opening_id).where(
        Application.person_id == person_id, Application.status.in_(OPEN)
    )
    return db.session.scalars(
        select(Opening)
        .where(
            Opening.status == OpeningStatus.OPEN,
            Opening.id.not_in(theirs),
            reachable(reader, Permission.ADD_CANDIDATES),
        )
        .order_by(Opening.id.desc())
    ).all()


def said_of(person_id: int, verbs: Sequence[str]) -> Sequence[Any]:
    """What the record says of a person: entries of these verbs with who wrote them, newest first."""
    return db.session.execute(
        select(Entry, Person.name)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == "person", Entry.subject_id == person_id, Entry.verb.in_(verbs))
        .order_by(Entry.id.desc())
    ).all()
