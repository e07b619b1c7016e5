"""Asking for many by number gives what asking for each gives, on both databases."""

import pytest
from sqlalchemy import select

from core.among import among, among_given
from core.db import db, fetch
from people.models import Person
from tests import factories as make


@pytest.fixture
def ids(app):
    return [make.a_person(f"Person {number}").id for number in range(5)]


@pytest.mark.parametrize("few", [slice(0), slice(1), slice(3), slice(None, None, -1)])
def test_those_with_these_numbers_are_found_and_nobody_else(ids, few):
    found = db.session.scalars(select(Person.id).where(among(Person.id, ids[few])).order_by(Person.id)).all()
    assert found == sorted(ids[few])


def test_the_others_can_be_asked_for_as_well(ids):
    found = db.session.scalars(select(Person.id).where(~among(Person.id, ids[:2]), Person.id.in_(ids))).all()
    assert sorted(found) == ids[2:]


def test_one_statement_serves_for_other_numbers_too(ids):
    asked = [
        db.session.scalars(select(Person.id).where(among(Person.id, some))).all()
        for some in (ids[:1], ids[1:2])
    ]
    assert asked == [ids[:1], ids[1:2]]


def test_a_statement_put_together_once_is_asked_with_other_numbers(ids):
    statement = select(Person.id, Person.name).where(among_given(Person.id, "those")).order_by(Person.id)
    asked = [fetch(statement, those=some) for some in (ids[1:3], [], {ids[4]})]
    names = [["Person 1", "Person 2"], [], ["Person 4"]]
    assert [[row.name for row in rows] for rows in asked] == names


def test_what_was_only_just_changed_is_fetched_as_it_is(ids):
    db.session.get_one(Person, ids[0]).name = "Person of another name"
    assert fetch(select(Person.name).where(Person.id == ids[0])) == [("Person of another name",)]
