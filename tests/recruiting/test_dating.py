"""Correcting when somebody came into a stage, without erasing what stood there."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import closing, counting, dating, history, pipeline
from recruiting.pipeline import MoveRefused
from recruiting.queries import past, standing, then
from recruiting.queries.filters import Filters
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports import stays
from tests import factories as make

MONDAY = datetime(2026, 10, 12, 2, tzinfo=UTC)
DAY = timedelta(days=1)
WHY = "She took the test on Tuesday already."


@pytest.fixture
def visit(app):
    """Applied on Monday, moved on to the test on Thursday."""
    with clock.at(MONDAY):
        visit = make.an_application(make.an_opening(), make.a_person("Daniel Reyes"))
    return moved(visit, 3, "online test")


def moved(visit, days, stage):
    with clock.at(MONDAY + days * DAY):
        to = make.a_stage(visit, stage)
        moved = pipeline.move(visit, to, actor=None, reason=make.WHY, override=True, tell=False)
        return standing.visit(moved.id)


def correct(visit, days, by=None, on=4, **more):
    with clock.at(MONDAY + on * DAY):
        return dating.correct_date(visit, MONDAY + days * DAY, actor=by, **{"reason": WHY} | more)


def refused(*asked, **more):
    with pytest.raises(MoveRefused) as refusal:
        correct(*asked, **more)
    return refusal.value.sentence


def test_the_stay_before_ends_and_the_target_is_counted_from_there(visit):
    former = standing.stay_before(visit)
    entry = correct(visit, 1)
    assert visit.entered_at == former.left_at == visit.waits_since == MONDAY + DAY
    assert visit.due_at == MONDAY + 7 * DAY, "four working days from Tuesday"
    corrected = db.session.get_one(Entry, entry.corrects_id)
    assert corrected.details["state"]["visit"] == visit.id and entry.reason == WHY
    began = history.began(db.session.scalars(select(Entry).order_by(Entry.id)))
    assert began[visit.id] == MONDAY + DAY
    assert counting.differences() == []


def test_a_wait_that_began_later_is_not_touched(visit, recruiter):
    with clock.at(MONDAY + 3.5 * DAY):
        pipeline.hold(visit, actor=recruiter, reason=make.WHY)
    correct(visit, 1)
    assert visit.waits_since == MONDAY + 3.5 * DAY


def test_it_is_corrected_back_by_the_same_verb(visit):
    before = (visit.entered_at, visit.due_at, visit.waits_since)
    correct(visit, 1)
    correct(visit, 3, on=5)
    assert (visit.entered_at, visit.due_at, visit.waits_since) == before
    assert standing.stay_before(visit).left_at == visit.entered_at


def test_a_moment_outside_its_neighbours_is_refused_and_changes_nothing(visit):
    before = visit.entered_at
    assert "still to come" in refused(visit, 4.1)
    assert "the earliest is" in refused(visit, -1)
    assert "on record already" in refused(visit, 3)
    assert "needs a reason" in refused(visit, 1, reason="No.")
    assert visit.entered_at == before


def test_neither_what_has_ended_nor_the_first_stay_goes_back_before_it_began(visit, recruiter):
    with clock.at(MONDAY):
        first = make.an_application()
    assert "so not before" in refused(first, -1)
    with clock.at(MONDAY + DAY):
        closing.reject(first, make.a_reason(), actor=recruiter, tell=False)
    assert "has ended" in refused(first, 0.5)
    with clock.at(MONDAY + 2 * DAY):
        again = closing.reinstate(standing.latest_visit(first.application_id), actor=None, reason=make.WHY)
    assert "the earliest is" in refused(again, 0.5), "whoever was rejected then was in no stage"
    correct(again, 1.5)
    assert standing.stay_before(again).left_at == MONDAY + DAY


def test_somebody_who_may_not_is_refused(visit):
    assert "Your role" in refused(visit, 1, by=make.an_account(Role.EMPLOYEE))


# What was known then


def reported(recruiter, visit, at=None):
    with clock.at(MONDAY + 9 * DAY):
        rows = stays.time_in_stage(recruiter, Cohort(visit.opening_id, at=at))["stage"]
    return {
        row.key: [round(case.days, 3) for name in ("over", "there") for case in row.cases(name)]
        for row in rows
    }


def boarded(recruiter, visit, at):
    columns = past.columns_at(visit.application.opening, Filters(), recruiter, at)
    return {
        column.key: [(card.days, card.entered_at, card.due_at) for card in column.cards] for column in columns
    }


def test_pages_of_a_day_before_the_correction_show_what_was_on_record(visit, recruiter):
    days = [MONDAY + number * DAY for number in (2, 3.5)]
    before = [(reported(recruiter, visit, day), boarded(recruiter, visit, day)) for day in days]
    correct(visit, 1)
    assert [(reported(recruiter, visit, day), boarded(recruiter, visit, day)) for day in days] == before
    assert reported(recruiter, visit)["screening"] == [1.0]
    assert reported(recruiter, visit, MONDAY + 5 * DAY) == {"screening": [1.0], "online test": [4.0]}
    board = boarded(recruiter, visit, MONDAY + 5 * DAY)
    assert board["online test"] == [(4, MONDAY + DAY, MONDAY + 7 * DAY)]


def test_of_two_corrections_each_day_shows_its_own(visit):
    correct(visit, 1, on=4)
    correct(visit, 2, on=6)
    for day, entered in ((3.5, 3), (5, 1), (7, 2)):
        found = then.visits(MONDAY + day * DAY)
        query = select(found.c.entered_at).where(found.c.id == visit.id)
        assert db.session.scalar(query) == MONDAY + entered * DAY


# The page


def test_the_page_corrects_it_and_the_history_tells(browse, recruiter, visit):
    browser, address = browse(recruiter), f"/applications/{visit.application_id}"
    with clock.at(MONDAY + 4 * DAY):
        page = browser.get(f"{address}/date")
        assert browser.get(address).has(f"a[href='{address}/date']")
        form = page.form()
        assert (form["day"], form["time"]) == ("2026-10-15", "10:00")
        wrong = browser.post(f"{address}/date", form | {"day": "2026-10-30", "reason": WHY}, expect=422)
        assert "still to come" in wrong.text("main") and wrong.form()["day"] == "2026-10-30"
        browser.post(f"{address}/date", form | {"day": "never", "reason": WHY}, expect=422)
        browser.post(f"{address}/date", form | {"day": "2026-10-13"}, expect=422)
        browser.post(f"{address}/date", form | {"day": "2026-10-13", "reason": WHY})
        assert "corrected when the candidate came into this stage" in browser.get(address).text("main")
        late = browser.post(f"{address}/date", form | {"day": "2026-10-14", "reason": WHY}, expect=409)
    assert "changed this application" in late.text("main")
    assert standing.latest_visit(visit.application_id).entered_at == MONDAY + DAY
