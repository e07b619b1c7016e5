"""What /healthz tells whoever watches the product from outside."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core import clock, health
from core.db import db
from core.outbox import LetterState
from core.worker import Heartbeat, Worker
from tests.core.outbox_letters import a_letter


@pytest.fixture
def ask(browse):
    return lambda expect=200: browse().get("/healthz", expect=expect).response.json


def test_a_product_with_a_worker_is_well(app, ask):
    Worker()._beat()
    answer = ask()
    assert (answer["status"], answer["database"]) == ("ok", "ok")
    assert 0 <= answer["worker"]["age_seconds"] < 60


def test_a_silent_worker_is_told_but_keeps_nobody_from_working(app, ask):
    assert ask()["status"] == "degraded"
    db.session.add(Heartbeat(name="gone", at=clock.now() - timedelta(minutes=5)))
    answer = ask()
    assert (answer["status"], answer["worker"]["ok"]) == ("degraded", False)
    assert answer["worker"]["age_seconds"] >= 300


def test_the_backlog_counts_what_is_due_and_nothing_else(app, ask):
    a_letter()
    a_letter()
    a_letter(hold=timedelta(seconds=30))
    a_letter(state=LetterState.FAILED)
    assert ask()["outbox"] == {"backlog": 2}


def test_tables_of_another_version_are_not_worked_with(app, ask, monkeypatch):
    monkeypatch.setattr(health, "_head", lambda: "0009")
    db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    try:
        db.session.execute(text("INSERT INTO alembic_version VALUES ('0008')"))
        answer = ask(expect=503)
        assert (answer["migrations"]["current"], answer["migrations"]["head"]) == ("0008", "0009")
        assert answer["status"] == "unavailable"
        db.session.execute(text("UPDATE alembic_version SET version_num = '0009'"))
        assert ask()["migrations"]["ok"]
    finally:
        db.session.rollback()
        db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()


def test_a_database_that_does_not_answer_is_told(app, ask, monkeypatch):
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("no connection"))

    monkeypatch.setattr(health, "_migrations", away)
    assert ask(expect=503) == {"status": "unavailable", "database": "no answer"}
