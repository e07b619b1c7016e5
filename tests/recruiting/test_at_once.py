"""Two, or four, at the very same instant: one is first, and the others are told."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from core import clock, courier
from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry, new_batch
from people.models import Account, Employment, Person
from people.permissions import Role
from recruiting import applications, closing, hiring, offers, pipeline, undoing
from recruiting.models import Application, Channel, Offer, Opening, Seat, Visit
from recruiting.queries import standing
from recruiting.states import OPEN, OfferState, ReasonFamily, SeatState, Status
from tests import factories as make
from tests.at_once import DONE, OVERTAKEN
from tests.recruiting import walking
from tests.recruiting.walking import WHY
from training.models import Enrolment


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER)


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def looking_at(visit, actor):
    """Reads the application and the account as a request of its own does."""
    application_id, actor_id = visit.application_id, actor.id
    return lambda: (standing.latest_visit(application_id), db.session.get(Account, actor_id))


def looking_at_offer(visit, actor):
    look, offer_id = looking_at(visit, actor), walking.offer_of(visit).id
    return lambda: (*look(), db.session.get(Offer, offer_id))


# Hiring


def test_hire_sent_four_times_at_once_hires_once(at_once, recruiter):
    visit = walking.accepted(recruiter)
    hire = [lambda seen: hiring.hire(seen[0], actor=seen[1])] * 4
    first, *others = at_once(looking_at(visit, recruiter), *hire)
    assert first == DONE and all("has ended" in sentence for sentence in others)
    for model in (Employment, Enrolment):
        assert count(model) == 1
    assert count(Seat, Seat.state == SeatState.FILLED) == count(Entry, Entry.verb == "hired") == 1
    assert standing.latest_visit(visit.application_id).application.status is Status.HIRED


def test_hire_pressed_four_times_at_once_shows_no_fault(browse, recruiter, app):
    visit = walking.accepted(recruiter)
    application_id, codes = visit.application_id, []
    clients = [browse(recruiter).client for _ in range(4)]
    db.session.commit()
    ready = threading.Barrier(4)

    def press(client):
        ready.wait(30)
        codes.append(client.post(f"/applications/{application_id}/hire").status_code)

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert codes.count(302) == 1 and set(codes) <= {302, 409, 422}
    assert count(Employment) == count(Enrolment) == count(Seat, Seat.state == SeatState.FILLED) == 1


def test_the_last_seat_is_given_once(at_once, recruiter):
    opening = make.an_opening(1)
    visits = [walking.accepted(recruiter, opening) for _ in range(1)]
    second = make.an_application(opening, stage="offer")
    offers.draft(
        second,
        terms="Grade 3",
        starts_on=clock.today(),
        expires_at=clock.now() + timedelta(days=7),
        actor=recruiter,
        beyond_seats=True,
    )
    offers.send(second, walking.approved(second), actor=recruiter)
    offers.accept(second, walking.offer_of(second), actor=recruiter)
    ids, actor_id = [one.application_id for one in (*visits, second)], recruiter.id

    def look():
        return [standing.latest_visit(one) for one in ids], db.session.get(Account, actor_id)

    first, other = at_once(look, *(lambda seen, n=n: hiring.hire(seen[0][n], actor=seen[1]) for n in (0, 1)))
    assert first == DONE and "Every seat of the opening is filled" in other
    assert count(Employment) == count(Seat, Seat.state == SeatState.FILLED) == 1


# Applying


def test_the_same_person_for_the_same_opening_four_times_at_once_is_one_application(at_once, recruiter):
    person_id, opening_id = make.a_person().id, make.an_opening().id
    channel_id, actor_id = make.a_channel().id, recruiter.id

    def look():
        kinds = ((Person, person_id), (Opening, opening_id), (Channel, channel_id), (Account, actor_id))
        return [db.session.get(kind, key) for kind, key in kinds]

    def apply(seen):
        person, opening, channel, actor = seen
        applications.apply(person, opening, channel=channel, actor=actor)

    first, *others = at_once(look, *[apply] * 4)
    assert first == DONE
    assert all("already has an open application" in sentence for sentence in others)
    assert count(Application) == count(Visit) == count(Letter) == count(Entry, Entry.verb == "applied") == 1


def test_reinstating_while_the_same_person_applies_leaves_one_open_application(browse, recruiter, app):
    visit = make.rejected(make.an_application())
    person, opening = visit.application.person, visit.application.opening
    clients = [browse(recruiter).client for _ in range(2)]
    asked = [
        (f"/applications/{visit.application_id}/reinstate", {"reason": WHY}),
        (
            "/candidates/new",
            {"name": person.name, "email": person.email, "language": "en", "opening": opening.id}
            | {"channel": make.a_channel().id},
        ),
    ]
    db.session.commit()
    ready, codes = threading.Barrier(2), []

    def press(client, address, typed):
        ready.wait(30)
        codes.append(client.post(address, data=typed).status_code)

    threads = [
        threading.Thread(target=press, args=(client, *one))
        for client, one in zip(clients, asked, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert codes.count(302) == 1 and set(codes) <= {302, 409, 422}
    assert count(Application, Application.status.in_(OPEN)) == count(Visit, Visit.left_at.is_(None)) == 1


# Moving


MOVES = {
    "two moves": [
        lambda seen: pipeline.advance(seen[0], actor=seen[1]),
        lambda seen: pipeline.move(
            seen[0], seen[0].application.pipeline_version.stages[3], actor=seen[1], reason=WHY
        ),
    ],
    "a move and a rejection": [
        lambda seen: pipeline.advance(seen[0], actor=seen[1]),
        lambda seen: closing.reject(seen[0], make.a_reason(), actor=seen[1]),
    ],
    "a hold and a withdrawal": [
        lambda seen: pipeline.hold(seen[0], actor=seen[1], reason=WHY),
        lambda seen: closing.withdraw(seen[0], make.a_reason(ReasonFamily.WITHDRAWAL), actor=seen[1]),
    ],
    "a hold and a move": [
        lambda seen: pipeline.hold(seen[0], actor=seen[1], reason=WHY),
        lambda seen: pipeline.advance(seen[0], actor=seen[1]),
    ],
}


@pytest.mark.parametrize("acts", MOVES.values(), ids=MOVES)
def test_of_two_who_act_on_one_card_at_once_the_second_is_told(at_once, recruiter, acts):
    visit = make.an_application()
    looked = looking_at(visit, recruiter)
    seen = visit.seen

    def look():
        found, actor = looked()
        pipeline.check_seen(found, seen)
        return found, actor

    first, other = at_once(look, *acts)
    assert first == DONE and (other == OVERTAKEN or "was changed at" in other)
    application = standing.latest_visit(visit.application_id).application
    assert count(Visit, Visit.left_at.is_(None)) == (1 if application.is_open else 0)
    assert count(Entry, Entry.subject_kind == "application") == 2


def test_two_drags_of_one_card_at_once_make_one_move(browse, recruiter, app):
    visit = make.an_application()
    address, seen = f"/applications/{visit.application_id}/moves", visit.seen
    clients = [browse(recruiter).client for _ in range(2)]
    db.session.commit()
    ready, codes = threading.Barrier(2), []

    def drag(client):
        ready.wait(30)
        typed = {"to": "online test", "seen": seen}
        codes.append(client.post(address, data=typed, headers={"HX-Request": "true"}).status_code)

    threads = [threading.Thread(target=drag, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(codes) == [204, 409]
    assert count(Visit) == 2 and count(Visit, Visit.left_at.is_(None)) == 1


# Offers


def test_an_offer_accepted_and_declined_at_once_has_one_answer(at_once, recruiter):
    visit = walking.sent(recruiter)
    look = looking_at_offer(visit, recruiter)
    accept = lambda seen: offers.accept(seen[0], seen[2], actor=seen[1])  # noqa: E731
    decline = lambda seen: offers.decline(  # noqa: E731
        seen[0], seen[2], make.a_reason(ReasonFamily.DECLINE), actor=seen[1], ends=False
    )
    first, other = at_once(look, accept, decline)
    assert first == DONE and other != DONE
    entries = count(Entry, Entry.verb.in_(("offer accepted", "offer declined")))
    assert entries == count(Offer, Offer.state.in_((OfferState.ACCEPTED, OfferState.DECLINED))) == 1


def test_an_offer_sent_and_retracted_at_once_is_one_or_the_other(at_once, recruiter):
    visit = walking.drafted(recruiter)
    look = looking_at_offer(visit, recruiter)
    at_once(
        look,
        lambda seen: offers.send(seen[0], seen[2], actor=seen[1]),
        lambda seen: offers.retract(seen[0], seen[2], actor=seen[1], reason=WHY),
    )
    offer = db.session.scalars(select(Offer)).one()
    now = standing.latest_visit(visit.application_id)
    assert (offer.state is OfferState.SENT) == (now.waits_for == "answer to the offer")


def test_two_offers_drafted_at_once_leave_one_that_lives(at_once, recruiter):
    visit = make.an_application(stage="offer")
    at_once(looking_at(visit, recruiter), *[lambda seen: walking.draft(*seen)] * 2)
    assert count(Offer, Offer.state == OfferState.DRAFT) == 1


# Undoing


def test_two_undo_at_once_and_it_is_undone_once(at_once, recruiter):
    visit, batch, actor_id = make.an_application(), new_batch(), recruiter.id
    pipeline.advance(visit, actor=recruiter, batch=batch)
    undo = [lambda actor: undoing.undo(batch, actor=actor)] * 2
    first, other = at_once(lambda: db.session.get(Account, actor_id), *undo)
    assert first == DONE and other != DONE
    assert count(Entry, Entry.verb == "undone") == count(Visit, Visit.left_at.is_(None)) == 1
    assert standing.latest_visit(visit.application_id).id == visit.id


def test_an_undo_and_a_further_move_at_once_leave_one_of_them(at_once, recruiter):
    visit, batch = make.an_application(), new_batch()
    pipeline.advance(visit, actor=recruiter, batch=batch)
    first, other = at_once(
        looking_at(visit, recruiter),
        lambda seen: undoing.undo(batch, actor=seen[1]),
        lambda seen: pipeline.move(
            seen[0], seen[0].application.pipeline_version.stages[3], actor=seen[1], reason=WHY, override=True
        ),
    )
    # Where the undo came first, the move went on from the stage that was left: both may stand on SQLite.
    assert first == DONE and (other != DONE or db.engine.dialect.name == "sqlite")
    assert count(Visit, Visit.left_at.is_(None)) == 1


def test_a_letter_that_a_worker_takes_while_undo_looks_blocks_it(app, recruiter):
    visit, batch = make.an_application(), new_batch()
    pipeline.advance(visit, actor=recruiter, batch=batch)
    letter = db.session.scalars(select(Letter)).one()
    letter.not_before = clock.now()
    db.session.commit()

    def claim():
        with app.app_context():
            claimed.append(courier.claim())

    claimed, taken = [], threading.Thread(target=claim)

    def between(_connection, _cursor, statement, *_rest):
        if statement.startswith("UPDATE letter SET state") and not taken.ident:
            taken.start()
            taken.join(10)

    if db.engine.dialect.name == "sqlite":  # the worker comes before: it cannot write in between
        claim()
    else:
        event.listen(db.engine, "before_cursor_execute", between)
    with pytest.raises(pipeline.MoveRefused, match="A letter has already left"):
        undoing.undo(batch, actor=recruiter)
    db.session.rollback()
    assert claimed[0] is not None
    assert count(Letter, Letter.state == LetterState.HELD) == 1 and count(Visit, Visit.left_at.is_(None)) == 1
