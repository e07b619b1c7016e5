"""A column that is read quickly holds what any other of its kind would, on both databases."""

from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, Numeric, Table, insert, select

from core.db import Exact, db

MARKS = [None, *map(Decimal, ("0", "0.01", "7.5", "33.33", "83", "99.99", "100"))]


@pytest.fixture
def both(app):
    """One table with a column of each kind, holding the same."""
    table = Table("both_kinds", MetaData(), Column("id", Integer, primary_key=True))
    table.append_column(Column("usual", Numeric(5, 2)))
    table.append_column(Column("quick", Exact(5, 2)))
    connection = db.session.connection()
    table.create(connection)
    connection.execute(insert(table), [{"usual": mark, "quick": mark} for mark in MARKS])
    yield table
    db.session.rollback()


def test_both_kinds_read_the_same_to_the_last_place(both):
    rows = db.session.connection().execute(select(both.c.usual, both.c.quick).order_by(both.c.id)).all()
    assert [row.quick for row in rows] == MARKS
    assert [str(row.quick) for row in rows] == [str(row.usual) for row in rows]


def test_it_is_compared_and_ordered_as_a_number(both):
    found = select(both.c.quick).where(both.c.quick > Decimal("7.5")).order_by(both.c.quick.desc())
    assert db.session.connection().scalars(found).all() == MARKS[:3:-1]
