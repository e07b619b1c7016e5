"""Many new objects at once, and many names locked at once."""

import pytest
from sqlalchemy import select

from core import clock, locks
from core.bulk_rows import add_objects
from core.db import db
from core.record import Entry, entry_of
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
