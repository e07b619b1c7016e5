"""An import keeps the rules that one application keeps: waiting times, merged entries, the pool, doubles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.models import Person
from people.permissions import Role
from recruiting import candidates, closing, contact, cool_down, merging, talent_pool
from recruiting.candidates import Background
from recruiting.models import Application, ImportRow, Suspicion
from recruiting.queries import talent_pool as pool
from recruiting.states import PoolReason, ReasonFamily
from tests import factories as make
from tests.recruiting.importing import BO, SONG, a_file, imported, undone

WHY = "Both wrote from the same phone and said so."


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER)


@pytest.fixture
def song(app):
    """Somebody who is known by the mail address of a row, and was turned down in another opening."""
    return make.rejected(make.an_application(None, make.a_person("宋嘉树", email="song@example.org")))


def applications_of(person):
    return db.session.scalars(select(Application.id).where(Application.person_id == person.id)).all()


def test_who_has_to_wait_is_not_taken_in_by_an_import_either(recruiter):
    reason = make.a_reason(ReasonFamily.REJECTION)
    cool_down.set_days(reason, 90, actor=make.an_account(Role.ADMINISTRATOR))
    visit = make.an_application(None, make.a_person("宋嘉树", email="song@example.org"))
    closing.reject(visit, reason, actor=None, tell=False)
    one = imported(a_file(SONG, BO), recruiter)
    assert applications_of(visit.application.person) == [visit.application_id]
    row = db.session.scalars(select(ImportRow).where(ImportRow.problem == "too soon")).one()
    assert row.line == 2 and one.added == 1
    with clock.at(clock.now() + timedelta(days=91)):
        imported(a_file(SONG), recruiter)
    assert len(applications_of(visit.application.person)) == 2


def test_who_was_merged_gets_the_application_as_who_they_are_now(recruiter, song):
    merged, survivor = song.application.person, make.an_application().application.person
    third = make.an_application().application.person
    merging.merge(survivor, merged, actor=recruiter, reason=WHY)
    merging.merge(third, survivor, actor=recruiter, reason=WHY)
    imported(a_file(SONG), recruiter)
    assert applications_of(merged) == []
    assert len(applications_of(third)) == 4


def test_whoever_an_import_brings_back_is_no_longer_kept_for_later(recruiter, song):
    until = clock.today() + timedelta(days=100)
    talent_pool.put(song.application, PoolReason.PROMISING, expires_on=until, note="", actor=recruiter)
    imported(a_file(SONG), recruiter)
    assert pool.present(song.application.person_id) is None


def test_an_import_asks_whether_somebody_with_the_same_phone_is_here_already(recruiter):
    known = make.an_application(None, make.a_person("Song J.")).application.person
    candidates.correct(
        db.session.scalars(select(Application)).one(),
        Background(name="Song J.", phone="138 1234 5678", language="en", email=known.email),
        actor=recruiter,
    )
    one = imported(a_file(SONG, BO), recruiter)
    asked = db.session.scalars(select(Suspicion)).one()
    assert known.id in (asked.first_id, asked.second_id)
    undone(one)
    assert db.session.scalars(select(Suspicion)).all() == []


# Undone, the import leaves everybody where they were


def kept_for_later(visit, recruiter):
    until = clock.today() + timedelta(days=100)
    return talent_pool.put(visit.application, PoolReason.PROMISING, expires_on=until, actor=recruiter)


def test_undoing_it_puts_whoever_it_brought_back_into_the_pool_again(recruiter, song):
    stay = kept_for_later(song, recruiter)
    one = imported(a_file(SONG), recruiter)
    assert pool.present(song.application.person_id) is None
    undone(one)
    again = pool.present(song.application.person_id)
    assert (again.id, again.ending, again.expires_on) == (stay.id, None, clock.today() + timedelta(days=100))
    told = db.session.scalars(select(Entry).where(Entry.verb == "back in the pool")).one()
    assert told.subject_id == song.application_id
    assert db.session.get(Entry, told.corrects_id).verb == "left the pool"


def test_whoever_applied_otherwise_meanwhile_is_not_put_back(recruiter, song):
    kept_for_later(song, recruiter)
    one = imported(a_file(SONG), recruiter)
    make.an_application(None, song.application.person)
    undone(one)
    assert pool.present(song.application.person_id) is None


def test_whoever_is_not_to_be_written_to_any_more_is_not_put_back(recruiter, song):
    kept_for_later(song, recruiter)
    one = imported(a_file(SONG), recruiter)
    contact.stop(song.application.person, "Asked to be left alone.", actor=recruiter)
    undone(one)
    assert pool.present(song.application.person_id) is None


def test_whoever_was_put_in_again_meanwhile_is_there_once(recruiter, song):
    kept_for_later(song, recruiter)
    one = imported(a_file(SONG), recruiter)
    second = kept_for_later(song, recruiter)
    undone(one)
    assert pool.present(song.application.person_id).id == second.id


def test_somebody_it_brought_who_was_merged_meanwhile_is_kept_with_what_came(recruiter, song):
    one = imported(a_file(BO), recruiter)
    bo = db.session.scalars(select(Person).where(Person.email == "bo@example.org")).one()
    merging.merge(song.application.person, bo, actor=recruiter, reason=WHY)
    undone(one)
    assert len(applications_of(song.application.person)) == 2
    assert db.session.scalars(select(ImportRow).where(ImportRow.problem == "moved on")).one()
    assert bo.name == "Bo Nyman" and bo.merged_into_id == song.application.person_id


def test_somebody_it_brought_into_whom_another_was_merged_keeps_name_and_past(recruiter, song):
    one = imported(a_file(BO), recruiter)
    bo = db.session.scalars(select(Person).where(Person.email == "bo@example.org")).one()
    merging.merge(bo, song.application.person, actor=recruiter, reason=WHY)
    undone(one)
    assert bo.name == "Bo Nyman" and song.application_id in applications_of(bo)
