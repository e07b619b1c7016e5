"""Who owes a scorecard of an interview that is over, and how often they were reminded."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.db import db
from people.models import Account, Duty, Employment
from people.states import DutyStatus
from recruiting.models import Application, Interview, Panelist, Reminder, Scorecard, Visit
from recruiting.states import InterviewState, Status

AWAY = (DutyStatus.LEAVE, DutyStatus.SUSPENDED, DutyStatus.LEFT)


class Missing(NamedTuple):
    """A scorecard that is owed. `reminded` and `last_on`: how often and on what day last, in all."""

    panelist: Panelist
    ended_at: datetime
    reminded: int
    last_on: date | None


def missing() -> list[Missing]:
    """Everybody asked for a scorecard, present and with an account, of an interview that is over; with
    the account, the visit and its application. Two statements."""
    rows = db.session.execute(
        select(Panelist, Interview.starts_at, Interview.minutes)
        .join(Panelist.visit)
        .join(Visit.application)
        .join(Panelist.account)
        .join(Interview, Interview.visit_id == Visit.id)
        .where(
            Panelist.released_at.is_(None),
            Visit.left_at.is_(None),
            Application.status == Status.ACTIVE,
            Account.closed_at.is_(None),
            Account.person_id.not_in(_away()),
            Interview.state.in_((InterviewState.PLANNED, InterviewState.HELD)),
            ~select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists(),
        )
        .options(
            contains_eager(Panelist.account),
            contains_eager(Panelist.visit).options(
                joinedload(Visit.stage, innerjoin=True),
                contains_eager(Visit.application).options(
                    joinedload(Application.person, innerjoin=True),
                    joinedload(Application.opening, innerjoin=True),
                ),
            ),
        )
        .order_by(Panelist.id)
    ).unique()
    ends: dict[Panelist, list[datetime]] = {}
    for panelist, starts_at, minutes in rows:
        ends.setdefault(panelist, []).append(starts_at + timedelta(minutes=minutes))
    over = {panelist: max(times) for panelist, times in ends.items() if max(times) <= clock.now()}
    told = _reminded([panelist.id for panelist in over])
    return [Missing(panelist, at, *told.get(panelist.id, (0, None))) for panelist, at in over.items()]


def _away() -> Select[int]:
    return (
        select(Employment.person_id)
        .join(Duty, and_(Duty.employment_id == Employment.id, Duty.until.is_(None)))
        .where(Duty.status.in_(AWAY), Duty.since <= clock.today())
    )


def _reminded(panelists: list[int]) -> dict[int, tuple[int, date]]:
    rows = db.session.execute(
        select(Reminder.panelist_id, func.count(), func.max(Reminder.on_day))
        .where(Reminder.panelist_id.in_(panelists))
        .group_by(Reminder.panelist_id)
    )
    return {panelist: (count, day) for panelist, count, day in rows}
