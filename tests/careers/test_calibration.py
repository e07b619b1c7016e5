"""Cases that await a decision, side by side with the seats of each level."""

from dataclasses import replace
from datetime import timedelta

import pytest

from careers import cases, deciding, ladders
from careers.cases import CaseRefused
from careers.deciding import Approval
from careers.defaults.ladder import LADDER
from careers.queries.calibration import calibration
from careers.rules.plans import LadderPlan
from core.db import db
from people.permissions import Role
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee
from tests.factories import a_team, an_account
from tests.statements import count_statements

TOMORROW = TODAY + timedelta(days=1)
KEYS = [one.key for one in LADDER.levels[1].competencies]
ADDRESS = "/careers/cases/side-by-side"


@pytest.fixture
def nominator(app):
    return an_account(Role.MANAGER)


def a_case(team, nominator, name, *ratings, level="specialist", to="supervisor"):
    """With so many ratings in, each the same for every competency."""
    case = cases.open_case(an_employee(name, team=team, level=level), to, WHY, actor=nominator)
    for rating in ratings:
        assessor = an_account(Role.TRAINER)
        asked = cases.ask(case, assessor, actor=nominator)
        cases.submit(asked, dict.fromkeys(KEYS, (rating, "Seen often.")), actor=assessor)
    return case


def seated(seats):
    levels = [replace(one, seats=seats) if one.key == "supervisor" else one for one in LADDER.levels]
    return ladders.publish(LadderPlan(tuple(levels), LADDER.tracks), actor=None)


def approve(case, actor):
    terms = Approval(TOMORROW, "L1", override=WHY)
    deciding.approve(case, terms, revision=case.revision, actor=actor)


def test_cases_stand_in_the_order_that_the_page_names(team, manager, nominator):
    a_case(team, nominator, "Low", 3, 3)
    a_case(team, nominator, "High", 5, 4)
    a_case(team, nominator, "Half", 5)
    a_case(team, nominator, "Boss", level="supervisor", to="manager")
    decided = a_case(team, nominator, "Decided", 5, 5)
    deciding.decline(decided, WHY, TOMORROW, revision=decided.revision, actor=manager)
    supervisor, boss = calibration(manager)
    assert [one.row.name for one in supervisor.cases] == ["High", "Low", "Half"]
    assert [one.mean for one in supervisor.cases] == [4.5, 3, None]
    assert supervisor.cases[0].ratings[KEYS[0]] == (5, 4)
    assert (boss.level.key, [one.row.name for one in boss.cases]) == ("manager", ["Boss"])


def test_seats_are_held_promised_or_free(team, manager, nominator):
    seated(3)
    an_employee("Holds it", team=team, level="supervisor")
    approve(a_case(team, nominator, "Promised"), manager)
    a_case(team, nominator, "Waits")
    [found] = calibration(manager)
    assert (*found.seats, found.seats.free) == (3, 1, 1, 1)


def test_a_ladder_that_is_given_a_seat_more_has_it_for_cases_that_run(team, manager, nominator):
    """They stay on their version; how many may hold a level is what the newest says."""
    seated(1)
    approve(a_case(team, nominator, "First"), manager)
    second = a_case(team, nominator, "Second")
    with pytest.raises(CaseRefused, match="All 1 seats"):
        approve(second, manager)
    seated(2)
    approve(second, manager)


def test_the_page_shows_who_is_compared_with_whom_and_no_rating_too_soon(team, manager, nominator, browse):
    seated(1)
    a_case(team, nominator, "High", 5, 4)
    a_case(team, nominator, "Half", 2)
    visitor = browse(manager)
    assert ADDRESS in {link["href"] for link in visitor.get("/careers/cases").all(".page-actions a")}
    page = visitor.get(ADDRESS)
    first, second = page.texts("tbody tr")
    assert "High" in first and "5 · 4" in first and "4.5" in first
    assert "Half" in second and second.endswith("by 2 people – – – – – – –")
    assert "1 seat is free of 1: 0 held, 0 promised." in page.texts("section.panel p")[0]
    assert "Reviews of 85 on average" in first
    file = visitor.get(f"{ADDRESS}?export=csv").response.get_data(as_text=True)
    assert "High" in file and "Fairness 5 4" in file
    assert "somebody else decides" in browse(nominator).get(ADDRESS).text("tbody")


def test_nobody_compares_the_own_case_nor_those_of_another_team(team, manager, nominator, browse):
    mine = a_case(team, nominator, "Mine")
    assert browse(account_of(mine.employment, Role.MANAGER)).get(ADDRESS).has(".empty")
    assert browse(an_account(Role.MANAGER, team=a_team("Elsewhere"))).get(ADDRESS).has(".empty")
    assert not browse(manager).get(ADDRESS).has(".empty")
    browse(an_account(Role.EMPLOYEE)).get(ADDRESS, expect=403)


def test_many_cases_cost_as_many_statements_as_few(team, manager, nominator, browse):
    a_case(team, nominator, "First", 4, 4)
    visitor = browse(manager)
    visitor.get(ADDRESS)
    with count_statements(db.engine) as few:
        visitor.get(ADDRESS)
    for number in range(5):
        a_case(team, nominator, f"Case {number}", 4, 3)
    a_case(team, nominator, "Boss", level="supervisor", to="manager")
    with count_statements(db.engine) as many:
        visitor.get(ADDRESS)
    assert many.count == few.count
