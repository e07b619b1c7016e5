"""What calendars were told of an interview, as the verb that tells them needs it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.outbox import Letter, LetterState
from people.models import Account
from recruiting.models import Application, Interview, Invitation, Panelist, Visit
from recruiting.states import InterviewState


@dataclass(frozen=True)
class Messages:
    """What was written about an interview. `standing`: account id (None: the candidate) → what it was told
    and not stopped, oldest first; `elsewhere`: the same of the candidate at addresses that are not theirs any
    more; `any_written`: anything, stopped messages included."""

    standing: dict[int | None, list[Invitation]]
    elsewhere: dict[str, list[Invitation]]
    any_written: bool


def messages(interview_id: int, address: str | None) -> Messages:
    """What was written about an interview; one statement. `address`: the candidate's."""
    rows = db.session.execute(
        select(Invitation, Letter.state, Letter.to_address)
        .join(Invitation.letter)
        .where(Invitation.interview_id == interview_id)
        .order_by(Invitation.sequence, Invitation.id)
    ).all()
    standing: dict[int | None, list[Invitation]] = defaultdict(list)
    elsewhere: dict[str, list[Invitation]] = defaultdict(list)
    for message, state, to_address in rows:
        if state is LetterState.CANCELLED:
            continue
        if message.account_id is None and to_address.casefold() != (address or "").casefold():
            elsewhere[to_address].append(message)
        else:
            standing[message.account_id].append(message)
    return Messages(standing, elsewhere, bool(rows))


def planned_with(person_id: int) -> Sequence[Interview]:
    """The planned interviews of a person that have not begun, of stages in which they stand."""
    return db.session.scalars(
        select(Interview)
        .join(Visit, Visit.id == Interview.visit_id)
        .join(Application, Application.id == Visit.application_id)
        .where(
            Application.person_id == person_id,
            Visit.left_at.is_(None),
            Interview.state == InterviewState.PLANNED,
            Interview.starts_at > clock.now(),
        )
        .order_by(Interview.id)
    ).all()


def candidate_was_written(interview_id: int) -> bool:
    """Was the candidate ever to be told of the interview, whatever became of the letter?"""
    to_candidate = exists().where(Invitation.interview_id == interview_id, Invitation.account_id.is_(None))
    return bool(db.session.scalar(select(to_candidate)))


def asked(visit_id: int) -> dict[int, Panelist]:
    """Account id → the request to score of everybody asked and not released, with the account."""
    return {who: one for who, one in panel(visit_id).items() if one.released_at is None}


def panel(visit_id: int) -> dict[int, Panelist]:
    """The same of everybody who was ever asked, those released too."""
    rows = db.session.scalars(
        select(Panelist)
        .where(Panelist.visit_id == visit_id)
        .options(joinedload(Panelist.account, innerjoin=True).joinedload(Account.person, innerjoin=True))
        .order_by(Panelist.id)
    ).unique()
    return {row.account_id: row for row in rows}


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
