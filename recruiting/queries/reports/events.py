"""What the record tells of applications, entry by entry, up to a moment."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from core.db import Words, db
from core.record import Entry
from people.models import Account, Person
from recruiting.models import Application, Opening
from recruiting.queries import then
from recruiting.queries.funnel import Cohort
from recruiting.states import Status

UNDONE = "undone"


class Event(NamedTuple):
    """One entry about an application."""

    application_id: int
    at: datetime
    verb: str
    actor_id: int | None
    details: dict[str, Any]


class Facts(NamedTuple):
    """What an application began with, the channel as it was on record."""

    id: int
    opening_id: int
    channel_id: int
    applied_at: datetime
    opened_at: datetime


def events(account: Account, cohort: Cohort, verbs: Collection[str]) -> dict[int, list[Event]]:
    """Application id → its entries with these verbs, oldest first, without those that were undone."""
    known = [Entry.subject_kind == "application", Entry.verb.in_(sorted({*verbs, UNDONE}))]
    if cohort.at is not None:
        known.append(Entry.at < cohort.at)
    rows = db.session.execute(
        select(
            Entry.subject_id, Entry.at, Entry.verb, Entry.actor_id, Entry.details, Entry.id, Entry.corrects_id
        )
        .join(Application, Application.id == Entry.subject_id)
        .join(Application.opening)
        .where(*known, *cohort.within(account))
        .order_by(Entry.at, Entry.id)
    ).all()
    undone = {row.corrects_id for row in rows if row.verb == UNDONE}
    found: dict[int, list[Event]] = defaultdict(list)
    for row in rows:
        if row.verb != UNDONE and row.id not in undone:
            found[row.subject_id].append(Event(*row[:5]))
    return found


def applications(account: Account, cohort: Cohort, *, applied: bool = False) -> dict[int, Facts]:
    """Application id → what it began with; with `applied` only those begun in the time asked for."""
    time = cohort.during(Application.applied_at) if applied else []
    stood = then.states(cohort.at)
    rows = db.session.execute(
        select(
            Application.id,
            Application.opening_id,
            then.channel_id(cohort.at).label("channel_id"),
            Application.applied_at,
            Opening.opened_at,
        )
        .join(Application.opening)
        .join(stood, stood.c.application_id == Application.id)
        .where(stood.c.status != Status.VOID, *cohort.within(account), *time)
        .order_by(Application.id)
    )
    return {row.id: Facts(*row) for row in rows}


def openings() -> dict[str, Words | str]:
    """Id → code and title of every opening."""
    rows = db.session.execute(select(Opening.id, Opening.code, Opening.title))
    return {
        str(row.id): {language: f"{row.code} {text}" for language, text in row.title.items()} for row in rows
    }


def account_names() -> dict[int, str]:
    """Account id → name."""
    rows = db.session.execute(select(Account.id, Person.name).join(Person, Person.id == Account.person_id))
    return {row.id: row.name for row in rows}


def is_within(cohort: Cohort, moment: datetime) -> bool:
    """Does the moment lie in the time asked for?"""
    after = cohort.since is None or moment >= cohort.since
    return after and (cohort.until is None or moment < cohort.until)
