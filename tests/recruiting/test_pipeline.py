"""Undo, the record replayed, and an application as it stood on a past day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import inspect, select, update

from core import clock, courier
from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry, new_batch
from people.permissions import Role
from recruiting import applications, bulk, closing, history, offers, openings, pipeline, undoing
from recruiting.models import Application, Visit
from recruiting.queries.application_page import state_as_of
from recruiting.states import ReasonFamily, Status
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.walking import WHY, fresh

KEPT_BESIDES = {"version"}
"""Counts every change, taking one back included; all else is to be exactly as before."""


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER)


def row(one):
    return {
        column.key: getattr(one, column.key)
        for column in inspect(type(one)).columns
        if column.key not in KEPT_BESIDES
    }


def seen_from_outside(application_id):
    """The application and its visits that count, as they are in the database."""
    db.session.commit()
    db.session.expire_all()
    visits = db.session.scalars(
        select(Visit)
        .where(Visit.application_id == application_id, Visit.voided_at.is_(None))
        .order_by(Visit.id)
    )
    return row(db.session.get_one(Application, application_id)), [row(visit) for visit in visits]


def letters(*states):
    return db.session.scalars(select(Letter).where(Letter.state.in_(states))).all()


def on_hold(actor):
    visit = make.an_application(stage="first interview")
    pipeline.hold(visit, actor=actor, reason=WHY)
    return fresh(visit)


def marked_badly(actor):
    visit = make.an_application(stage="online test")
    make.a_result(visit, 30)
    return fresh(visit)


def rejected(actor):
    return make.rejected(marked_badly(actor))


def interviewed(actor):
    return make.an_application(stage="first interview")


def to(key, **more):
    return lambda visit, **how: pipeline.move(visit, make.a_stage(visit, key), reason=WHY, **more, **how)


def reject(visit, **how):
    closing.reject(visit, make.a_reason(), **how)


def withdraw(visit, **how):
    closing.withdraw(visit, make.a_reason(ReasonFamily.WITHDRAWAL), **how)


def hold(visit, **how):
    pipeline.hold(visit, reason=WHY, **how)


def reinstate(visit, **how):
    closing.reinstate(visit, reason=WHY, **how)


UNDONE = {
    "a move": (lambda actor: make.an_application(), to("online test")),
    "a skip": (lambda actor: make.an_application(), to("simulation")),
    "an override": (marked_badly, to("first interview", override=True)),
    "a way back": (interviewed, to("screening")),
    "a hold": (interviewed, hold),
    "a resumption": (on_hold, pipeline.resume),
    "a rejection": (interviewed, reject),
    "a rejection of one on hold": (on_hold, reject),
    "a withdrawal": (interviewed, withdraw),
    "a reinstatement": (rejected, reinstate),
}


@pytest.mark.parametrize(("begin", "verb"), UNDONE.values(), ids=UNDONE)
def test_undo_restores_exactly_and_stops_the_letters(app, recruiter, begin, verb):
    visit, batch = begin(recruiter), new_batch()
    before, standing_letters = seen_from_outside(visit.application_id), len(letters(LetterState.HELD))
    later = clock.now() + timedelta(minutes=3)
    with clock.at(later):
        verb(fresh(visit), actor=recruiter, batch=batch)
        assert seen_from_outside(visit.application_id) != before
    with clock.at(later + timedelta(seconds=30)):
        assert undoing.undo(batch, actor=recruiter) == 1
    assert seen_from_outside(visit.application_id) == before
    assert len(letters(LetterState.HELD)) == standing_letters
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    assert entries[-1].verb == "undone" and entries[-1].corrects_id == entries[-2].id
    assert history.replay(entries)[visit.application_id] == entries[-2].details["before"]


def advanced(actor, when=None):
    visit, batch = make.an_application(), new_batch()
    with clock.at(when or clock.now()):
        return pipeline.advance(visit, actor=actor, batch=batch), batch


def test_undo_is_refused_once_its_time_has_passed(recruiter):
    visit, batch = advanced(recruiter, clock.now() - timedelta(seconds=31))
    with pytest.raises(pipeline.MoveRefused, match="time for it has passed"):
        undoing.undo(batch, actor=recruiter)
    assert fresh(visit).stage.key == "online test" and len(letters(LetterState.HELD)) == 1


@pytest.mark.parametrize("sent", [False, True], ids=["claimed", "sent"])
def test_a_letter_that_is_leaving_or_has_left_blocks_undo(recruiter, sent):
    visit, batch = advanced(recruiter)
    letters(LetterState.HELD)[0].not_before = clock.now()
    db.session.commit()
    letter = courier.claim()
    if sent:
        courier.mark_sent(letter)
    with pytest.raises(pipeline.MoveRefused, match="A letter has already left"):
        undoing.undo(batch, actor=recruiter)
    db.session.rollback()
    assert fresh(visit).stage.key == "online test" and not letters(LetterState.CANCELLED)


def test_only_who_did_it_can_undo_it(recruiter):
    visit, batch = advanced(recruiter)
    with pytest.raises(pipeline.MoveRefused, match="Only whoever did it"):
        undoing.undo(batch, actor=make.an_account(Role.RECRUITER))
    assert fresh(visit).stage.key == "online test"


def test_what_was_changed_since_is_not_undone(recruiter):
    visit, batch = advanced(recruiter)
    pipeline.hold(visit, actor=recruiter, reason=WHY)
    with pytest.raises(pipeline.MoveRefused, match="has been changed since"):
        undoing.undo(batch, actor=recruiter)
    db.session.rollback()


def test_what_began_or_ended_for_good_is_not_undone(recruiter):
    visit = walking.hired(recruiter)
    for entry in db.session.scalars(
        select(Entry).where(Entry.verb.in_(("applied", "hired", "skipped ahead")))
    ):
        with pytest.raises(pipeline.MoveRefused):
            undoing.undo(entry.batch or "", actor=recruiter)
    assert fresh(visit).application.status is Status.HIRED


def test_an_end_is_not_undone_once_the_person_has_applied_again(browse, recruiter):
    visit, batch = make.an_application(), new_batch()
    closing.reject(visit, make.a_reason(), actor=recruiter, batch=batch)
    applications.apply(
        visit.application.person, visit.application.opening, channel=make.a_channel(), actor=recruiter
    )
    browser = browse(recruiter)
    page = browser.follow(browser.post(f"/undo?batch={batch}"))
    assert "has another open application here" in page.text(".notice-bad")
    assert fresh(visit).application.status is Status.REJECTED
    assert len(letters(LetterState.CANCELLED)) == 0


def test_an_end_is_not_undone_once_the_opening_is_closed(recruiter):
    visit, batch = make.an_application(), new_batch()
    closing.reject(visit, make.a_reason(), actor=recruiter, batch=batch)
    openings.close(visit.application.opening, make.a_reason(), actor=recruiter)
    with pytest.raises(pipeline.MoveRefused, match="The opening is closed"):
        undoing.undo(batch, actor=recruiter)
    db.session.rollback()


def many(recruiter, how_many=3):
    opening = make.an_opening()
    visits = [make.an_application(opening) for _ in range(how_many)]
    seen = {visit.application_id: visit.seen for visit in visits}
    act = bulk.Act(bulk.Kind.MOVE, to=bulk.NEXT)
    return bulk.carry_out(act, visits, seen, actor=recruiter)


def test_a_bulk_act_is_undone_for_all(recruiter):
    done = many(recruiter)
    assert undoing.undo(done.batch, actor=recruiter) == 3
    assert {fresh(visit).stage.key for visit in done.done} == {"screening"}
    assert len(letters(LetterState.CANCELLED)) == 3 and not letters(LetterState.HELD)


def test_a_bulk_act_is_undone_for_nobody_when_one_cannot_be(browse, recruiter):
    done = many(recruiter)
    closing.reject(fresh(done.done[0]), make.a_reason(), actor=recruiter)
    browser = browse(recruiter)
    page = browser.follow(browser.post(f"/undo?batch={done.batch}"))
    assert "has been changed since" in page.text(".notice-bad")
    assert {fresh(visit).stage.key for visit in done.done} == {"online test"}
    assert not letters(LetterState.CANCELLED)


# The record alone


def entries_of(visit):
    return list(
        db.session.scalars(
            select(Entry)
            .where(Entry.subject_kind == "application", Entry.subject_id == visit.application_id)
            .order_by(Entry.id)
        )
    )


@pytest.fixture
def told(recruiter):
    visit = make.an_application()
    again = pipeline.advance(visit, actor=recruiter)
    pipeline.hold(again, actor=recruiter, reason=WHY)
    pipeline.resume(again, actor=recruiter)
    db.session.flush()
    return again


def test_the_record_replayed_is_the_state(told):
    assert history.replay(entries_of(told)) == {
        told.application_id: history.state_of(told.application, fresh(told))
    }


@pytest.mark.parametrize("lost", range(3))
def test_a_record_from_which_an_entry_was_taken_is_refused(told, lost):
    entries = entries_of(told)
    del entries[lost]
    with pytest.raises(ValueError, match="starts from"):
        history.replay(entries)


def test_a_record_in_another_order_or_told_twice_is_refused(told):
    first, second, *others = entries_of(told)
    for entries in ([second, first, *others], [first, first], [first, second, first]):
        with pytest.raises(ValueError, match="starts from"):
            history.replay(entries)


def test_an_entry_changed_below_the_rules_is_refused(told, recruiter):
    entries = entries_of(told)
    db.session.expunge_all()
    entries[1].details = {**entries[1].details, "state": {**entries[1].details["state"], "status": "hired"}}
    with pytest.raises(ValueError, match="starts from"):
        history.replay(entries)


# As of


DAY = datetime(2026, 3, 2, 9, tzinfo=clock.zone())


def at(**later):
    return clock.at(DAY + timedelta(**later))


@pytest.fixture
def lived(recruiter):
    """Applied on the second of March, moved and taken back over midnight, offered, rejected, reinstated."""
    with at():
        visit = make.an_application(make.an_opening(), make.a_person("Daniel Reyes"))
    midnight = clock.day_end((DAY + timedelta(days=1)).date())
    batch = new_batch()
    with clock.at(midnight - timedelta(seconds=10)):
        pipeline.advance(fresh(visit), actor=recruiter, batch=batch)
    with clock.at(midnight + timedelta(seconds=10)):
        undoing.undo(batch, actor=recruiter)
    with at(days=4):
        pipeline.move(fresh(visit), make.a_stage(visit, "offer"), actor=recruiter, reason=WHY)
        offer = walking.draft(fresh(visit), recruiter)
        offers.retract(fresh(visit), offer, actor=recruiter, reason=WHY)
    with at(days=6):
        closing.reject(fresh(visit), make.a_reason(), actor=recruiter)
    with at(days=8):
        closing.reinstate(fresh(visit), actor=recruiter, reason=WHY)
    db.session.flush()
    return visit


TRUE_THEN = [
    (-1, None, None),
    (0, "active", "screening"),
    (1, "active", "online test"),  # between the move and its undo
    (2, "active", "screening"),
    (4, "active", "offer"),
    (6, "rejected", "offer"),
    (8, "active", "offer"),
]


@pytest.mark.parametrize(("days", "status", "stage"), TRUE_THEN)
def test_the_state_of_a_past_day_is_what_was_true_then(lived, days, status, stage):
    then = state_as_of(lived.application_id, clock.day_end((DAY + timedelta(days=days)).date()))
    keys = {one.id: one.key for one in pipeline.stages_of(lived)}
    assert (then and then["status"], then and keys[then["stage"]]) == (status, stage)


def test_the_page_of_a_past_day_says_what_was_true_then_and_nothing_later(lived, browse, recruiter):
    browser, address = browse(recruiter), f"/applications/{lived.application_id}?as_of="
    names = {one.key: one.name["en"] for one in pipeline.stages_of(lived)}
    for days, status, stage in TRUE_THEN[1:]:
        page = browser.get(address + (DAY + timedelta(days=days)).date().isoformat())
        said = page.text("main")
        assert names[stage] in said and status in said.casefold()
        assert ("undid the last change" in said) == (days >= 2)
        assert ("reject" in said.casefold()) == (days >= 6)
    before = browser.get(address + (DAY - timedelta(days=1)).date().isoformat()).text("main")
    assert not any(name in before for name in names.values())


def test_the_last_moment_before_an_undo_still_shows_the_move(recruiter):
    batch = new_batch()
    with at():
        visit = make.an_application()
    with at(seconds=10):
        pipeline.advance(visit, actor=recruiter, batch=batch)
    with at(seconds=20):
        undoing.undo(batch, actor=recruiter)
    for seconds, stage in (
        (1, "screening"),
        (10, "screening"),
        (11, "online test"),
        (20, "online test"),
        (21, "screening"),
    ):
        then = state_as_of(visit.application_id, DAY + timedelta(seconds=seconds))
        assert then["stage"] == make.a_stage(visit, stage).id
    assert state_as_of(visit.application_id, DAY) is None


def test_a_result_of_the_present_is_not_told_of_the_past(lived, browse, recruiter):
    db.session.execute(update(Visit).where(Visit.application_id == lived.application_id).values(mark=77))
    page = browse(recruiter).get(f"/applications/{lived.application_id}?as_of={DAY.date().isoformat()}")
    assert "77" not in page.text("main")
