"""Offers: drafted, sent, answered, retracted or run out. The only writer of an offer's state."""

from datetime import date, datetime
from typing import Any

from core import clock, money
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Entry, Way, by, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import closing, notices, offer_letters, preboarding, rules, waiting
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
    salary: int | None = None,
    beyond_seats: bool = False,
    seen: str | None = None,
) -> Offer:
    """Write an offer for an application in the offer stage. A draft not sent yet is replaced by it; one
    that is out holds until this version is approved and sent, and then gives way to it.

    salary: what it pays, in the currency and for the period of the opening's range.  beyond_seats: make it
    although every open seat is promised already, on purpose."""
    out = _begin(visit, actor, seen)
    _check_place(visit, out, beyond_seats)
    _check_dates(starts_on, expires_at)
    pay = _check_salary(visit, salary)
    _drop_draft(visit)
    offer = Offer(
        application_id=visit.application_id,
        number=queries.next_number(visit.application_id),
        terms=terms.strip(),
        starts_on=starts_on,
        kind=visit.application.opening.kind,
        expires_at=expires_at,
        author_id=actor.id,
        replaces_id=out.id if out else None,
        beyond_seats=beyond_seats,
        **pay,
    )
    db.session.add(offer)
    db.session.flush()
    _settle(visit)
    _tell("offer drafted", visit, offer, actor, beyond_seats=beyond_seats)
    return offer


def _begin(visit: Visit, actor: Account, seen: str | None) -> Offer | None:
    """Let nobody else act on the application meanwhile; returns the offer that is out or accepted."""
    check_may(actor, Permission.MAKE_OFFERS)
    check_seen(visit, seen)
    standing.keep_still(visit)
    check_standing(visit)
    return queries.binding_offer(visit.application_id)


def _drop_draft(visit: Visit) -> None:
    draft = queries.draft_of(visit.application_id)
    if draft is not None:
        draft.state = OfferState.RETRACTED
        db.session.flush()


def _check_place(visit: Visit, out: Offer | None, beyond_seats: bool) -> None:
    if visit.stage.kind is not StageKind.OFFER:
        raise OfferRefused(_("Not made. An offer can be made in the offer stage only."))
    if out is not None and out.state is OfferState.ACCEPTED:
        raise OfferRefused(_("Not made. An offer was accepted already; retract it first."))
    # What is out has its seat already; the version in its place needs no other.
    if out is None and queries.seats_left(visit.opening_id) <= 0 and not beyond_seats:
        raise OfferRefused(
            _("Not made. Every seat is filled or promised. Add a seat, or confirm to go beyond."),
            "beyond_seats",
        )


def _check_salary(visit: Visit, salary: int | None) -> dict[str, Any]:
    """The salary as an offer keeps it: beside it the currency and the period in which it is compared."""
    within = visit.application.opening.salary
    if salary is None:
        return {}
    if within is None:
        raise OfferRefused(_("Not made. The opening names no salary range to compare it with."), "salary")
    if not 1 <= salary <= money.MOST:
        raise OfferRefused(_("A salary is more than nothing."), "salary")
    return {"salary": salary, "salary_currency": within.currency, "salary_period": within.period}


def _check_dates(starts_on: date, expires_at: datetime) -> None:
    if expires_at <= clock.now():
        raise OfferRefused(_("Choose a time in the future."), "expires_on")
    if starts_on < clock.today():
        raise OfferRefused(_("The first day cannot be in the past."), "starts_on")


def approve(visit: Visit, offer: Offer, *, actor: Account) -> None:
    """Somebody other than the author finds the draft right; now it can be sent."""
    _check_can_judge(visit, offer, actor)
    if offer.author_id == actor.id:
        raise OfferRefused(
            _("Not approved. You wrote this offer yourself; another person has to approve it.")
        )
    offer.approved_at, offer.approved_by_id = clock.now(), actor.id
    _settle(visit)
    _tell("offer approved", visit, offer, actor)


def turn_down(visit: Visit, offer: Offer, *, actor: Account, reason: str) -> None:
    """The draft is not right, for a reason that its author reads; it is retracted, and a new version is
    to be written."""
    _check_can_judge(visit, offer, actor)
    if not rules.explains(reason):
        raise OfferRefused(_("Not done. Say in at least one sentence what should be different."), "reason")
    offer.state = OfferState.RETRACTED
    _settle(visit)
    _tell("offer not approved", visit, offer, actor, reason)


def _check_can_judge(visit: Visit, offer: Offer, actor: Account) -> None:
    check_may(actor, Permission.APPROVE_OFFERS)
    _look_again(visit, offer)
    check_standing(visit)
    _check_state(offer, OfferState.DRAFT)
    if not offer.awaits_approval:
        raise OfferRefused(_("Not done. This offer is approved already."))


def send(visit: Visit, offer: Offer, *, actor: Account) -> None:
    """The approved draft goes to the candidate, with a letter that names the terms and until when. A
    version that was out before gives way to it."""
    check_may(actor, Permission.MAKE_OFFERS)
    _look_again(visit, offer)
    check_standing(visit)
    _check_state(offer, OfferState.DRAFT)
    if offer.awaits_approval:
        raise OfferRefused(_("Not sent. Another person has to approve the offer first."))
    if offer.expires_at <= clock.now():
        raise OfferRefused(_("Not sent. The offer has run out; write a new one."))
    _check_seat_left(visit, offer)
    key = _give_way(offer)
    offer.state, offer.sent_at = OfferState.SENT, clock.now()
    _settle(visit)
    entry = _tell("offer sent", visit, offer, actor, replaces=offer.replaces_id)
    _write(key, visit, offer, entry, actor)


def _check_seat_left(visit: Visit, offer: Offer) -> None:
    """A seat that was free while the offer was written may be promised by now."""
    alone(f"seats of opening {visit.opening_id}")
    takes_place = queries.binding_offer(visit.application_id) is not None
    if not (takes_place or offer.beyond_seats) and queries.seats_left(visit.opening_id) <= 0:
        raise OfferRefused(
            _(
                "Not sent. Every seat has been filled or promised meanwhile. Add a seat, or write a new "
                "version that goes beyond on purpose."
            )
        )


def _give_way(offer: Offer) -> str:
    """Take back what is out for this version; returns the key of the letter that tells of it."""
    out = queries.binding_offer(offer.application_id)
    if out is not None and out.state is OfferState.ACCEPTED:
        raise OfferRefused(_("Not sent. The version before was accepted meanwhile."))
    if out is None:
        return notices.OFFER_SENT
    out.state = OfferState.RETRACTED
    db.session.flush()
    return notices.OFFER_REVISED


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
        document=offer_letters.address_of(offer),
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
    _drop_draft(visit)
    _settle(visit)
    entry = _tell("offer accepted", visit, offer, actor)
    _write(notices.OFFER_ACCEPTED, visit, offer, entry, actor)
    preboarding.begin(visit.application, offer, actor=actor)


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
        _drop_draft(visit)
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
    preboarding.drop(visit.application, actor=actor)
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
    db.session.refresh(
        offer, ["state", "approved_at", "approved_by_id", "needs_approval"], with_for_update=True
    )


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
