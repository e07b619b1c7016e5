"""Offers and seats, as the verbs of offering and hiring read them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import contains_eager, joinedload, with_expression

from core.db import db
from people.models import Account, Employment
from people.permissions import Permission
from recruiting.models import Application, DispositionReason, HiringTeamMember, Offer, Opening, Seat
from recruiting.queries import reasons
from recruiting.queries.blindness import veil_applications
from recruiting.queries.reach import reachable
from recruiting.states import OPEN, OfferState, Part, SeatState

BINDING = (OfferState.SENT, OfferState.ACCEPTED)


def live_offer(application_id: int) -> Offer | None:
    """The offer that is out or accepted, else the one that is being written."""
    return binding_offer(application_id) or draft_of(application_id)


def binding_offer(application_id: int) -> Offer | None:
    """The offer that is out or accepted; there is one at most."""
    return db.session.scalar(
        select(Offer).where(Offer.application_id == application_id, Offer.state.in_(BINDING))
    )


def draft_of(application_id: int) -> Offer | None:
    """The offer that is being written; there is one at most."""
    return db.session.scalar(
        select(Offer).where(Offer.application_id == application_id, Offer.state == OfferState.DRAFT)
    )


def offer(offer_id: int, account: Account, permission: Permission) -> Offer | None:
    """The offer, with its application and person, where `account` may reach its opening."""
    found = db.session.scalar(
        select(Offer)
        .join(Offer.application)
        .join(Application.opening)
        .where(Offer.id == offer_id, reachable(account, permission))
        .options(
            contains_eager(Offer.application).joinedload(Application.person),
            contains_eager(Offer.application).contains_eager(Application.opening),
        )
    )
    veil_applications([found.application] if found else [], account)
    return found


def offer_by_link(offer_id: int) -> Offer | None:
    """The offer that a letter's link stands for, while it can be accepted or has been."""
    return db.session.scalar(
        select(Offer)
        .where(Offer.id == offer_id, Offer.state.in_(BINDING))
        .options(
            joinedload(Offer.application).joinedload(Application.person),
            joinedload(Offer.application).joinedload(Application.opening),
        )
    )


def offers_of(application_id: int) -> Sequence[Offer]:
    """Every offer ever made to this application, newest first, with who wrote and who approved it."""
    query = select(Offer).where(Offer.application_id == application_id).order_by(Offer.number.desc())
    said = with_expression(Offer.decline_said, _decline_said())
    return db.session.scalars(query.options(said, *_WITH_PEOPLE)).unique().all()


def _decline_said() -> Any:
    said = select(reasons.called(Offer.answered_at)).where(DispositionReason.id == Offer.decline_reason_id)
    return said.correlate(Offer).scalar_subquery()


_WITH_PEOPLE = (
    joinedload(Offer.author),
    joinedload(Offer.approved_by),
)


def next_number(application_id: int) -> int:
    """The number of the next version."""
    highest = select(func.max(Offer.number)).where(Offer.application_id == application_id)
    return (db.session.scalar(highest) or 0) + 1


def ran_out(now: datetime) -> Sequence[Offer]:
    """Offers that are out although their time is over, kept from being answered meanwhile."""
    return db.session.scalars(
        select(Offer)
        .where(Offer.state == OfferState.SENT, Offer.expires_at <= now)
        .order_by(Offer.id)
        .with_for_update()
    ).all()


def seats_left(opening_id: int) -> int:
    """Open seats less the offers that are out or accepted and may take one."""
    promised = (
        select(func.count())
        .select_from(Offer)
        .join(Offer.application)
        .where(
            Application.opening_id == opening_id,
            Application.status.in_(OPEN),
            Offer.state.in_((OfferState.SENT, OfferState.ACCEPTED)),
        )
        .scalar_subquery()
    )
    free = (
        select(func.count())
        .select_from(Seat)
        .where(Seat.opening_id == opening_id, Seat.state == SeatState.OPEN)
        .scalar_subquery()
    )
    return int(db.session.scalars(select(free - promised)).one())


def open_seat(opening_id: int, needed_by: date | None = None) -> Seat | None:
    """The open seat that is needed first, or the first of those needed by a day; locked against anybody else
    who wants it."""
    day = func.coalesce(Seat.needed_by, Opening.on_duty_by)
    return db.session.scalar(
        select(Seat)
        .join(Opening, Opening.id == Seat.opening_id)
        .where(
            Seat.opening_id == opening_id,
            Seat.state == SeatState.OPEN,
            true() if needed_by is None else day == needed_by,
        )
        .order_by(day, Seat.number)
        .limit(1)
        .with_for_update(skip_locked=True, of=Seat)
    )


def seat_of(application_id: int) -> Seat | None:
    """The seat that this application fills."""
    return db.session.scalar(select(Seat).where(Seat.application_id == application_id))


def employment_of(application: Application) -> Employment:
    """The employment that hiring this application began; raises NoResultFound without one."""
    return db.session.get_one(Employment, application.employment_id)


def hiring_manager_person(opening_id: int) -> int | None:
    """The person who is hiring manager of the opening, if one is named."""
    return db.session.scalar(
        select(Account.person_id)
        .join(HiringTeamMember, HiringTeamMember.account_id == Account.id)
        .where(HiringTeamMember.opening_id == opening_id, HiringTeamMember.part == Part.HIRING_MANAGER)
        .order_by(HiringTeamMember.id)
        .limit(1)
    )
