"""What the product does about selection without being asked, and what a hire leaves on the board."""

from datetime import timedelta

from core import clock, worker
from core.db import db
from people.permissions import Role
from recruiting import hiring, offers
from recruiting.models import Offer
from recruiting.queries import board
from recruiting.states import OfferState
from tests import factories as make
from tests.recruiting import walking


def an_offer(visit, actor, *, days: int = 5) -> Offer:
    offer = offers.draft(
        visit,
        terms="As agreed.",
        starts_on=clock.today() + timedelta(days=30),
        expires_at=clock.now() + timedelta(days=days),
        actor=actor,
    )
    offers.send(visit, walking.approved(visit), actor=actor)
    return offer


def test_the_worker_closes_offers_whose_time_is_over(app):
    recruiter = make.an_account(Role.RECRUITER)
    visit = make.an_application(make.an_opening(), stage="offer")
    offer_id = an_offer(visit, recruiter, days=2).id
    db.session.commit()
    with clock.at(clock.now() + timedelta(days=3)):
        worker.Worker().run(once=True)
    assert db.session.get_one(Offer, offer_id).state is OfferState.EXPIRED


def test_the_worker_looks_after_interviews_that_are_over(app):
    assert {"interviews over", "offers expired", "seal"} <= set(worker.JOBS)


def test_who_is_hired_fills_a_seat_and_no_longer_counts_as_offered(app):
    recruiter = make.an_account(Role.RECRUITER)
    opening = make.an_opening(seats=3)
    visit = make.an_application(opening, stage="offer")
    offers.accept(visit, an_offer(visit, recruiter), actor=recruiter)
    hiring.hire(visit, actor=recruiter)
    head = board.head(opening.id, recruiter)
    assert (head.filled, head.offered, head.free) == (1, 0, 2)
