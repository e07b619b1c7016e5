"""Since when a visit waits for what it waits for: an undo leaves no trace of what was undone in it."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.db import db
from recruiting import closing, interviewing, migrating, pipeline, undoing
from recruiting.queries import standing
from recruiting.states import Wait
from tests import factories as make
from tests.recruiting.scoring import a_panel

MONDAY = datetime(2026, 10, 12, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def visit(app):
    """Waits for an interview since an hour after it came to the stage."""
    with clock.at(MONDAY):
        visit = make.an_application(stage="first interview")
        a_panel(visit, 2)
    with clock.at(MONDAY + HOUR):
        interviewing.plan(visit, starts_at=MONDAY + 48 * HOUR, minutes=45, place="Room 3", actor=None)
    db.session.flush()
    return visit


def wait(visit):
    db.session.expire_all()
    visit = standing.latest_visit(visit.application_id)
    return visit.waits_for, visit.waits_since


def test_a_wait_lasts_until_it_is_another_one(visit):
    assert wait(visit) == (Wait.INTERVIEW, MONDAY + HOUR) and visit.entered_at == MONDAY
    with clock.at(MONDAY + 3 * HOUR):
        panel = a_panel(visit, 1)
    assert panel and wait(visit) == (Wait.INTERVIEW, MONDAY + HOUR), "one more is asked for the same"


def hold(visit, by):
    pipeline.hold(visit, actor=by, reason=make.WHY, batch="it")


def resume(visit, by):
    with clock.at(MONDAY + 90 * HOUR / 60):
        pipeline.hold(visit, actor=by, reason=make.WHY)
    pipeline.resume(visit, actor=by, batch="it")


def reject(visit, by):
    closing.reject(visit, make.a_reason(), actor=by, batch="it")


def send_back(visit, by):
    pipeline.move(visit, make.a_stage(visit, "screening"), actor=by, reason=make.WHY, batch="it")


def change_version(visit, by):
    version = make.a_further_version(visit.application.pipeline_version)
    migrating.migrate(visit, version, actor=by, reason=make.WHY, batch="it")


@pytest.mark.parametrize("act", [hold, resume, reject, send_back, change_version])
def test_an_undo_lets_the_wait_have_lasted_all_the_time(visit, recruiter, act):
    before = (Wait.INTERVIEW, MONDAY + HOUR)
    if act is resume:
        before = (Wait.NOTHING, MONDAY + 90 * HOUR / 60)
    with clock.at(MONDAY + 2 * HOUR):
        act(standing.latest_visit(visit.application_id), recruiter)
    with clock.at(MONDAY + 2 * HOUR + timedelta(seconds=4)):
        undoing.undo("it", actor=recruiter)
    assert wait(visit) == before


def test_who_is_resumed_waits_on_us_from_then_on(visit, recruiter):
    with clock.at(MONDAY + 2 * HOUR):
        hold(visit, recruiter)
    with clock.at(MONDAY + 5 * HOUR):
        pipeline.resume(standing.latest_visit(visit.application_id), actor=recruiter)
    assert wait(visit) == (Wait.INTERVIEW, MONDAY + 5 * HOUR)
