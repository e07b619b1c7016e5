"""The service desk and whoever is not there: who has left by then, who is on leave that day."""

from datetime import date, timedelta

import pytest

from careers import desk_duty
from careers.queries import desk as queries
from core import clock
from people import employment as employments
from people.permissions import Role
from people.states import DutyStatus, LeavingReason, Level
from tests.careers.people_at_work import TODAY, an_employee, noon
from tests.factories import a_team, an_account, serving

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
LATER = TODAY + timedelta(days=10)


@pytest.fixture
def planner(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def boss(app):
    return an_employee("邵知远", on_duty_since=date(2025, 1, 15), level=Level.MANAGER)


@pytest.fixture
def gone(boss, planner):
    """Had a day planned on Friday, their last one, and one on Monday."""
    days = [desk_duty.plan(boss, on, actor=planner) for on in (FRIDAY, MONDAY)]
    with clock.at(noon(FRIDAY)):
        employments.end(boss, FRIDAY, LeavingReason.OWN_WISH, actor=planner)
    return days


def test_a_day_before_somebody_left_still_waits_to_be_recorded(gone, boss, planner, browse):
    with clock.at(noon(LATER)):
        assert [row.id for row in queries.coming(planner)] == [gone[0].id]
        visitor, path = browse(planner), f"/careers/desk-days/{gone[0].id}"
        assert visitor.get("/careers/desk-duty").all(f"main a[href='{path}']")
        assert visitor.get(path).has("#outcome, [name=outcome]")
        visitor.post(path, {"outcome": "served", "note": ""})
        page = visitor.get(f"/careers/people/{boss.id}/desk-duty")
        assert "20 Nov 2026" in page.text("main") and not page.has("[name=what]")
        assert queries.coming(planner) == []
        browse(an_account(Role.MANAGER, team=a_team("Elsewhere"))).get(path, expect=404)


def test_days_after_somebody_left_take_no_room(gone, planner):
    other = an_employee("Lou Meridian", on_duty_since=date(2025, 1, 20), level=Level.MANAGER)
    made = desk_duty.plan_for([other], MONDAY, 1, actor=planner)
    assert [one.on for one in made] == [MONDAY, MONDAY + timedelta(days=1)]


def test_no_day_is_planned_while_somebody_is_on_leave(boss, planner):
    employments.begin_duty(boss, DutyStatus.LEAVE, FRIDAY, actor=None)
    with pytest.raises(desk_duty.DeskRefused, match="on leave that day"):
        desk_duty.plan(boss, MONDAY, actor=planner)
    with pytest.raises(desk_duty.DeskRefused, match="On leave or suspended by then: 邵知远"):
        desk_duty.plan_for([boss], TODAY, 1, actor=planner)
    assert desk_duty.plan(boss, TODAY, actor=planner).on == TODAY


def test_nobody_is_said_to_be_away_where_it_is_the_year_that_ends(boss, planner):
    """Two days are owed, and one working day is left of the year within which days are planned."""
    with pytest.raises(desk_duty.DeskRefused, match="Begin earlier"):
        desk_duty.plan_for([boss], TODAY + desk_duty.AHEAD, 1, actor=planner)


def test_days_are_planned_around_a_leave(boss, planner):
    """Away on Friday and Monday, back on Tuesday."""
    employments.begin_duty(boss, DutyStatus.LEAVE, FRIDAY, actor=None)
    serving(boss, MONDAY + timedelta(days=1))
    made = desk_duty.plan_for([boss], FRIDAY, 1, actor=planner)
    assert [one.on.day for one in made] == [24, 25]
