"""When something breaks below us: a clear page, nothing changed, nothing typed lost."""

import errno
import io
import os
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

import core.db
from core import files
from core.db import db
from people.permissions import Role
from recruiting.models import Application
from recruiting.queries import standing
from tests import factories as make
from tests.snapshot import differences, everything

WHY = "She asked for the evening shift only, which we cannot offer."
PDF = b"%PDF-1.7 about her"


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits long for a lock."""
    monkeypatch.setattr(core.db, "PATIENCE", 150)


@pytest.fixture
def recruiter(impatient, app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def visit(recruiter):
    return make.an_application(make.an_opening(), make.a_person("Daniel Reyes"))


@contextmanager
def locked(statement):
    """Somebody else is in the middle of changing the same, and takes a long time over it."""
    db.session.commit()
    engine = create_engine(db.engine.url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
        yield
        connection.rollback()


def kept(page):
    """What the page says that was typed."""
    names, values = page.texts("[data-typed] dt"), page.texts("[data-typed] dd")
    return dict(zip(names, values, strict=True))


def unchanged(before):
    db.session.rollback()
    assert differences(before, everything()) == []
    db.session.rollback()


# A locked database


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_locked_database_is_said_in_the_readers_language_and_what_was_typed_is_kept(
    browse, recruiter, visit, language
):
    recruiter.language = language
    browser = browse(recruiter)
    browser.get("/")
    before = everything()
    with locked(f"UPDATE visit SET version = version WHERE id = {visit.id}"):
        page = browser.post(
            f"/applications/{visit.application_id}/hold", {"reason": WHY, "seen": visit.seen}, expect=503
        )
    assert page.one("html")["lang"] == language.replace("_", "-")
    assert "Nothing was changed" in page.text(".empty") or language != "en"
    assert kept(page)["reason"] == WHY
    unchanged(before)


def test_what_could_not_be_saved_can_be_sent_once_more_from_the_page(browse, recruiter, visit):
    browser = browse(recruiter)
    with locked(f"UPDATE visit SET version = version WHERE id = {visit.id}"):
        page = browser.post(
            f"/applications/{visit.application_id}/hold", {"reason": WHY, "seen": visit.seen}, expect=503
        )
    browser.post(page.one("main form")["action"], page.form())
    assert db.session.get_one(Application, visit.application_id).status == "on hold"


def test_a_script_that_asked_gets_one_notice_instead_of_a_page(browse, recruiter, visit):
    with locked(f"UPDATE visit SET version = version WHERE id = {visit.id}"):
        page = browse(recruiter).post(
            f"/applications/{visit.application_id}/moves",
            {"to": "online test", "seen": visit.seen},
            expect=503,
            headers={"HX-Request": "true"},
        )
    assert page.has(".notice-bad") and not page.has("h1")


@pytest.mark.sqlite_only
def test_while_somebody_writes_everybody_reads(browse, recruiter, visit):
    browser = browse(recruiter)
    with locked("UPDATE visit SET version = version"):
        assert "Daniel Reyes" in browser.get(f"/applications/{visit.application_id}").heading


def test_a_stranger_meets_the_same_page_and_no_password_is_shown(browse, recruiter):
    recruiter_email = recruiter.email
    locking = (
        "LOCK TABLE sign_in_try" if db.engine.dialect.name == "postgresql" else "UPDATE visit SET id = id"
    )
    db.session.commit()
    with locked(locking):
        page = browse().post(
            "/sign-in", {"email": recruiter_email, "password": "open sesame, please"}, expect=503
        )
    assert recruiter_email in page.html
    assert "sesame" not in page.html


# A full disk


@pytest.fixture
def full(app, monkeypatch):
    """The database can grow no further."""

    def fill():
        db.session.commit()
        pages = db.session.scalar(text("PRAGMA page_count"))
        db.session.commit()
        db.engine.dispose()
        monkeypatch.setattr(core.db, "PRAGMAS", (*core.db.PRAGMAS, f"max_page_count={pages}"))

    return fill


@pytest.mark.sqlite_only
def test_a_full_disk_is_said_and_what_was_typed_is_kept(browse, recruiter, visit, full):
    browser = browse(recruiter)
    written = "她" * 4000
    before = everything()
    full()
    page = browser.post(f"/applications/{visit.application_id}/notes", {"body": written}, expect=503)
    assert page.heading == "Not now" and "disk is full" in page.text(".empty")
    assert kept(page)["body"] == written
    unchanged(before)


def test_a_full_disk_under_an_upload_leaves_nothing_behind(browse, recruiter, visit, monkeypatch, app):
    def no_space(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = everything()
    for step in ("fsync", "replace"):
        with monkeypatch.context() as full:
            full.setattr(os, step, no_space)
            page = browse(recruiter).post(
                f"/applications/{visit.application_id}/files",
                {"file": (io.BytesIO(PDF), "cv.pdf"), "kind": "résumé"},
                expect=503,
            )
        assert page.heading == "Not now" and kept(page) == {"kind": "résumé"}
        assert "Passwords and files are not kept" in page.text("main")
        assert [path for path in files.store().rglob("*") if path.is_file()] == []
    unchanged(before)


# What the form itself brings


def test_a_forged_or_outdated_form_is_refused_with_what_was_typed(browse, recruiter, visit, app):
    app.config["WTF_CSRF_ENABLED"] = True
    browser, address = browse(recruiter), f"/applications/{visit.application_id}/hold"
    before = everything()
    page = browser.post(address, {"reason": WHY, "seen": visit.seen, "csrf_token": "forged"}, expect=400)
    assert kept(page)["reason"] == WHY and "forged" not in page.html
    unchanged(before)
    browser.post(page.one("main form")["action"], page.form())
    assert db.session.get_one(Application, visit.application_id).status == "on hold"


def test_what_is_larger_than_allowed_is_refused_before_it_is_read(browse, recruiter, visit, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    before = everything()
    page = browse(recruiter).post(
        f"/applications/{visit.application_id}/files",
        {"file": (io.BytesIO(PDF * 100), "cv.pdf"), "kind": "résumé"},
        expect=413,
    )
    assert page.heading == "Too large"
    unchanged(before)


def test_a_file_over_the_limit_is_refused_under_its_field(browse, recruiter, visit, app):
    app.config["LARGEST_FILE"] = 1024 * 1024
    before = everything()
    page = browse(recruiter).post(
        f"/applications/{visit.application_id}/files",
        {"file": (io.BytesIO(PDF + b" " * 1024 * 1024), "cv.pdf"), "kind": "certificate"},
        expect=422,
    )
    assert "larger than 1 MB" in page.text(".invalid-feedback")
    assert page.form()["kind"] == "certificate"
    unchanged(before)


def test_secrets_are_never_shown_back(browse, recruiter):
    secrets = dict.fromkeys(["password", "new_password", "csrf_token", "token"], "very secret")
    page = browse(recruiter).post("/no/such/page", {**secrets, "reason": WHY}, expect=404)
    assert kept(page) == {"reason": WHY} and "very secret" not in page.html


def test_what_only_the_database_notices_is_told_as_overtaken(browse, recruiter, visit, monkeypatch):
    """The rules let it through, as somebody else's change was not there yet when they looked."""
    make.rejected(visit)
    make.an_application(visit.application.opening, visit.application.person)
    monkeypatch.setattr(standing, "open_application", lambda *_: None)
    before = everything()
    page = browse(recruiter).post(
        f"/applications/{visit.application_id}/reinstate", {"reason": WHY}, expect=409
    )
    assert page.heading == "Somebody else was faster" and kept(page)["reason"] == WHY
    unchanged(before)
