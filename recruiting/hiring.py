"""Hiring in one act, and taking it back: seat, employment and place in line for training together."""

from datetime import date

from core import clock
from core.db import db
from core.i18n import _, day
from core.record import new_batch, record
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Employment
from people.permissions import Permission
from people.queries import last_employment
from people.states import LeavingReason, Level
from recruiting import history, notices, preboarding, rewards, rules, seats, waiting
from recruiting.models import Application, Offer, Seat, Visit
from recruiting.pipeline import (
    check_can_reopen,
    check_may,
    check_seen,
    check_standing,
    enter,
    leave,
)
from recruiting.queries import checks, standing
from recruiting.queries import offers as queries
from recruiting.states import OfferState, Outcome, SeatState, StageKind, Status
from training import enrolment
from training.queries import live_enrolment


class HireRefused(Refused):
    """Nobody was hired, and no seat was taken or freed."""


def hire(
    visit: Visit, *, actor: Account, seen: str | None = None, needed_by: date | None = None
) -> Employment:
    """Hire who accepted the offer: one seat is filled, an employment begins, a cohort is awaited. The seat is
    one of those needed by the day `needed_by`; without one, the seat that is needed first."""
    check_may(actor, Permission.HIRE)
    check_seen(visit, seen)
    application = visit.application
    standing.keep_still(visit)  # pressed twice at once, the second finds it done
    check_standing(visit)
    offer = _accepted_offer(visit)
    _check_may_return(application)
    _check_check(application)
    before = history.state_of(application, visit)
    seat = _take_seat(application, needed_by)
    employment = _employ(application, offer, seats.needed_by(application.opening, seat), actor)
    application.status = Status.HIRED
    application.employment_id = employment.id
    leave(visit, Outcome.HIRED)
    entry = history.tell(
        "hired", application, visit, before, actor=actor, batch=new_batch(), employment=employment.id,
        seat=seat.number,
    )  # fmt: skip
    rewards.promise(application, employment, actor=actor)
    starts = notices.in_words(application, offer.starts_on)
    notices.tell(notices.HIRED, application, entry, actor=actor, starts=starts)
    return employment


def _accepted_offer(visit: Visit) -> Offer:
    offer = queries.live_offer(visit.application_id) if visit.stage.kind is StageKind.OFFER else None
    if offer is None or offer.state is not OfferState.ACCEPTED:
        raise HireRefused(
            _(
                "Not hired. %(name)s has not accepted an offer yet; record the answer first.",
                name=visit.application.shown.name,
            )
        )
    return offer


def _check_may_return(application: Application) -> None:
    earlier = last_employment(application.person_id)
    if earlier is not None and not earlier.may_return:
        raise HireRefused(
            _(
                "Not hired. %(name)s worked here until %(day)s and may not be hired again; a manager can "
                "allow it.",
                name=application.shown.name,
                day=day(earlier.ended_on),
            )
        )


def _check_check(application: Application) -> None:
    """What was found in a background check is for few; the sentence says only that it does not hold."""
    if not checks.holds(application.id):
        raise HireRefused(
            _(
                "Not hired. The background check of %(name)s does not hold any more; it has to be renewed, "
                "or the application sent back.",
                name=application.shown.name,
            )
        )


def let_return(visit: Visit, may_return: bool, *, actor: Account, reason: str) -> None:
    """Decide anew whether who worked here before may be hired again, with a reason."""
    check_may(actor, Permission.OVERRIDE_RESULTS)
    earlier = last_employment(visit.application.person_id)
    if earlier is None:
        raise HireRefused(_("Not done. %(name)s has not worked here.", name=visit.application.shown.name))
    if not rules.explains(reason):
        raise HireRefused(_("Not done. Say why, in at least one sentence."), "reason")
    employments.let_return(earlier, may_return, actor=actor, reason=reason)
    record("return decided", visit.application, actor_id=actor.id, reason=reason, may_return=may_return)


def _take_seat(application: Application, needed_by: date | None) -> Seat:
    seat = queries.open_seat(application.opening_id, needed_by)
    if seat is None and needed_by is not None and queries.open_seat(application.opening_id) is not None:
        raise HireRefused(_("Not hired. No seat of that day is open any more; choose another one."), "seat")
    if seat is None:
        raise HireRefused(_("Not hired. Every seat of the opening is filled; add a seat first."))
    seat.state = SeatState.FILLED
    seat.application_id = application.id
    seat.filled_at = clock.now()
    db.session.flush()
    return seat


def _employ(application: Application, offer: Offer, wanted_on: date, actor: Account) -> Employment:
    opening = application.opening
    employment = employments.employ(
        application.person,
        starts_on=offer.starts_on,
        team_id=opening.team_id,
        site_id=opening.site_id,
        line_manager_id=queries.hiring_manager_person(opening.id),
        level=Level.SPECIALIST,
        shift=opening.shift,
        kind=offer.kind,
        actor=actor,
    )
    enrolment.await_cohort(employment, wanted_on, actor=actor)
    return employment


def unhire(visit: Visit, *, actor: Account, reason: str) -> Visit:
    """Take a hire back, for a mistake: the seat is open again and the application active in the offer
    stage, with the offer still accepted."""
    application = _check_hired(visit, actor, reason)
    check_can_reopen(application)
    before = history.state_of(application, visit)
    _give_back(application, LeavingReason.UNHIRED, actor, reason)
    application.status = Status.ACTIVE
    application.closed_at = None
    application.employment_id = None
    db.session.flush()
    again = enter(application, visit.stage)
    waiting.settle(again)
    db.session.flush()
    history.tell("unhired", application, again, before, actor=actor, reason=reason, batch=new_batch())
    return again


def record_no_show(visit: Visit, *, actor: Account, reason: str) -> None:
    """Who was hired did not come on the first day: an outcome of its own; the seat is open again."""
    application = _check_hired(visit, actor, reason)
    employment = queries.employment_of(application)
    if employment.started_on > clock.today():
        raise HireRefused(_("Not recorded. The first day is still to come."))
    before = history.state_of(application, visit)
    _give_back(application, LeavingReason.NO_SHOW, actor, reason)
    preboarding.drop(application, actor=actor)
    application.status = Status.NO_SHOW
    db.session.flush()
    history.tell("no-show", application, visit, before, actor=actor, reason=reason, batch=new_batch())


def _check_hired(visit: Visit, actor: Account, reason: str) -> Application:
    check_may(actor, Permission.HIRE)
    if visit.application.status is not Status.HIRED:
        raise HireRefused(_("Not done. %(name)s is not hired.", name=visit.application.shown.name))
    if not reason.strip():
        raise HireRefused(_("Not done. Say why, for the record."), "reason")
    return visit.application


def _give_back(application: Application, why: LeavingReason, actor: Account, reason: str) -> None:
    employment = queries.employment_of(application)
    place = live_enrolment(employment.id)
    if place is not None:
        enrolment.cancel(place, actor=actor, reason=reason)
    employments.end(employment, max(clock.today(), employment.started_on), why, actor=actor)
    rewards.lapse(application, reason, actor=actor)
    seat = queries.seat_of(application.id)
    if seat is not None:
        seat.state, seat.application_id, seat.filled_at = SeatState.OPEN, None, None
    db.session.flush()
