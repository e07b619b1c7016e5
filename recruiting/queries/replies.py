"""What invited people answered, and whom an answer comes from."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from core.db import db
from core.outbox import Letter, LetterState
from recruiting.models import Interview, Invitation, InvitationReply
from recruiting.states import InterviewState, Reply, Told


def interview_named(uid: str) -> Interview | None:
    """The interview that calendars know by this name."""
    return db.session.scalar(select(Interview).where(Interview.uid == uid))


def invited(interview_id: int) -> list[Any]:
    """Rows of (account id, None for the candidate; address) of everybody who was ever invited."""
    return list(
        db.session.execute(
            select(Invitation.account_id, Letter.to_address)
            .join(Invitation.letter)
            .where(Invitation.interview_id == interview_id, Letter.state != LetterState.CANCELLED)
            .order_by(Invitation.id)
        ).all()
    )


def is_known(digest: str) -> bool:
    """Did this very answer arrive before?"""
    return db.session.scalar(select(InvitationReply.id).where(InvitationReply.digest == digest)) is not None


def standing_replies() -> Select[*tuple[Any, ...]]:
    """Answers that stand, of interviews that are planned: the newest of each person, to the invitation
    as it was last told; whoever was invited anew since has not answered yet."""
    later, told = aliased(InvitationReply), aliased(Invitation)
    same = (later.interview_id == InvitationReply.interview_id) & (
        later.account_id.is_not_distinct_from(InvitationReply.account_id)
    )
    newer = (later.sequence > InvitationReply.sequence) | (
        (later.sequence == InvitationReply.sequence)
        & (
            (later.stamped_at > InvitationReply.stamped_at)
            | ((later.stamped_at == InvitationReply.stamped_at) & (later.id > InvitationReply.id))
        )
    )
    last_told = (
        select(func.max(told.sequence))
        .where(
            told.interview_id == InvitationReply.interview_id,
            told.account_id.is_not_distinct_from(InvitationReply.account_id),
            told.told == Told.INVITED,
        )
        .correlate(InvitationReply)
        .scalar_subquery()
    )
    return (
        select(InvitationReply)
        .join(
            Interview,
            and_(Interview.id == InvitationReply.interview_id, Interview.state == InterviewState.PLANNED),
        )
        .where(
            InvitationReply.sequence >= last_told,
            ~select(later.id).where(same, newer).correlate(InvitationReply).exists(),
        )
    )


def answers(visit_id: int) -> dict[int | None, Reply]:
    """Account id, None for the candidate → what it answered to the interview that is planned now."""
    rows: Iterable[Any] = db.session.scalars(standing_replies().where(Interview.visit_id == visit_id))
    return {row.account_id: row.answer for row in rows}
