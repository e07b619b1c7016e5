"""Months that wait at home on whoever may settle and confirm: one row each, and gone once it is done."""

from datetime import date, timedelta

import pytest

from careers import bonuses, honouring, reviewing
from careers.honouring import Occasion
from careers.states import HonourKind
from core import clock
from core.db import db
from people.permissions import Role
from recruiting.queries.asked import asked_of
from tests.careers.people_at_work import WHY, account_of, an_employee, noon
from tests.careers.test_bonuses import a_table
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements

SEPTEMBER = date(2026, 9, 1)
AGENT, STAR = HonourKind.AGENT_OF_MONTH, HonourKind.STAR_OF_QUARTER


@pytest.fixture(autouse=True)
def _now(app):
    with clock.at(noon()):
        yield


@pytest.fixture
def manager(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def team(app):
    return a_team()


def reviewed(manager, team, month=OCTOBER, one=None, **figures):
    one = one or an_employee(team=team)
    reviewing.enter(one, month, {**FIGURES, **figures}, actor=manager)
    reviewing.close(one, month, actor=manager)
    return one


def waiting(account, kind):
    return [(row.month, row.number) for row in asked_of(account) if row.kind == kind]


def test_bonuses_wait_by_month_the_oldest_first_until_they_are_settled(manager, team):
    one = reviewed(manager, team, SEPTEMBER)
    assert waiting(manager, "bonuses") == [], "no table holds"
    a_table(manager, since=SEPTEMBER)
    with clock.at(noon() + timedelta(hours=1)):
        reviewed(manager, team, one=one)
        two = reviewed(manager, team)
        assert waiting(manager, "bonuses") == [(SEPTEMBER, 1), (OCTOBER, 2)]
        bonuses.settle_all([one, two], OCTOBER, actor=manager)
        assert waiting(manager, "bonuses") == [(SEPTEMBER, 1)]


def test_a_correction_waits_only_where_the_bonus_comes_to_something_else(manager, team):
    a_table(manager)
    one = reviewed(manager, team)
    bonuses.settle(one, OCTOBER, actor=manager)
    reviewing.correct(one, OCTOBER, {"satisfaction": FIGURES["satisfaction"] + 1}, actor=manager, reason=WHY)
    assert waiting(manager, "bonuses") == [], "the same step"
    reviewing.correct(one, OCTOBER, {"satisfaction": FIGURES["satisfaction"] - 2}, actor=manager, reason=WHY)
    assert waiting(manager, "bonuses") == [(OCTOBER, 1)]
    bonuses.settle(one, OCTOBER, actor=manager)
    assert waiting(manager, "bonuses") == []


def test_nobody_is_asked_for_their_own_bonus_nor_for_another_team(manager, team):
    a_table(manager)
    one = reviewed(manager, team)
    assert waiting(account_of(one, Role.MANAGER), "bonuses") == []
    assert waiting(an_account(Role.MANAGER, team=a_team("B2C mall")), "bonuses") == []
    assert waiting(an_account(Role.MANAGER, team=team), "bonuses") == [(OCTOBER, 1)]
    assert asked_of(an_account(Role.RECRUITER)) == []


def test_a_table_for_another_team_asks_for_nothing(manager, team):
    a_table(manager, team_id=a_team("B2C mall").id)
    reviewed(manager, team)
    assert waiting(manager, "bonuses") == []


def test_honours_wait_once_all_months_of_a_team_are_closed_until_one_is_confirmed(manager, team):
    one = reviewed(manager, team)
    late = an_employee(team=team)
    assert waiting(manager, "honours") == [], "a month is open"
    reviewed(manager, team, one=late, satisfaction=FIGURES["satisfaction"] - 1)
    assert waiting(manager, "honours") == [(OCTOBER, 1)]
    assert waiting(account_of(late, Role.MANAGER), "honours") == [], "they are among those it is about"
    honouring.confirm(Occasion(AGENT, OCTOBER, team.id), one.id, actor=manager)
    assert waiting(manager, "honours") == []


def test_a_quarter_waits_as_well(manager, team):
    one = an_employee(team=team)
    for month in (date(2026, 7, 1), date(2026, 8, 1), SEPTEMBER):
        reviewed(manager, team, month, one)
    found = [row for row in asked_of(manager) if row.kind == "honours"]
    assert [(row.honour, row.name, row.since.date()) for row in found] == [
        (STAR, "2026-07", date(2026, 10, 1))
    ]


def test_home_shows_a_row_for_a_month_and_leads_there(manager, team, browse):
    a_table(manager)
    reviewed(manager, team)
    visitor = browse(manager)
    page = visitor.get("/")
    section = page.text("section[aria-labelledby=asked]")
    assert "Settle the bonuses" in section and "Oct 2026" in section and "1 person" in section
    assert "Outstanding agent of the month" in section and "1 team" in section
    for link in page.all("section[aria-labelledby=asked] tbody a"):
        visitor.get(link["href"])
    table = visitor.get("/?list=asked&export=csv").response.get_data().decode("utf-8-sig")
    assert "Settle the bonuses" in table and "2026-10" in table


def test_home_asks_as_much_for_many_as_for_few(manager, team, browse):
    a_table(manager)
    reviewed(manager, team)
    visitor = browse(manager)
    visitor.get("/")
    with count_statements(db.engine) as few:
        visitor.get("/")
    for _one in range(5):
        reviewed(manager, team)
    visitor.get("/")
    with count_statements(db.engine) as many:
        visitor.get("/")
    assert many.count == few.count
