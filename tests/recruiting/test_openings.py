"""How openings begin, change, rest and end."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.outbox import Letter
from core.record import Entry
from core.refusal import Refused
from people.permissions import Role
from recruiting import applications, openings, pipeline, publishing, seats
from recruiting.applications import ApplicationRefused
from recruiting.defaults.reasons import OPENING_CLOSED
from recruiting.models import Application, Opening, Pipeline, Seat, Stage
from recruiting.openings import OpeningRefused
from recruiting.queries import openings as queries
from recruiting.queries import standing
from recruiting.states import OpeningStatus, Part, ReasonFamily, SeatState, StageKind, Status
from tests import factories


@pytest.fixture
def recruiter(app):
    return factories.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def opening(app):
    return factories.an_opening(seats=3)


def last_entry(verb):
    return db.session.scalars(select(Entry).where(Entry.verb == verb).order_by(Entry.id.desc())).first()


def seats_of(opening):
    query = select(Seat.state).where(Seat.opening_id == opening.id).order_by(Seat.number)
    return list(db.session.scalars(query))


# Beginning


def test_an_opening_begins_open_with_its_seats_on_the_newest_pipeline(app, recruiter):
    opening = factories.an_opening(seats=4, actor=recruiter)
    assert (opening.code, opening.status) == ("OP-101", OpeningStatus.OPEN)
    assert seats_of(opening) == [SeatState.OPEN] * 4
    assert opening.pipeline_version_id == queries.newest_version_id()
    entry = last_entry("opened")
    assert (entry.actor_id, entry.subject_id, entry.details["seats"]) == (recruiter.id, opening.id, 4)


def test_codes_ascend(app):
    assert [factories.an_opening().code for _ in range(3)] == ["OP-101", "OP-102", "OP-103"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"seats": 0}, "seats"),
        ({"seats": 501}, "seats"),
        ({"title": {"en": "Only English"}}, "title_zh_Hans"),
        ({"market_language": "fr"}, "market_language"),
        ({"on_duty_by": clock.today() - timedelta(days=1)}, "on_duty_by"),
    ],
)
def test_an_opening_that_makes_no_sense_does_not_begin(app, more, field):
    with pytest.raises(OpeningRefused) as refused:
        factories.an_opening(**more)
    assert refused.value.field == field
    assert db.session.scalar(select(func.count(Opening.id))) == 0


def test_a_recruiter_of_one_team_opens_nothing_for_another(app):
    own, other = factories.a_team("Own"), factories.a_team("Other")
    actor = factories.an_account(Role.RECRUITER, team=own)
    factories.an_opening(team=own, actor=actor)
    with pytest.raises(OpeningRefused):
        factories.an_opening(team=other, actor=actor)


def test_a_manager_opens_nothing(app):
    with pytest.raises(OpeningRefused):
        factories.an_opening(actor=factories.an_account(Role.MANAGER))


def at_once(app, *acts):
    """Do all of `acts`, each in a context and transaction of its own, at the same instant; what each
    returned, or the refusal it raised."""
    db.session.commit()
    db.session.remove()
    start = Barrier(len(acts))

    def alone(act):
        with app.app_context():
            start.wait(timeout=20)
            try:
                answer = act()
                db.session.commit()
                return answer
            except Refused as refusal:
                db.session.rollback()
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(copy_context().run, alone, act) for act in acts]
        return [one.result(timeout=60) for one in running]


def test_two_openings_opened_at_once_have_two_codes(app):
    factories.found()
    team = factories.a_team()
    act = lambda: factories.an_opening(team=db.session.merge(team)).code  # noqa: E731
    assert set(at_once(app, act, act)) == {"OP-101", "OP-102"}


# Changing


def test_a_change_is_recorded_with_what_it_was_before(opening, recruiter):
    day = opening.on_duty_by + timedelta(days=7)
    assert openings.change(opening, replace(openings.facts_of(opening), on_duty_by=day), actor=recruiter)
    entry = last_entry("changed")
    assert entry.details["before"] == {"on_duty_by": (day - timedelta(days=7)).isoformat()}
    assert entry.details["after"] == {"on_duty_by": day.isoformat()}


def test_changing_nothing_records_nothing(opening, recruiter):
    assert not openings.change(opening, openings.facts_of(opening), actor=recruiter)
    assert last_entry("changed") is None


def test_the_second_of_two_who_change_an_opening_is_told(opening, recruiter):
    seen = opening.version
    new = replace(openings.facts_of(opening), title=factories.words("First", "第一"))
    openings.change(opening, new, actor=recruiter, seen=seen)
    with pytest.raises(OpeningRefused):
        openings.change(opening, replace(new, market_language="zh_Hans"), actor=recruiter, seen=seen)
    assert (opening.title["en"], opening.market_language) == ("First", "en")


def test_an_opening_does_not_go_to_a_team_out_of_reach(app):
    own, other = factories.a_team("Own"), factories.a_team("Other")
    actor = factories.an_account(Role.RECRUITER, team=own)
    opening = factories.an_opening(team=own)
    with pytest.raises(OpeningRefused):
        openings.change(opening, replace(openings.facts_of(opening), team_id=other.id), actor=actor)


def test_an_opening_of_another_team_is_changed_only_by_its_hiring_team(opening):
    actor = factories.an_account(Role.RECRUITER, team=factories.a_team("Own"))
    new = replace(openings.facts_of(opening), market_language="zh_Hans")
    with pytest.raises(OpeningRefused):
        openings.change(opening, new, actor=actor)
    openings.add_member(opening, actor, Part.RECRUITER, actor=None)
    assert openings.change(opening, new, actor=actor)


def test_an_opening_adopts_a_new_pipeline_and_who_runs_finishes_on_the_old(opening, recruiter):
    visit = factories.an_application(opening)
    old = opening.pipeline_version
    with pytest.raises(OpeningRefused):
        openings.adopt_newest_pipeline(opening, actor=recruiter)
    offer = Stage(key="offer", kind=StageKind.OFFER, name=factories.words("Offer"), target_days=5)
    new = publishing.publish(old.pipeline, [offer], now=clock.now(), actor=None)
    openings.adopt_newest_pipeline(opening, actor=recruiter)
    assert factories.an_application(opening, stage="offer").application.pipeline_version_id == new.id
    assert pipeline.advance(visit, actor=recruiter).stage.pipeline_version_id == old.id
    counts = queries.seat_counts(opening.id)
    assert (counts.running, counts.on_older) == (2, 1)


# Seats


def test_seats_are_added(opening, recruiter):
    seats.set_seats(opening, 5, actor=recruiter)
    assert seats_of(opening) == [SeatState.OPEN] * 5


def test_closing_a_seat_needs_a_reason(opening, recruiter):
    with pytest.raises(OpeningRefused) as refused:
        seats.set_seats(opening, 2, actor=recruiter, reason="  ")
    assert refused.value.field == "reason"
    seats.set_seats(opening, 2, actor=recruiter, reason="Budget")
    assert seats_of(opening) == [SeatState.OPEN, SeatState.OPEN, SeatState.CLOSED]
    seats.set_seats(opening, 3, actor=recruiter)
    assert seats_of(opening) == [SeatState.OPEN, SeatState.OPEN, SeatState.CLOSED, SeatState.OPEN]


def test_a_filled_seat_is_never_closed(opening, recruiter):
    visit = factories.an_application(opening)
    seat = opening.seats[0]
    seat.state, seat.application_id, seat.filled_at = SeatState.FILLED, visit.application_id, clock.now()
    db.session.flush()
    seats.set_seats(opening, 1, actor=recruiter, reason="Budget")
    assert seats_of(opening) == [SeatState.FILLED, SeatState.CLOSED, SeatState.CLOSED]
    seats.set_seats(opening, 2, actor=recruiter)
    with pytest.raises(OpeningRefused):
        seats.set_seats(opening, 0, actor=recruiter, reason="Budget")
    assert queries.seat_counts(opening.id)[:4] == (1, 0, 1, 2)


def test_of_two_who_set_the_seats_at_once_the_second_is_told(app, opening, recruiter):
    ids = opening.id, recruiter.id

    def set_to(wanted):
        def act():
            mine, actor = db.session.get(Opening, ids[0]), db.session.get(type(recruiter), ids[1])
            seats.set_seats(mine, wanted, actor=actor, seen=3)
            return wanted

        return act

    answers = at_once(app, set_to(5), set_to(6))
    refused = [one for one in answers if isinstance(one, OpeningRefused)]
    [done] = [one for one in answers if isinstance(one, int)]
    assert len(refused) == 1
    assert len(seats_of(db.session.get(Opening, ids[0]))) == done


# The hiring team


def test_a_part_in_the_hiring_team_needs_a_role_for_it(opening, recruiter):
    interviewer = factories.an_account(Role.INTERVIEWER)
    openings.add_member(opening, interviewer, Part.INTERVIEWER, actor=recruiter)
    with pytest.raises(OpeningRefused):
        openings.add_member(opening, interviewer, Part.HIRING_MANAGER, actor=recruiter)
    with pytest.raises(OpeningRefused):
        openings.add_member(opening, interviewer, Part.INTERVIEWER, actor=recruiter)
    assert [member.account_id for member in opening.members] == [interviewer.id]


def test_who_is_taken_out_of_the_hiring_team_is_recorded(opening, recruiter):
    member = openings.add_member(opening, recruiter, Part.RECRUITER, actor=recruiter)
    openings.remove_member(opening, member, actor=recruiter)
    assert opening.members == []
    assert last_entry("member removed").details["account"] == recruiter.id


# Resting and ending


def test_a_paused_opening_takes_nobody_new_and_goes_on_with_who_is_there(opening, recruiter):
    visit = factories.an_application(opening)
    openings.pause(opening, actor=recruiter)
    with pytest.raises(ApplicationRefused):
        factories.an_application(opening)
    assert pipeline.advance(visit, actor=recruiter).stage.key == "online test"
    openings.resume(opening, actor=recruiter)
    assert factories.an_application(opening)


def test_what_is_not_paused_cannot_be_resumed_nor_what_is_open_reopened(opening, recruiter):
    for verb in (openings.resume, openings.reopen):
        with pytest.raises(OpeningRefused):
            verb(opening, actor=recruiter)
    assert opening.status is OpeningStatus.OPEN


def everybody_in(opening):
    visits = [
        factories.an_application(opening),
        factories.an_application(opening, stage="second interview"),
        factories.an_application(opening, stage="online test"),
    ]
    pipeline.hold(visits[2], actor=None, reason="Waits for a certificate.")
    return [visit.application for visit in visits]


def closing_reason():
    return factories.a_reason(ReasonFamily.REJECTION, OPENING_CLOSED)


def test_closing_leaves_nobody_in_limbo(opening, recruiter):
    applied = everybody_in(opening)
    assert openings.close(opening, closing_reason(), actor=recruiter, reason="Peak was moved") == 3
    assert {one.status for one in applied} == {Status.REJECTED}
    assert {one.disposition_reason.key for one in applied} == {OPENING_CLOSED}
    assert (opening.status, opening.closed_at is not None) == (OpeningStatus.CLOSED, True)
    assert queries.still_in(opening.id) == []
    assert db.session.scalar(select(func.count(Letter.id))) == 3
    assert last_entry("closed").reason == "Peak was moved"


def test_closing_writes_to_nobody_where_that_is_wanted(opening, recruiter):
    everybody_in(opening)
    openings.close(opening, closing_reason(), actor=recruiter, tell=False)
    assert db.session.scalar(select(func.count(Letter.id))) == 0


def test_closing_carries_everybody_over_once(opening, recruiter):
    applied = everybody_in(opening)
    other = factories.an_opening()
    factories.an_application(other, person=applied[0].person)
    openings.close(opening, other, actor=recruiter)
    assert {one.status for one in applied} == {Status.TRANSFERRED}
    there = db.session.scalars(select(Application).where(Application.opening_id == other.id)).all()
    assert sorted(one.person_id for one in there) == sorted(one.person_id for one in applied)
    assert {one.status for one in there} == {Status.ACTIVE}
    assert [one.transferred_from_id for one in there][1:] == [applied[1].id, applied[2].id]


@pytest.mark.parametrize("status", [OpeningStatus.PAUSED, OpeningStatus.CLOSED])
def test_nobody_is_carried_over_into_an_opening_that_takes_nobody(opening, recruiter, status):
    everybody_in(opening)
    other = factories.an_opening()
    if status is OpeningStatus.PAUSED:
        openings.pause(other, actor=recruiter)
    else:
        openings.close(other, closing_reason(), actor=recruiter)
    for target in (other, opening):
        with pytest.raises(OpeningRefused):
            openings.close(opening, target, actor=recruiter)
    assert len(queries.still_in(opening.id)) == 3


def test_a_reason_of_theirs_or_a_retired_one_closes_nothing(opening, recruiter):
    retired = closing_reason()
    retired.retired_at = clock.now()
    for reason in (factories.a_reason(ReasonFamily.WITHDRAWAL), retired):
        with pytest.raises(OpeningRefused):
            openings.close(opening, reason, actor=recruiter)
    assert opening.status is OpeningStatus.OPEN


def test_a_closed_opening_takes_no_move_and_no_change_until_it_is_reopened(opening, recruiter):
    visit = factories.an_application(opening)
    openings.close(opening, closing_reason(), actor=recruiter)
    with pytest.raises(OpeningRefused):
        openings.change(opening, openings.facts_of(opening), actor=recruiter)
    with pytest.raises(OpeningRefused):
        seats.set_seats(opening, 9, actor=recruiter)
    with pytest.raises(OpeningRefused):
        openings.close(opening, closing_reason(), actor=recruiter)
    openings.reopen(opening, actor=recruiter)
    assert (opening.status, opening.closed_at) == (OpeningStatus.OPEN, None)
    assert visit.application.status is Status.REJECTED
    assert factories.an_application(opening, person=visit.application.person)


def test_nobody_can_apply_while_the_opening_closes(app, opening):
    reason, person = closing_reason(), factories.a_person()
    channel = factories.a_channel()
    ids = opening.id, reason.id, person.id, channel.id

    def close():
        mine = db.session.get(Opening, ids[0])
        openings.close(mine, db.session.get(type(reason), ids[1]), actor=None)

    def apply():
        mine = db.session.get(Opening, ids[0])
        them, where = db.session.get(type(person), ids[2]), db.session.get(type(channel), ids[3])
        applications.apply(them, mine, channel=where, actor=None)

    at_once(app, apply, close)
    assert db.session.get(Opening, ids[0]).status is OpeningStatus.CLOSED
    assert queries.still_in(ids[0]) == []


def test_a_stage_in_use_cannot_vanish(app, opening):
    visit = factories.an_application(opening)
    with pytest.raises(Exception, match=r"(?i)foreign key"), db.session.begin_nested():
        db.session.execute(Stage.__table__.delete().where(Stage.id == visit.stage_id))
    assert standing.visit(visit.id).stage.key == "screening"
    assert db.session.scalar(select(func.count(Pipeline.id))) == 1
