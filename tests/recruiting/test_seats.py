"""No more promised than there are seats, unless on purpose; no more hired than there are seats, ever:
whoever comes at once, moves many, lets a rule move, or changes the version meanwhile."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db
from people.models import Account, Employment
from people.permissions import Role
from recruiting import bulk, hiring, migrating, offers, openings, pipeline, rule_runs, seats, stage_rules
from recruiting.hiring import HireRefused
from recruiting.models import Offer, PipelineVersion, Seat
from recruiting.offers import OfferRefused
from recruiting.queries import offers as queries
from recruiting.queries import standing
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, OfferState, RuleAct, SeatState, Status
from tests import factories as make
from tests.at_once import DONE
from tests.recruiting import walking
from tests.recruiting.walking import WHY, fresh


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER)


@pytest.fixture
def opening(app):
    return make.an_opening(1)


def filled(opening):
    return db.session.scalar(
        select(func.count())
        .select_from(Seat)
        .where(Seat.opening_id == opening.id, Seat.state == SeatState.FILLED)
    )


def promised(opening):
    found = select(func.count()).select_from(Offer).where(Offer.state.in_(queries.BINDING))
    return db.session.scalar(found)


def ready(recruiter, opening):
    """An approved offer that is not sent yet."""
    visit = walking.drafted(recruiter, opening)
    walking.approved(visit)
    return fresh(visit)


# Promised


def test_a_seat_promised_while_another_offer_was_written_is_not_promised_again(recruiter, opening):
    one, other = ready(recruiter, opening), ready(recruiter, opening)
    offers.send(one, walking.offer_of(one), actor=recruiter)
    with pytest.raises(OfferRefused, match="filled or promised meanwhile"):
        offers.send(other, walking.offer_of(other), actor=recruiter)
    assert promised(opening) == 1


def test_going_beyond_is_possible_on_purpose_and_stays_so_with_the_version(recruiter, opening):
    first = ready(recruiter, opening)
    offers.send(first, walking.offer_of(first), actor=recruiter)
    other = make.an_application(opening, stage="offer")
    with pytest.raises(OfferRefused, match="filled or promised"):
        walking.draft(other, recruiter)
    offers.draft(
        other,
        terms="Grade 3",
        starts_on=clock.today(),
        expires_at=clock.now() + timedelta(days=3),
        actor=recruiter,
        beyond_seats=True,
    )
    offers.send(other, walking.approved(other), actor=recruiter)
    assert promised(opening) == 2


def test_a_further_version_of_what_is_out_keeps_its_seat(recruiter, opening):
    visit = walking.sent(recruiter, opening)
    walking.draft(visit, recruiter)
    offers.send(fresh(visit), walking.approved(visit), actor=recruiter)
    assert promised(opening) == 1 and queries.seats_left(opening.id) == 0


def test_two_offers_sent_at_once_promise_one_seat_once(at_once, recruiter, opening):
    ids = [ready(recruiter, opening).application_id for _ in range(2)]
    actor_id = recruiter.id

    def look():
        return [standing.latest_visit(one) for one in ids], db.session.get(Account, actor_id)

    def send(number):
        def act(seen):
            visit = seen[0][number]
            offers.send(visit, walking.offer_of(visit), actor=seen[1])

        return act

    first, other = at_once(look, send(0), send(1))
    assert first == DONE and "filled or promised meanwhile" in other
    assert promised(opening) == 1


def test_whoever_is_put_on_hold_with_an_offer_keeps_the_promised_seat(recruiter, opening):
    visit = walking.sent(recruiter, opening)
    pipeline.hold(visit, actor=recruiter, reason=WHY)
    assert queries.seats_left(opening.id) == 0
    with pytest.raises(OfferRefused, match="filled or promised"):
        walking.drafted(recruiter, opening)
    with pytest.raises(openings.OpeningRefused):
        seats.set_seats(make.an_opening(1), 0, actor=recruiter, reason=WHY)


def test_a_promised_seat_is_not_closed_while_its_application_is_on_hold(recruiter):
    opening = make.an_opening(2)
    for _ in range(2):
        pipeline.hold(walking.sent(recruiter, opening), actor=recruiter, reason=WHY)
    with pytest.raises(openings.OpeningRefused, match="is the least"):
        seats.set_seats(opening, 1, actor=make.an_account(Role.ADMINISTRATOR), reason=WHY)


# Accepted


def test_an_offer_that_ran_out_is_not_accepted_whether_a_worker_came_by_or_not(recruiter, opening):
    visit = walking.sent(recruiter, opening)
    offer = walking.offer_of(visit)
    with clock.at(offer.expires_at):
        with pytest.raises(OfferRefused, match="has run out"):
            offers.accept(visit, offer, actor=recruiter)
        assert offers.expire() == 1
        with pytest.raises(OfferRefused, match="changed meanwhile"):
            offers.accept(fresh(visit), offer, actor=recruiter)
    assert offer.state is OfferState.EXPIRED and queries.seats_left(opening.id) == 1


def test_what_was_approved_cannot_be_changed_afterwards_but_by_a_version_that_needs_approval(
    recruiter, opening
):
    visit = ready(recruiter, opening)
    approved = walking.offer_of(visit)
    walking.draft(visit, recruiter)
    written = walking.offer_of(visit)
    assert written.id != approved.id and written.awaits_approval
    with pytest.raises(OfferRefused, match="changed meanwhile"):
        offers.send(fresh(visit), approved, actor=recruiter)
    with pytest.raises(OfferRefused, match="has to approve the offer"):
        offers.send(fresh(visit), written, actor=recruiter)


def test_whoever_wrote_an_offer_does_not_approve_it_in_any_role_not_even_in_the_database(app):
    everything = make.an_account(*Role)
    visit = walking.drafted(everything)
    offer = walking.offer_of(visit)
    with pytest.raises(OfferRefused, match="You wrote this offer yourself"):
        offers.approve(visit, offer, actor=everything)
    mine = {"approved_at": clock.now(), "approved_by_id": everything.id}
    with pytest.raises(IntegrityError):
        db.session.execute(update(Offer).where(Offer.id == offer.id).values(mine))


def test_an_offer_accepted_twice_at_once_is_accepted_once(at_once, recruiter, opening):
    visit = walking.sent(recruiter, opening)
    number, actor_id, offer_id = visit.application_id, recruiter.id, walking.offer_of(visit).id

    def look():
        return (
            standing.latest_visit(number),
            db.session.get(Offer, offer_id),
            db.session.get(Account, actor_id),
        )

    accept = [lambda seen: offers.accept(seen[0], seen[1], actor=seen[2])] * 2
    first, other = at_once(look, *accept)
    assert first == DONE and other != DONE
    assert promised(opening) == 1


# Hired


def beyond(recruiter, opening):
    """An accepted offer, made although every seat was promised."""
    visit = make.an_application(opening, stage="offer")
    offers.draft(
        visit,
        terms="Grade 3",
        starts_on=clock.today(),
        expires_at=clock.now() + timedelta(days=7),
        actor=recruiter,
        beyond_seats=True,
    )
    walking.send_and_accept(visit, recruiter)
    return fresh(visit)


def test_of_more_acceptances_than_seats_no_more_are_hired_than_there_are_seats(recruiter):
    opening = make.an_opening(2)
    visits = [beyond(recruiter, opening) for _ in range(4)]
    for visit in visits[:2]:
        hiring.hire(visit, actor=recruiter)
    for visit in visits[2:]:
        with pytest.raises(HireRefused, match="Every seat of the opening is filled"):
            hiring.hire(visit, actor=recruiter)
    assert filled(opening) == 2


def test_a_seat_closed_while_somebody_is_hired_is_one_or_the_other(at_once, recruiter):
    opening = make.an_opening(2)
    visit = walking.accepted(recruiter, opening)
    number, actor_id, opening_id = visit.application_id, make.an_account(*Role).id, opening.id

    def look():
        return standing.latest_visit(number), db.session.get(Account, actor_id)

    def close(seen):
        seats.set_seats(seen[0].application.opening, 1, actor=seen[1], reason=WHY)

    at_once(look, lambda seen: hiring.hire(seen[0], actor=seen[1]), close)
    states = db.session.scalars(select(Seat.state).where(Seat.opening_id == opening_id)).all()
    assert states.count(SeatState.FILLED) == db.session.scalar(select(func.count(Employment.id)))
    assert states.count(SeatState.CLOSED) <= 1


def test_moving_many_or_by_a_rule_hires_nobody_and_ends_at_the_offer(recruiter, opening):
    visits = [make.an_application(opening, stage="background check") for _ in range(3)]
    for visit in visits:
        make.a_result(visit, 100)
    visits = [fresh(visit) for visit in visits]
    db.session.flush()
    act = bulk.Act(bulk.Kind.MOVE, to=bulk.NEXT, reason=WHY)
    done = bulk.carry_out(act, visits, {one.application_id: one.seen for one in visits}, actor=recruiter)
    assert len(done.done) == 3
    again = [fresh(visit) for visit in visits]
    after = bulk.carry_out(act, again, {one.application_id: one.seen for one in again}, actor=recruiter)
    assert after.done == [] and all("last stage" in why for why in after.refused.values())
    assert filled(opening) == 0 and {one.application.status for one in again} == {Status.ACTIVE}


def test_no_rule_can_stand_in_the_last_stage(recruiter, opening):
    admin = make.an_account(Role.ADMINISTRATOR)
    terms = Terms(RuleAct.ADVANCE, [Condition(ConditionKind.WAITS, "1")])
    with pytest.raises(stage_rules.RuleRefused):
        stage_rules.make(
            opening.pipeline_version.pipeline, "offer", make.words("Hire", "录用"), terms, actor=admin
        )
    visit = walking.accepted(recruiter, opening)
    with clock.at(clock.now() + timedelta(days=3)):
        assert rule_runs.run() == 0
    assert fresh(visit).application.status is Status.ACTIVE and filled(opening) == 0


def test_hiring_while_the_version_changes_hires_once_and_never_more_than_there_are_seats(at_once, recruiter):
    opening = make.an_opening(1)
    one, other = walking.accepted(recruiter, opening), beyond(recruiter, opening)
    ids = [one.application_id, other.application_id]
    version_id = make.a_further_version(opening.pipeline_version).id
    actor_id = make.an_account(*Role).id

    def look():
        return (
            [standing.latest_visit(number) for number in ids],
            db.session.get(Account, actor_id),
            db.session.get(PipelineVersion, version_id),
        )

    def hire(number):
        return lambda seen: hiring.hire(seen[0][number], actor=seen[1])

    def migrate(number):
        return lambda seen: migrating.migrate(seen[0][number], seen[2], actor=seen[1], reason=WHY)

    at_once(look, hire(0), migrate(0), hire(1), migrate(1))
    assert filled(opening) == db.session.scalar(select(func.count(Employment.id))) <= 1
    hired = [standing.latest_visit(n).application.status for n in ids].count(Status.HIRED)
    assert hired == filled(opening)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_hired_taken_back_and_no_show_in_any_order_free_exactly_their_seat(recruiter, order):
    opening = make.an_opening(3)
    visits = [walking.hired(recruiter, opening) for _ in range(3)]
    acts = [
        lambda visit: hiring.unhire(visit, actor=recruiter, reason=WHY),
        lambda visit: hiring.record_no_show(visit, actor=recruiter, reason=WHY),
        lambda visit: None,
    ]
    for number in order:
        acts[number](visits[number])
    assert filled(opening) == 1
    with pytest.raises(HireRefused):
        hiring.unhire(fresh(visits[0]), actor=recruiter, reason=WHY)
    assert filled(opening) == 1
