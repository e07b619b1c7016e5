"""An import keeps the rules that one application keeps: waiting times, merged entries, the pool, doubles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.models import Person
from people.permissions import Role
from recruiting import candidates, closing, contact, cool_down, indexing, merging, talent_pool
from recruiting.candidates import Background
from recruiting.models import Application, ImportRow, Suspicion
from recruiting.queries import namesakes as queries
from recruiting.queries import talent_pool as pool
from recruiting.states import Likeness, PoolReason, ReasonFamily
from tests import factories as make
from tests.recruiting.importing import BO, SONG, a_file, imported, undone

WHY = "Both wrote from the same phone and said so."


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


# Namesakes: asked, never decided


def namesakes():
    return {frozenset((one.first.name, one.second.name)) for one in asked_of_names()}


def asked_of_names():
    return db.session.scalars(select(Suspicion).where(Suspicion.why == Likeness.NAME)).all()


def known_as(name, **more):
    return make.an_application(None, make.a_person(name, **more)).application.person


def test_an_import_asks_about_a_namesake_and_decides_nothing(recruiter, browse):
    known = known_as("  bo   NYMAN")
    one = imported(a_file(BO), recruiter)
    bo = db.session.scalars(select(Person).where(Person.email == "bo@example.org")).one()
    assert bo.id != known.id and applications_of(known) != applications_of(bo)
    page = browse(recruiter)
    told = page.get(f"/imports/{one.id}").one(f"a[href='/duplicates?brought_by={one.id}']")
    listed = page.get(told["href"])
    assert len(listed.all("tbody tr")) == 1 and "same name" in listed.text("tbody")
    known_as("Amara Okafor"), known_as("Amara Okafor")
    assert len(page.get(told["href"]).all("tbody tr")) == 1
    assert len(page.get("/duplicates").all("tbody tr")) == 2


@pytest.mark.parametrize("same", [True, False], ids=["one person", "two people"])
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_answer_is_kept_and_not_asked_for_again(browse, same, language):
    reader = make.an_account(Role.RECRUITER, language=language)
    known = known_as("Bo Nyman")
    imported(a_file(BO), reader)
    bo = db.session.scalars(select(Person).where(Person.email == "bo@example.org")).one()
    asked = db.session.scalars(select(Suspicion)).one()
    page = browse(reader)
    if same:
        page.post(f"/people/{known.id}/duplicates/{bo.id}", {"stays": known.id, "reason": WHY})
    else:
        page.post(f"/duplicates/{asked.id}/dismissal")
    assert not page.get("/duplicates").has("tbody tr")
    kept = page.get("/duplicates?state=answered")
    said = {("en", True): "One person", ("en", False): "Two people"}
    said |= {("zh_Hans", True): "同一人", ("zh_Hans", False): "两个人"}
    assert said[language, same] in kept.text("tbody") and reader.name in kept.text("tbody")
    taken = page.get("/duplicates/export/csv?state=answered").response.get_data().decode("utf-8-sig")
    assert said[language, same] in taken
    imported(a_file(BO), reader)
    assert not page.get("/duplicates").has("tbody tr")


def test_a_name_that_many_bear_and_one_that_only_sounds_alike_ask_nothing(recruiter):
    for _ in range(4):
        known_as("Bo Nyman")
    before = asked_of_names()
    known_as("宋佳书")
    imported(a_file(BO, SONG), recruiter)
    assert asked_of_names() == before


def test_two_of_one_name_in_one_file_are_asked_about(recruiter):
    imported(a_file(BO, ["Nyman, Bo", "other@example.org", "", "", "", "", ""]), recruiter)
    assert namesakes() == {frozenset(("Bo Nyman", "Nyman, Bo"))}


def test_who_is_found_by_phone_is_asked_about_once_for_the_stronger_reason(recruiter):
    known = known_as("宋嘉树", email="jiashu@example.net")
    known.phone = SONG[2]
    indexing.index(known)
    imported(a_file(SONG), recruiter)
    assert [one.why for one in db.session.scalars(select(Suspicion))] == [Likeness.PHONE]


def test_undone_the_questions_are_gone_and_no_team_sees_those_of_another(recruiter, browse):
    known_as("Bo Nyman")
    one = imported(a_file(BO), recruiter)
    elsewhere = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    assert not elsewhere.get("/duplicates").has("tbody tr")
    assert not elsewhere.get("/duplicates?state=answered").has("tbody tr")
    undone(one)
    assert db.session.scalars(select(Suspicion)).all() == []


def test_asking_takes_the_same_few_statements_whatever_the_names(counted, recruiter):
    known_as("Bo Nyman")
    few, many = [make.a_person("Bo Nyman")], [make.a_person(f"Nobody {n}") for n in range(9)]
    for one in few + many:
        indexing.index(one)
    db.session.flush()
    with counted() as first:
        found = queries.namesakes([one.id for one in few])
    with counted() as second:
        assert queries.namesakes([one.id for one in few + many]) == found and found
    assert first.count == second.count
