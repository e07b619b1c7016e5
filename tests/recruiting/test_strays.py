"""What lies in the store of uploads and is nobody's: who put it there died before their row was written."""

import os
import threading
import time
from contextvars import copy_context
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from core import backup, clock, files
from core.db import db
from core.record import Entry, Way
from people.models import Account
from recruiting import candidates, jobs
from recruiting.jobs import STRAY_FOR
from recruiting.models import Application
from recruiting.states import FileKind
from tests import factories as make

PDF = b"%PDF-1.4 nobody's"


def in_store(content=PDF, age=STRAY_FOR, name=None):
    """Put a file there as an upload does that dies before its row."""
    path = files.path_of(name or files.digest_of(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = (clock.now() - age - timedelta(minutes=1)).timestamp()
    os.utime(path, (moment, moment))
    return path


def swept():
    """How many the worker took away, looking now."""
    db.session.commit()
    return copy_context().run(_sweep)


def _sweep():
    with current_app.app_context():
        return jobs.sweep_strays()


def entries():
    return db.session.scalars(select(Entry).where(Entry.verb == "stray file swept")).all()


def test_a_file_that_no_row_names_goes_after_a_day_and_that_is_on_record(app):
    path, fresh = in_store(), in_store(b"%PDF-1.4 just now", timedelta())
    assert swept() == 1 and not path.exists() and fresh.exists()
    [entry] = entries()
    assert entry.way is Way.RULE and entry.details["size"] == len(PDF)
    assert swept() == 0 and len(entries()) == 1


def test_a_file_with_a_row_is_never_touched_however_old(app, recruiter):
    visit = make.an_application()
    candidates.add_file(visit.application, "résumé.pdf", PDF, FileKind.RESUME, actor=recruiter)
    path = in_store()
    assert swept() == 0 and path.exists() and not entries()


def test_what_is_half_written_goes_and_what_is_no_upload_stays(app):
    half = in_store(name=".tmp12345")
    other = in_store(name="README")
    assert swept() == 1 and not half.exists() and other.exists()


@pytest.mark.parametrize("keeps", [True, False])
def test_who_uploads_the_same_at_that_moment_loses_nothing(app, recruiter, keeps):
    """The sweep has seen that nobody names it; somebody names it before the sweep gets to it."""
    path, visit = in_store(), make.an_application()
    application_id, recruiter_id = visit.application_id, recruiter.id
    db.session.commit()
    found = files.strays(clock.now() - STRAY_FOR)
    assert [one.path for one in found] == [path]
    db.session.remove()
    held = threading.Event()

    def upload():
        with app.app_context():
            application = db.session.get_one(Application, application_id)
            actor = db.session.get_one(Account, recruiter_id)
            candidates.add_file(application, "résumé.pdf", PDF, FileKind.RESUME, actor=actor)
            held.set()
            time.sleep(0.3)  # the sweep is waiting meanwhile
            db.session.commit() if keeps else db.session.rollback()

    uploading = threading.Thread(target=upload)
    uploading.start()
    assert held.wait(10)
    gone = copy_context().run(_swept, found[0])
    uploading.join(30)
    assert path.exists() is keeps and gone is not keeps


def _swept(stray):
    with current_app.app_context():
        return jobs._swept(stray)


def test_a_backup_gets_over_a_file_that_goes_meanwhile(app, tmp_path, monkeypatch):
    path = in_store()
    db.session.commit()
    listed = backup.uploads().rglob

    class Folder:
        def rglob(self, pattern):
            found = list(listed(pattern))
            path.unlink()
            return found

        def __getattr__(self, name):
            return getattr(path.parents[1], name)

    monkeypatch.setattr(backup, "uploads", Folder)
    assert backup.create(tmp_path / "one.zip").uploads == []
