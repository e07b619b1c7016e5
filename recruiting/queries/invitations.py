"""What calendars were told of an interview, as the verb that tells them needs it."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.outbox import Letter, LetterState
from people.models import Account
from recruiting.models import Interview, Invitation, Panelist, Visit
from recruiting.states import InterviewState


def told(interview_id: int) -> dict[int | None, list[Invitation]]:
    """Account id (None: the candidate) → what it was told and not stopped, oldest first."""
    rows = db.session.scalars(
        select(Invitation)
        .join(Invitation.letter)
        .where(Invitation.interview_id == interview_id, Letter.state != LetterState.CANCELLED)
        .order_by(Invitation.sequence, Invitation.id)
    )
    found: dict[int | None, list[Invitation]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def has_any(interview_id: int) -> bool:
    """Was any message about the interview ever written, stopped ones included?"""
    return bool(db.session.scalar(select(exists().where(Invitation.interview_id == interview_id))))


def candidate_was_written(interview_id: int) -> bool:
    """Was the candidate ever to be told of the interview, whatever became of the letter?"""
    to_candidate = exists().where(Invitation.interview_id == interview_id, Invitation.account_id.is_(None))
    return bool(db.session.scalar(select(to_candidate)))


def asked(visit_id: int) -> dict[int, Panelist]:
    """Account id → the request to score of everybody asked and not released, with the account."""
    rows = db.session.scalars(
        select(Panelist)
        .where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None))
        .options(joinedload(Panelist.account, innerjoin=True).joinedload(Account.person, innerjoin=True))
        .order_by(Panelist.id)
    ).unique()
    return {row.account_id: row for row in rows}


def accounts(ids: Sequence[int]) -> dict[int, Account]:
    """Id → account."""
    rows = db.session.scalars(select(Account).where(Account.id.in_(ids))).unique() if ids else ()
    return {row.id: row for row in rows}


def requests(visit_id: int) -> dict[int, int]:
    """Account id → id of its request to score the visit, released or not."""
    rows = db.session.execute(select(Panelist.account_id, Panelist.id).where(Panelist.visit_id == visit_id))
    return {account: panelist for account, panelist in rows}


def to_come(visit: Visit) -> Sequence[Interview]:
    """The planned interviews of a visit that have not begun."""
    return db.session.scalars(
        select(Interview)
        .where(
            Interview.visit_id == visit.id,
            Interview.state == InterviewState.PLANNED,
            Interview.starts_at > clock.now(),
        )
        .order_by(Interview.id)
    ).all()


def cancelled(interview_ids: Sequence[int]) -> Sequence[Interview]:
    """Those of these interviews that are cancelled."""
    return db.session.scalars(
        select(Interview).where(Interview.id.in_(interview_ids), Interview.state == InterviewState.CANCELLED)
    ).all()
