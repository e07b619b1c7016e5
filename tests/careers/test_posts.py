"""The shift of somebody who was not hired through an opening is set by whoever answers for them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from careers import posts, reviewing
from careers.posts import PostRefused, Terms
from careers.queries import journeys, peers, standings
from careers.queries import posts as queries
from core.db import db
from core.record import Entry
from people import employment as employments
from people.employment import EmploymentRefused
from people.permissions import Role
from people.states import EmploymentKind, LeavingReason, Level, Shift
from tests.careers.people_at_work import TODAY, account_of
from tests.careers.test_reviewing import FIGURES
from tests.factories import a_team, an_account
from tests.statements import count_statements

WHY = "Swapped with a colleague."
SINCE, OCTOBER = date(2026, 11, 2), date(2026, 10, 1)


def shifts(employment):
    return [(one.since, one.shift) for one in queries.of_employment(employment.id)]


def test_a_shift_is_set_on_the_page_of_the_post(employee, manager, browse):
    page, path = browse(manager), f"/careers/people/{employee.id}/post"
    assert page.get(f"/careers/people/{employee.id}").has(f"a[href='{path}']")
    assert "not recorded" in page.get(path).text("main")
    page.post(path, {"shift": "evening", "since": SINCE, "reason": WHY})
    assert "evening shift" in page.get(path).texts("tbody tr")[0]
    assert shifts(employee) == [(SINCE, Shift.EVENING), (date(2025, 9, 3), None)]
    entry = db.session.scalars(select(Entry).where(Entry.verb == "post changed")).one()
    assert (entry.reason, entry.details["shift"], entry.details["level"]) == (WHY, "evening", "specialist")
    journey = page.get(f"/careers/people/{employee.id}").text("section[aria-labelledby=journey]")
    assert "evening shift" in journey


@pytest.mark.parametrize(
    "wrong",
    [
        {"shift": ""},
        {"kind": "pirate"},
        {"shift": "night"},
        {"since": "2026-11-20"},
        {"since": "2025-09-02"},
        {"since": "2026-02-30"},
        {"reason": " "},
        {"reason": "x" * 501},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(employee, manager, browse, wrong):
    sent = {"shift": "day", "since": "2026-11-02", "reason": WHY} | wrong
    page = browse(manager).post(f"/careers/people/{employee.id}/post", sent, expect=422)
    assert page.form("section[aria-labelledby=change] form")["since"] == str(sent["since"])
    assert shifts(employee) == [(date(2025, 9, 3), None)]


def test_a_shift_is_changed_on_the_day_on_which_it_began_and_not_to_the_same(employee, manager):
    posts.change(employee, Terms(SINCE, Shift.DAY), WHY, actor=manager)
    posts.change(employee, Terms(SINCE, Shift.ROTATING), WHY, actor=manager)
    assert shifts(employee) == [(SINCE, Shift.ROTATING), (date(2025, 9, 3), None)]
    with pytest.raises(EmploymentRefused, match="stands so already"):
        posts.change(employee, Terms(TODAY, Shift.ROTATING), WHY, actor=manager)


def test_nobody_sets_their_own_and_nobody_that_of_who_has_left(employee, manager, browse):
    own = account_of(employee, Role.MANAGER)
    with pytest.raises(PostRefused, match="about themselves"):
        posts.change(employee, Terms(TODAY, Shift.DAY), WHY, actor=own)
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    with pytest.raises(EmploymentRefused, match="ended"):
        posts.change(employee, Terms(TODAY, Shift.DAY), WHY, actor=manager)
    browse(manager).get(f"/careers/people/{employee.id}/post", expect=404)


def test_who_is_out_of_reach_is_not_found(employee, browse):
    other = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    browse(other).get(f"/careers/people/{employee.id}/post", expect=404)


def test_the_level_and_its_time_stay_and_the_shift_stays_with_a_new_level(employee, manager):
    posts.change(employee, Terms(SINCE, Shift.DAY), WHY, actor=manager)
    employments.change_post(employee, TODAY, level=Level.SUPERVISOR, actor=manager)
    assert [one.shift for one in queries.of_employment(employee.id)] == [Shift.DAY, Shift.DAY, None]
    read = standings.standing_of(employee.id).read
    told = [(one.kind, one.what) for one in journeys.acts(read.posts, [], [], [])]
    assert told == [("post", "supervisor"), ("terms", "day"), ("post", "specialist")]


@pytest.mark.parametrize(("since", "shift"), [(SINCE, None), (date(2026, 10, 31), Shift.DAY)])
def test_a_closed_month_is_compared_with_colleagues_of_the_shift_worked_at_its_end(
    employee, manager, since, shift
):
    reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    reviewing.close(employee, OCTOBER, actor=manager)
    posts.change(employee, Terms(since, Shift.DAY), WHY, actor=manager)
    assert peers.comparison(employee.id, OCTOBER).group.shift is shift


def test_many_posts_cost_as_many_statements_as_few(employee, manager, browse):
    page, path = browse(manager), f"/careers/people/{employee.id}/post"
    page.get(path)
    with count_statements(db.engine) as few:
        page.get(path)
    for place in range(6):
        shift = (Shift.DAY, Shift.EVENING)[place % 2]
        posts.change(employee, Terms(SINCE + timedelta(days=place), shift), WHY, actor=manager)
    with count_statements(db.engine) as many:
        page.get(path)
    assert few.count == many.count


def test_the_kind_of_employment_is_an_interval_of_its_own_and_leaves_the_shift(employee, manager, browse):
    posts.change(employee, Terms(SINCE, Shift.DAY), WHY, actor=manager)
    page, path = browse(manager), f"/careers/people/{employee.id}/post"
    page.post(path, {"shift": "day", "kind": "seasonal", "since": TODAY, "reason": WHY})
    found = [(one.since, one.shift, one.kind) for one in queries.of_employment(employee.id)]
    assert found[:2] == [(TODAY, Shift.DAY, EmploymentKind.SEASONAL), (SINCE, Shift.DAY, None)]
    entry = db.session.scalars(select(Entry).where(Entry.verb == "post changed").order_by(Entry.id)).all()[-1]
    assert (entry.details["kind"], entry.details["shift"]) == ("seasonal", "day")
    assert "seasonal" in page.get(f"/careers/people/{employee.id}").text("section[aria-labelledby=journey]")
