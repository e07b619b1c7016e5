"""How long somebody who was turned down has to wait before applying again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from core import clock
from core.db import Words, db
from people.models import Account, Person
from recruiting.models import Application, CoolDown, DispositionReason
from recruiting.queries import reasons
from recruiting.states import Status


class Wait(NamedTuple):
    """An application that ended so that one has to wait, and from when on one need not: the beginning of a
    day. `said`: what the reason was called then."""

    reason: DispositionReason
    said: Words
    ended_at: datetime
    until: datetime


def waits(person_id: int, at: datetime) -> Wait | None:
    """Until when this person has to wait at the moment `at`, and why; the longest wait of several. The
    days are those that held for the reason on the day on which the application ended."""
    return waits_of([person_id], at).get(person_id)


def waits_of(person_ids: Iterable[int], at: datetime) -> dict[int, Wait]:
    """The same for many: person id → the wait, of those who have one."""
    days = (
        select(CoolDown.days)
        .where(
            CoolDown.reason_id == Application.disposition_reason_id, CoolDown.since <= Application.closed_at
        )
        .order_by(CoolDown.number.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Application.person_id,
            DispositionReason,
            reasons.called(Application.closed_at).label("said"),
            Application.closed_at,
            days.label("days"),
        )
        .join(Application, Application.disposition_reason_id == DispositionReason.id)
        .where(
            Application.person_id.in_(sorted(set(person_ids))),
            Application.status.in_((Status.REJECTED, Status.WITHDRAWN)),
        )
    )
    found: dict[int, Wait] = {}
    for person_id, reason, said, ended_at, days_to_wait in rows:
        one = Wait(reason, said, ended_at, _until(ended_at, days_to_wait or 0))
        if one.until > at and (person_id not in found or found[person_id].until < one.until):
            found[person_id] = one
    return found


def _until(ended_at: datetime, days: int) -> datetime:
    """When the day begins from which on one can apply again, as is said; at once where there is no wait."""
    return clock.day_start(clock.local(ended_at).date() + timedelta(days=days)) if days else ended_at


def present() -> dict[int, int]:
    """Reason id → days that hold now, of the reasons that have any."""
    newest = select(func.max(CoolDown.id)).group_by(CoolDown.reason_id)
    rows = db.session.execute(select(CoolDown.reason_id, CoolDown.days).where(CoolDown.id.in_(newest)))
    return {row.reason_id: row.days for row in rows}


def versions(reason_id: int) -> Sequence[Any]:
    """What was set for a reason, newest first, each with who set it."""
    return db.session.execute(
        select(CoolDown.number, CoolDown.days, CoolDown.since, Person.name)
        .outerjoin(Account, Account.id == CoolDown.set_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(CoolDown.reason_id == reason_id)
        .order_by(CoolDown.number.desc())
    ).all()
