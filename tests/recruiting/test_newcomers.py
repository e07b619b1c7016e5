"""Who comes with an import is found at once, and entered under all pieces a moment later, once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core import grams
from core.db import db
from people.models import Person
from people.permissions import Role
from recruiting import duplicates, indexing, jobs, merging, newcomers
from recruiting.imports import running
from recruiting.models import Newcomer, Suspicion
from recruiting.queries import finding, searching, spellings
from recruiting.states import GramKind
from tests import factories as make
from tests.recruiting.importing import AMARA, SONG, a_file, imported, started, undone, worked


@pytest.fixture
def arrived(recruiter):
    """An import has ended, and nobody of it is entered yet."""
    return worked(started(a_file(SONG, AMARA), recruiter), is_entered=False)


def found(text, reader):
    return [row.name for row, _by in finding.people(text, reader).rows]


def person(name):
    return db.session.scalars(select(Person).where(Person.name == name)).one()


def entered():
    """What the worker does a moment later."""
    db.session.commit()
    jobs.newcomers_entered()
    db.session.expire_all()


def waiting():
    return db.session.scalar(select(func.count()).select_from(Newcomer))


SONGS = ["宋", "树", "宋嘉", "song", "jiashu", "jiashusong", "sjs", "5678", "song@", "example.org"]
AMARAS = ["amara", "mara", "kafor", "okaforama", "Okafor, Amara", "amara okaf", "123456", "amara@"]


@pytest.mark.parametrize(
    ("typed", "name"), [*((one, "宋嘉树") for one in SONGS), *((one, "Amara Okafor") for one in AMARAS)]
)
def test_whoever_was_imported_is_found_at_once_as_well_as_later(recruiter, arrived, typed, name):
    assert waiting() == 2 and name in found(typed, recruiter)
    before = sorted(found(typed, recruiter))
    entered()
    assert waiting() == 0 and sorted(found(typed, recruiter)) == before


def test_nobody_is_found_by_what_is_not_in_it(recruiter, arrived):
    for typed in ("wangxiaoming", "xample", "%", "____", "5555", "@nowhere"):
        assert found(typed, recruiter) == []


def test_contact_finds_newcomers_only_for_who_may_see_it(arrived):
    manager = make.an_account(Role.MANAGER)
    assert found("宋嘉", manager) == ["宋嘉树"]
    assert found("5678", manager) == found("example.org", manager) == []


LETTERS = st.text(st.sampled_from("王晓明单曾吕 -aZoëß'ｗ1"), max_size=40)


@given(LETTERS)
def test_every_piece_of_a_name_is_in_what_newcomers_are_found_by(name):
    together = grams.run_together(name)
    assert [piece for piece in grams.of_name(name) if piece not in together] == []


def test_entering_many_leaves_what_entering_each_would(arrived):
    entered()
    for name in ("宋嘉树", "Amara Okafor"):
        kept = spellings.pieces(person(name).id, list(GramKind))
        indexing.index(person(name))
        assert kept == spellings.pieces(person(name).id, list(GramKind)) != set()


def test_whoever_is_killed_while_entering_leaves_nobody_half_entered(monkeypatch, recruiter, arrived):
    def die(_ids):
        raise SystemExit

    monkeypatch.setattr(duplicates, "look_at", die)
    with pytest.raises(SystemExit):
        entered()
    db.session.rollback()
    assert waiting() == 2 and spellings.pieces(person("宋嘉树").id, list(GramKind)) == set()
    monkeypatch.undo()
    entered()
    assert waiting() == 0 and found("宋", recruiter) == ["宋嘉树"]
    assert newcomers.enter(10) == 0


def test_many_are_entered_in_several_transactions(monkeypatch, recruiter, arrived):
    monkeypatch.setattr(jobs, "ENTERED_AT_ONCE", 1)
    entered()
    assert waiting() == 0 and found("amara", recruiter) == ["Amara Okafor"]


def test_a_name_corrected_meanwhile_is_the_only_one_that_finds(recruiter, arrived):
    song = person("宋嘉树")
    song.name = "李四海"
    indexing.index(song)
    for _time in ("before", "after"):
        assert found("李四", recruiter) == ["李四海"] and found("宋嘉", recruiter) == []
        entered()


def test_who_is_merged_meanwhile_is_found_as_the_other(recruiter, arrived):
    song, other = (
        person("宋嘉树"),
        make.an_application(make.an_opening(), make.a_person("Bo Nyman")).application.person,
    )
    merging.merge(other, song, actor=recruiter, reason="Both wrote from the same phone and said so.")
    for _time in ("before", "after"):
        assert set(found("宋嘉", recruiter)) == {"Bo Nyman"}
        assert spellings.pieces(song.id, list(GramKind)) == set()
        entered()


def test_who_is_taken_back_before_being_entered_is_found_by_nothing(recruiter, arrived):
    running.undo(arrived, actor=recruiter)
    worked(arrived, is_entered=False)
    assert waiting() == 0 and found("宋", recruiter) == []


def test_an_import_undone_after_that_leaves_nothing_either(recruiter):
    undone(imported(a_file(SONG), recruiter))
    assert waiting() == 0 and found("宋", recruiter) == []


def test_building_the_search_anew_enters_newcomers(recruiter, arrived):
    indexing.rebuild(0, 100)
    assert waiting() == 0 and found("宋", recruiter) == ["宋嘉树"]


def test_a_name_that_very_many_have_finds_newcomers_too(monkeypatch, recruiter, arrived):
    monkeypatch.setattr(searching, "MOST", 0)
    assert found("宋", recruiter) == ["宋嘉树"]
    assert found("amara", recruiter) == ["Amara Okafor"]


def test_whether_newcomers_are_here_twice_is_asked_once_they_are_entered(recruiter):
    make.an_application(None, twin := make.a_person("宋嘉树", email="other@example.org"))
    indexing.index(twin)
    worked(started(a_file(SONG), recruiter), is_entered=False)
    assert not db.session.scalars(select(Suspicion)).all()
    entered()
    assert [one.first_id for one in db.session.scalars(select(Suspicion))] == [twin.id]
