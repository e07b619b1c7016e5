import pytest
from flask import Flask
from sqlalchemy import select, text

from core.bulk_rows import add_columns
from core.db import db
from core.plans import only_reads
from people.models import Site
from tests import factories

pytestmark = pytest.mark.postgresql_only
PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM site%'")
OFTEN = 8
"""More than the five times after which the driver prepares a statement."""


def read_often() -> None:
    """As so many requests would: each ends its transaction without a commit."""
    for _ in range(OFTEN):
        db.session.scalars(select(Site)).all()
        db.session.rollback()


def prepared() -> int:
    return int(db.session.execute(PREPARED).scalar_one())


def test_what_requests_ask_again_and_again_stays_prepared(app: Flask) -> None:
    read_often()
    db.session.rollback()
    assert prepared() == 1


def test_what_was_written_is_taken_back(app: Flask) -> None:
    read_often()
    site = factories.a_site("Hangzhou")
    assert db.session.scalars(select(Site)).all() == [site]
    db.session.rollback()
    assert db.session.scalars(select(Site)).all() == []


def test_what_was_written_beside_the_models_is_taken_back(app: Flask) -> None:
    written = text("INSERT INTO site (name) VALUES ('{}')")
    inside = text("WITH new AS (INSERT INTO site (name) VALUES ('{}') RETURNING id) SELECT id FROM new")
    for statement, given in ((written, {}), (written, [{}, {}]), (inside, {})):
        db.session.execute(statement, given)
        db.session.rollback()
        assert db.session.scalars(select(Site)).all() == []


def test_what_was_copied_past_the_models_is_taken_back(app: Flask) -> None:
    read_often()
    add_columns(Site, {"name": [{"en": "Hangzhou"}, {"en": "Ningbo"}]})
    db.session.rollback()
    assert db.session.scalars(select(Site)).all() == []


def test_a_transaction_after_a_written_one_keeps_what_is_prepared(app: Flask) -> None:
    factories.a_site("Hangzhou")
    db.session.commit()
    read_often()
    assert prepared() == 1


def test_a_failed_statement_leaves_the_connection_usable(app: Flask) -> None:
    with pytest.raises(Exception, match="no_such"):
        db.session.execute(text("SELECT * FROM no_such"))
    db.session.rollback()
    assert db.session.execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize(
    ("statement", "reads"),
    [
        ("SELECT 1", True),
        ("WITH a AS (SELECT deleted_at FROM b) SELECT * FROM a", True),
        ("WITH a AS (DELETE FROM b RETURNING id) SELECT * FROM a", False),
        ("INSERT INTO a VALUES (1)", False),
        ("SAVEPOINT a", False),
    ],
)
def test_only_what_surely_changes_nothing_counts_as_reading(statement: str, reads: bool) -> None:
    assert only_reads(statement) is reads
