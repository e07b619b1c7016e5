"""Many new objects at once, and many names locked at once."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import clock, locks
from core.bulk_rows import PER_STATEMENT, add_columns, add_objects, add_rows
from core.db import db
from core.record import Entry, entry_of
from people.models import Person
from people.permissions import Role
from tests import factories as make
from tests.statements import count_statements


@pytest.fixture
def account(app):
    return make.an_account(Role.RECRUITER)


def entries(account, number):
    return [entry_of("looked", account, actor_id=account.id, place=place) for place in range(number)]


@pytest.mark.parametrize("number", [2, 60])
def test_objects_are_written_in_one_statement_with_ids_that_rise_in_their_order(account, number):
    made = entries(account, number)
    with count_statements(db.engine) as seen:
        add_objects(made)
    assert seen.count == 2
    kept = db.session.execute(
        select(Entry.id, Entry.details).where(Entry.verb == "looked").order_by(Entry.id)
    )
    assert [(row.id, row.details["place"]) for row in kept] == [
        (one.id, place) for place, one in enumerate(made)
    ]


def test_whatever_is_written_afterwards_has_an_id_of_its_own(account):
    add_objects(entries(account, 3))
    later = entries(account, 1)
    add_objects(later)
    add_objects([])
    assert later[0].id == max(db.session.scalars(select(Entry.id)))
    assert later[0].at <= clock.now()


def test_many_names_are_locked_in_one_statement(app):
    with count_statements(db.engine) as seen:
        locks.all_alone(f"desk {number}" for number in range(50))
        locks.all_alone([])
    assert seen.count <= 1


def as_columns(model, rows, common):
    whole = [{**row, **common} for row in rows]
    add_columns(model, {name: [row[name] for row in whole] for name in whole[0]})


FEW_OR_MANY = [1, PER_STATEMENT - 1, PER_STATEMENT, PER_STATEMENT + 1, 2 * PER_STATEMENT + 7]


@pytest.mark.parametrize("add", [add_rows, as_columns])
@pytest.mark.parametrize("number", FEW_OR_MANY)
def test_each_row_is_written_once_with_its_own_values_however_many_there_are(app, add, number):
    names = [f"O'Hara {place} 100% 你好?" for place in range(number)]
    rows = [
        {"id": 1000 + place, "name": name, "phone": None if place % 3 else "?"}
        for place, name in enumerate(names)
    ]
    add(Person, rows, {"language": "en", "created_at": clock.now()})
    there = select(Person.name, Person.phone).where(Person.id >= 1000).order_by(Person.id)
    assert db.session.execute(there).all() == [(row["name"], row["phone"]) for row in rows]


@pytest.mark.parametrize("number", FEW_OR_MANY[1:])
def test_a_row_that_the_database_refuses_leaves_none_of_them(app, number):
    rows = [{"id": 1000 + place, "name": "Once"} for place in range(number)]
    rows[-1]["id"] = 1000
    with pytest.raises(IntegrityError), db.session.begin_nested():
        add_rows(Person, rows, {"language": "en", "created_at": clock.now()})
    assert db.session.scalars(select(Person.id).where(Person.id >= 1000)).all() == []
