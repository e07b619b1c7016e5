"""The record only grows: the database refuses anything else, whoever asks."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.append_only import create_triggers, drop_triggers
from core.db import db
from core.record import Entry, Way, by, record
from core.seals import seal

SUBJECT = SimpleNamespace(__tablename__="person", id=7)
GUARDED = ("entry", "rating", "result", "scorecard", "seal")


@pytest.fixture
def entry(app: Flask) -> Entry:
    entry = record("renamed", SUBJECT, actor_id=None, reason="she married", state="named", marks=[1, 2.5])
    db.session.flush()
    seal()
    db.session.commit()
    return entry


def refused(statement: str) -> str:
    """What the database says to `statement`, which it must refuse."""
    with pytest.raises(IntegrityError) as refusal:
        db.session.execute(text(statement))
    db.session.rollback()
    return str(refusal.value.orig)


def test_an_entry_says_who_what_when_why_and_by_which_way(app: Flask) -> None:
    with by(Way.IMPORT):
        entry = record(
            "renamed", SUBJECT, actor_id=None, reason="she married", rule="names 1", batch="b", to="X"
        )
    db.session.flush()
    assert (entry.verb, entry.subject_kind, entry.subject_id) == ("renamed", "person", 7)
    assert (entry.way, entry.rule, entry.batch, entry.details) == (Way.IMPORT, "names 1", "b", {"to": "X"})
    assert record("renamed", SUBJECT, actor_id=None).way is Way.HAND


def test_a_correction_names_the_entry_it_corrects(entry: Entry) -> None:
    correction = record("renamed", SUBJECT, actor_id=None, corrects=entry)
    db.session.flush()
    assert correction.corrects_id == entry.id


def test_an_empty_reason_is_none(app: Flask) -> None:
    entry = record("renamed", SUBJECT, actor_id=None, reason="")
    assert (entry.reason, entry.reason_digest) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'deleted'",
        "details = '{}'",
        "actor_id = 1",
        "at = '2020-01-01 00:00:00'",
        "reason = 'another'",
        "reason_digest = NULL",
        "reason = NULL, verb = 'deleted'",
        "reason = NULL, batch = 'b'",
        "corrects_id = id",
        "id = 900",
    ],
)
def test_the_database_refuses_to_change_an_entry(entry: Entry, change: str) -> None:
    assert "entry is append-only" in refused(f"UPDATE entry SET {change}")


def test_the_database_refuses_to_delete_an_entry(entry: Entry) -> None:
    assert "entry is append-only" in refused("DELETE FROM entry")


def test_the_database_refuses_to_change_or_delete_a_seal(entry: Entry) -> None:
    assert "seal is append-only" in refused("UPDATE seal SET digest = 'x'")
    assert "seal is append-only" in refused("DELETE FROM seal")


@pytest.mark.sqlite_only
def test_replacing_an_entry_is_refused_as_well(entry: Entry) -> None:
    replace = "INSERT OR REPLACE INTO entry (id, at, way, verb, subject_kind, subject_id, details)"
    assert "append-only" in refused(f"{replace} SELECT id, at, way, 'x', 'person', 8, details FROM entry")


@pytest.mark.postgresql_only
@pytest.mark.parametrize("table", GUARDED)
def test_truncating_an_append_only_table_is_refused(app: Flask, table: str) -> None:
    assert f"{table} is append-only" in refused(f"TRUNCATE {table} CASCADE")


def test_the_free_text_of_a_reason_may_be_wiped(entry: Entry) -> None:
    db.session.execute(text("UPDATE entry SET reason = NULL"))
    db.session.commit()
    db.session.refresh(entry)
    assert entry.reason is None
    assert entry.reason_digest is not None


def test_the_triggers_can_be_taken_back_and_made_anew(entry: Entry) -> None:
    dialect = db.engine.dialect.name
    for statement in drop_triggers(dialect):
        db.session.execute(text(statement))
    db.session.execute(text("UPDATE entry SET verb = 'changed'"))
    for statement in create_triggers(dialect):
        db.session.execute(text(statement))
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text("DELETE FROM entry"))


def test_what_was_scored_is_append_only_too() -> None:
    for dialect, deeds in {"sqlite": 2, "postgresql": 3}.items():
        created = [one for one in create_triggers(dialect) if one.startswith("CREATE TRIGGER")]
        tables = Counter(re.search(r' ON "(\w+)" ', one)[1] for one in created)
        assert set(GUARDED) <= set(tables)
        assert set(tables.values()) == {deeds}
