"""The facts of a visit that decide what it waits for."""

from datetime import timedelta

from sqlalchemy import select

from core import clock
from core.db import db
from recruiting.models import (
    BackgroundCheck,
    CheckItem,
    Consent,
    Interview,
    Offer,
    Panelist,
    Scorecard,
    Visit,
)
from recruiting.rules import Facts
from recruiting.states import (
    FINISHED_ITEMS,
    LIVE_CHECKS,
    LIVE_OFFERS,
    InterviewState,
    OfferState,
    StageKind,
)

CHECK_PURPOSE = "background check"
APPLICATION_PURPOSE = "application"
"""That the data of the application are kept."""


def facts_of(visit: Visit) -> Facts:
    """What is known of a visit, read afresh."""
    kind = visit.stage.kind
    if kind is StageKind.OFFER:
        return _of_offer(visit.application_id)
    if kind is StageKind.CHECK:
        return Facts(
            verdict=visit.verdict,
            consent=has_consent(visit.application.person_id),
            check_is_ours=_check_is_ours(visit.application_id),
        )
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


def _check_is_ours(application_id: int) -> bool:
    """Is there no check under way, or one whose items are all found and whose waiting time is over?"""
    live = db.session.execute(
        select(
            BackgroundCheck.waits_until,
            select(CheckItem.id)
            .where(CheckItem.check_id == BackgroundCheck.id, CheckItem.state.not_in(FINISHED_ITEMS))
            .exists()
            .label("unfinished"),
        ).where(BackgroundCheck.application_id == application_id, BackgroundCheck.state.in_(LIVE_CHECKS))
    ).one_or_none()
    if live is None:
        return True
    return not live.unfinished and (live.waits_until is None or live.waits_until <= clock.now())


def _of_offer(application_id: int) -> Facts:
    """What is out or accepted counts before what is still being written."""
    offers = db.session.execute(
        select(Offer.state, Offer.needs_approval, Offer.approved_at).where(
            Offer.application_id == application_id, Offer.state.in_(LIVE_OFFERS)
        )
    ).all()
    first = min(offers, key=lambda one: one.state is OfferState.DRAFT, default=None)
    if first is None:
        return Facts()
    return Facts(offer=first.state, approval=first.needs_approval and first.approved_at is None)
