"""Offers: drafted, sent, answered, retracted or run out. The only writer of an offer's state."""

from datetime import date, datetime
from typing import Any

from core import clock
from core.db import db
from core.i18n import _
from core.record import Entry, Way, by, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import closing, notices, waiting
from recruiting.models import DispositionReason, Offer, Visit
from recruiting.pipeline import check_may, check_seen, check_standing
from recruiting.queries import offers as queries
from recruiting.queries import standing
from recruiting.states import LIVE_OFFERS, OfferState, ReasonFamily, StageKind


class OfferRefused(Refused):
    """The offer stays as it is."""


def draft(
    visit: Visit,
    *,
    terms: str,
    starts_on: date,
    expires_at: datetime,
    actor: Account,
    beyond_seats: bool = False,
    seen: str | None = None,
) -> Offer:
    """Write an offer for an application in the offer stage. A draft not sent yet is replaced by it.

    beyond_seats: make it although every open seat is promised already, on purpose."""
    check_may(actor, Permission.MAKE_OFFERS)
    check_seen(visit, seen)
    standing.keep_still(visit)
    check_standing(visit)
    _check_place(visit, beyond_seats)
    _check_dates(starts_on, expires_at)
    live = queries.live_offer(visit.application_id)
    if live is not None and live.state is not OfferState.DRAFT:
        raise OfferRefused(_("Not made. An offer is open already; retract it first."))
    if live is not None:
        live.state = OfferState.RETRACTED
        db.session.flush()
    offer = Offer(
        application_id=visit.application_id,
        number=queries.next_number(visit.application_id),
        terms=terms.strip(),
        starts_on=starts_on,
        expires_at=expires_at,
    )
    db.session.add(offer)
    db.session.flush()
    _settle(visit)
    _tell("offer drafted", visit, offer, actor, beyond_seats=beyond_seats)
    return offer


def _check_place(visit: Visit, beyond_seats: bool) -> None:
    if visit.stage.kind is not StageKind.OFFER:
        raise OfferRefused(_("Not made. An offer can be made in the offer stage only."))
    if queries.seats_left(visit.opening_id) <= 0 and not beyond_seats:
        raise OfferRefused(
            _("Not made. Every seat is filled or promised. Add a seat, or confirm to go beyond."),
            "beyond_seats",
        )


def _check_dates(starts_on: date, expires_at: datetime) -> None:
    if expires_at <= clock.now():
        raise OfferRefused(_("Choose a time in the future."), "expires_on")
    if starts_on < clock.today():
        raise OfferRefused(_("The first day cannot be in the past."), "starts_on")


def send(visit: Visit, offer: Offer, *, actor: Account) -> None:
    """The draft goes to the candidate, with a letter that names the terms and until when."""
    check_may(actor, Permission.MAKE_OFFERS)
    _look_again(visit, offer)
    check_standing(visit)
    _check_state(offer, OfferState.DRAFT)
    if offer.expires_at <= clock.now():
        raise OfferRefused(_("Not sent. The offer has run out; write a new one."))
    offer.state, offer.sent_at = OfferState.SENT, clock.now()
    _settle(visit)
    entry = _tell("offer sent", visit, offer, actor)
    _write(notices.OFFER_SENT, visit, offer, entry, actor)


def _write(key: str, visit: Visit, offer: Offer, entry: Entry, actor: Account) -> None:
    application = visit.application
    notices.tell(
        key,
        application,
        entry,
        actor=actor,
        stage=visit.stage,
        terms=offer.terms,
        starts=notices.in_words(application, offer.starts_on),
        expires=notices.in_words(application, offer.last_day),
    )


def accept(visit: Visit, offer: Offer, *, actor: Account) -> None:
    """Record that the candidate said yes, in time."""
    check_may(actor, Permission.MAKE_OFFERS)
    _look_again(visit, offer)
    check_standing(visit)
    _check_state(offer, OfferState.SENT)
    if offer.expires_at <= clock.now():
        raise OfferRefused(_("Not accepted. The offer has run out; make a new one."))
    offer.state, offer.answered_at = OfferState.ACCEPTED, clock.now()
    _settle(visit)
    entry = _tell("offer accepted", visit, offer, actor)
    _write(notices.OFFER_ACCEPTED, visit, offer, entry, actor)


def decline(
    visit: Visit,
    offer: Offer,
    reason: DispositionReason,
    *,
    actor: Account,
    ends: bool,
    note: str | None = None,
) -> None:
    """Record that the candidate said no, and why. With `ends` the application ends as withdrawn;
    otherwise it stays in the stage for another offer."""
    check_may(actor, Permission.MAKE_OFFERS)
    _look_again(visit, offer)
    _check_state(offer, OfferState.SENT)
    if reason.family is not ReasonFamily.DECLINE:
        raise OfferRefused(_("Not done. Choose one of the reasons of the list."), "reason")
    offer.state, offer.answered_at, offer.decline_reason_id = OfferState.DECLINED, clock.now(), reason.id
    _settle(visit)
    _tell("offer declined", visit, offer, actor, note, decline_reason=reason.id)
    if ends:
        closing.withdraw(visit, reason, actor=actor, note=note)


def retract(visit: Visit, offer: Offer, *, actor: Account, reason: str) -> None:
    """Take an offer back, drafted, sent or accepted, with a reason."""
    check_may(actor, Permission.MAKE_OFFERS)
    _look_again(visit, offer)
    if offer.state not in LIVE_OFFERS or not visit.application.is_open:
        raise OfferRefused(_("Not retracted. This offer is no longer open."))
    if not reason.strip():
        raise OfferRefused(_("Not retracted. Say why, for the record."), "reason")
    offer.state = OfferState.RETRACTED
    _settle(visit)
    _tell("offer retracted", visit, offer, actor, reason)


def expire() -> int:
    """Close the offers whose time is over; returns how many. For the worker."""
    offers = queries.ran_out(clock.now())
    for offer in offers:
        offer.state = OfferState.EXPIRED
        visit = standing.latest_visit(offer.application_id)
        _settle(visit)
        with by(Way.RULE):
            _tell("offer expired", visit, offer, None)
    return len(offers)


def _look_again(visit: Visit, offer: Offer) -> None:
    """Read how both are now; so they stay until the transaction ends."""
    standing.keep_still(visit)
    db.session.refresh(offer, ["state"], with_for_update=True)


def _check_state(offer: Offer, wanted: OfferState) -> None:
    if offer.state is not wanted:
        raise OfferRefused(_("Not done. The offer has changed meanwhile; look again."))


def _settle(visit: Visit) -> None:
    db.session.flush()
    if visit.left_at is None:
        waiting.settle(visit)
        db.session.flush()


def _tell(
    verb: str, visit: Visit, offer: Offer, actor: Account | None, reason: str | None = None, **details: Any
) -> Entry:
    return record(
        verb,
        visit.application,
        actor_id=actor.id if actor else None,
        reason=reason,
        offer=offer.id,
        number=offer.number,
        **details,
    )
