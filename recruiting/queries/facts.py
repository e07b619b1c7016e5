"""The facts of a visit that decide what it waits for."""

from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.db import db
from recruiting.models import Consent, Interview, Offer, Panelist, Scorecard, Visit
from recruiting.rules import Facts
from recruiting.states import LIVE_OFFERS, InterviewState, OfferState, StageKind

CHECK_PURPOSE = "background check"


def facts_of(visit: Visit) -> Facts:
    """What is known of a visit, read afresh."""
    kind = visit.stage.kind
    if kind is StageKind.OFFER:
        return Facts(offer=_offer_state(visit.application_id))
    if kind is StageKind.CHECK:
        return Facts(verdict=visit.verdict, consent=has_consent(visit.application.person_id))
    asked, scored = _panel(visit.id)
    return Facts(visit.verdict, asked, scored, interview_over=_interview_over(visit.id))


def has_consent(person_id: int, purpose: str = CHECK_PURPOSE) -> bool:
    """Is there a consent to `purpose` that holds today?"""
    return (
        db.session.scalar(
            select(Consent.id).where(
                Consent.person_id == person_id,
                Consent.purpose == purpose,
                Consent.revoked_at.is_(None),
                Consent.expires_at > clock.now(),
            )
        )
        is not None
    )


def _panel(visit_id: int) -> tuple[frozenset[int], frozenset[int]]:
    rows = db.session.execute(
        select(Panelist.account_id, Scorecard.id)
        .outerjoin(Scorecard, Scorecard.panelist_id == Panelist.id)
        .where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None))
    ).all()
    return frozenset(row[0] for row in rows), frozenset(row[0] for row in rows if row[1])


def _interview_over(visit_id: int) -> bool | None:
    interviews = db.session.execute(
        select(Interview.starts_at, Interview.minutes, Interview.state).where(
            Interview.visit_id == visit_id,
            Interview.state.in_((InterviewState.PLANNED, InterviewState.HELD)),
        )
    ).all()
    if not interviews:
        return None
    return all(
        state is InterviewState.HELD or starts_at + timedelta(minutes=minutes) <= clock.now()
        for starts_at, minutes, state in interviews
    )


def _offer_state(application_id: int) -> OfferState | None:
    return db.session.scalar(
        select(Offer.state).where(Offer.application_id == application_id, Offer.state.in_(LIVE_OFFERS))
    )
