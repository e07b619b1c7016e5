"""What the worker does by itself about interviews and imports."""

import time
from datetime import timedelta

from flask import current_app

from core import clock
from core.db import db
from recruiting import marking
from recruiting.imports.running import FORGET_AFTER, Run
from recruiting.queries import imports, interviews

AT_MOST = timedelta(seconds=20)
"""How long imports may keep a worker from its letters."""
BREATH = 0.05
"""Seconds between two parts of an import, in which others get at the database."""


def interviews_over() -> int:
    """Let visits whose interview is over wait for feedback instead; returns how many. Doing it twice
    does no harm. Runs in the transaction that the worker gives to each job."""
    visit_ids = interviews.visits_to_settle()
    for visit_id in visit_ids:
        marking.touch(marking.alone_with(visit_id))
    return len(visit_ids)


def imports_go_on() -> None:
    """Carry out, or take back, what imports there are, part by part, each in a transaction of its own."""
    run, until = Run(), clock.now() + AT_MOST
    while clock.now() < until and _one_part(run):
        time.sleep(BREATH)


def _one_part(run: Run) -> bool:
    with current_app.app_context():  # a session of its own: what a part does is kept whatever comes next
        went_on = run.part()
        db.session.commit()
    return went_on


def forget_import_files() -> int:
    """Forget the files of imports that ended some time ago; returns how many."""
    return imports.forget_files(clock.now() - FORGET_AFTER)
