"""What gunicorn does before its workers part: pages are shown to nobody, and nothing is changed by it."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import request, request_finished
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from core.db import db
from core.record import Entry
from people import queries
from people.permissions import Role
from scripts import serving
from tests import factories as make


@pytest.fixture
def seen(app):
    pages = {}

    def note(_app, response, **_more):
        pages.setdefault(request.path, set()).add(response.status_code)

    with request_finished.connected_to(note, app):
        yield pages


def looked(app):
    """Without the context of the test, as before serving: its reader would be the reader of all pages."""
    with ThreadPoolExecutor(1) as outside:
        outside.submit(serving.look_around, app).result()


def entries():
    return db.session.scalar(select(func.count()).select_from(Entry))


def test_the_usual_pages_are_shown_as_each_role_sees_them(app, seen):
    opening = make.an_opening()
    application = make.an_application(opening).application
    for role in (Role.RECRUITER, Role.EMPLOYEE, Role.TRAINER):
        make.an_account(role)
    db.session.commit()
    before = entries()
    db.session.rollback()
    looked(app)
    board, one = f"/openings/{opening.id}/board", f"/applications/{application.id}"
    assert seen.keys() >= {"/sign-in", "/", "/openings", "/applications", board, one}
    assert seen["/"] == seen[board] == seen[one] == {200}
    assert {status for some in seen.values() for status in some} <= {200, 302, 403}
    assert entries() == before


def test_somebody_whose_account_is_closed_is_never_looked_as(app):
    closed, there = make.an_account(Role.RECRUITER), make.an_account(Role.RECRUITER)
    closed.closed_at = closed.created_at
    db.session.flush()
    assert queries.one_of_each_role() == [there]


def test_a_database_that_is_away_does_not_keep_the_product_from_starting(app, monkeypatch, caplog):
    def away():
        raise OperationalError("SELECT", {}, Exception("away"))

    class Server:
        class app:
            wsgi = staticmethod(lambda: app)

    monkeypatch.setattr(queries, "one_of_each_role", away)
    monkeypatch.setattr(serving.gc, "freeze", lambda: None)
    with caplog.at_level(logging.WARNING):
        serving.when_ready(Server)
    assert "away" in caplog.text
