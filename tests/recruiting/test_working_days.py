"""Targets count working days: a weekend or a holiday makes nobody late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interview_policies, pipeline
from recruiting.queries import standing
from recruiting.queries import working_days as queries
from recruiting.rules import Hours, WorkingDays, due
from tests import factories as make
from training.models import CalendarDay

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 10, 16)
MONDAY = date(2026, 10, 19)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MOMENTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CALENDARS = st.builds(
    WorkingDays,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.dictionaries(DAYS, st.booleans(), max_size=40),
)


def at(day, hour, zone=SHANGHAI):
    return datetime.combine(day, time(hour), zone)


def test_three_days_from_friday_are_over_on_wednesday():
    assert due(at(FRIDAY, 17), 3, WorkingDays(), SHANGHAI) == at(date(2026, 10, 21), 17)


def test_a_holiday_is_no_day_and_one_worked_in_its_place_is():
    saturday = FRIDAY + timedelta(days=1)
    swapped = WorkingDays(otherwise={saturday: True, MONDAY: False})
    assert due(at(FRIDAY, 9), 1, swapped, SHANGHAI) == at(saturday, 9)
    assert due(at(FRIDAY, 9), 2, swapped, SHANGHAI) == at(date(2026, 10, 20), 9)


def test_who_comes_on_a_free_day_is_counted_from_the_next_working_day_on():
    for day in (17, 18):
        found = due(at(date(2026, 10, day), 15), 3, WorkingDays(), SHANGHAI)
        assert found == at(date(2026, 10, 22), 0), "the end of Wednesday"


@pytest.mark.parametrize("friday", [date(2026, 10, 23), date(2026, 3, 27)])
def test_the_clocks_may_change_in_between(friday):
    entered = at(friday, 9, BERLIN).astimezone(UTC)
    found = due(entered, 3, WorkingDays(), BERLIN)
    assert found.tzinfo is UTC and found == at(friday + timedelta(days=5), 9, BERLIN)
    assert found - entered != timedelta(days=5), "an hour more, or less"


@given(MOMENTS, st.integers(1, 30), CALENDARS, st.sampled_from([SHANGHAI, BERLIN]))
def test_nothing_is_due_on_a_free_day(entered, days, worked, zone):
    begun, found = entered.astimezone(zone).date(), due(entered, days, worked, zone)
    ended = found.astimezone(zone).date()
    following = [begun + timedelta(days=one + 1) for one in range((ended - begun).days)]
    assert worked.has(ended) and found > entered
    assert sum(map(worked.has, following)) == days + (not worked.has(begun))


@given(MOMENTS, MOMENTS, st.integers(1, 30), st.integers(1, 30), CALENDARS)
def test_who_came_later_or_has_more_days_is_not_due_earlier(one, other, few, many, worked):
    (early, late), (few, many) = sorted((one, other)), sorted((few, many))
    assert due(early, few, worked, SHANGHAI) <= due(late, few, worked, SHANGHAI)
    assert due(early, few, worked, SHANGHAI) <= due(early, many, worked, SHANGHAI)


# Where an opening is


def test_a_sites_own_day_goes_before_everybodys(app):
    opening = make.an_opening()
    tuesday = MONDAY + timedelta(days=1)
    for day, site_id, is_worked in (
        (MONDAY, None, False), (tuesday, opening.site_id, True), (tuesday, None, False)
    ):  # fmt: skip
        name = make.words("Feast")
        db.session.add(CalendarDay(day=day, site_id=site_id, is_worked=is_worked, name=name))
        db.session.flush()
    worked = queries.of(opening)
    assert not worked.has(MONDAY) and worked.has(tuesday)
    assert worked.has(FRIDAY) and not worked.has(FRIDAY + timedelta(days=1))


def test_a_move_counts_in_the_days_of_the_policy_and_the_calendar(app):
    admin = make.an_account(Role.ADMINISTRATOR)
    with clock.at(clock.day_start(FRIDAY) + timedelta(hours=10)):
        visit = make.an_application()
        due_before = clock.day_start(date(2026, 10, 21)) + timedelta(hours=10)
        assert visit.due_at == due_before
        db.session.add(CalendarDay(day=MONDAY, is_worked=False, name=make.words("Feast")))
        interview_policies.publish(Hours(weekdays=frozenset({0, 2, 4})), actor=admin)
        visit = standing.latest_visit(visit.application_id)
        assert visit.due_at == due_before, "what was promised stays"
        moved = pipeline.move(
            visit, make.a_stage(visit, "online test"), actor=None, reason=make.WHY, override=True
        )
    assert moved.stage.target_days == 4
    assert clock.local(moved.due_at).date() == date(2026, 10, 28), "Wednesday, Friday, Monday, Wednesday"
