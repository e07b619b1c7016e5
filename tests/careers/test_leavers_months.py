"""The month in which somebody left is reviewed like any other: by the team that they left, pro rata."""

from datetime import date, timedelta

import pytest

from careers import bonuses, honouring, imports, reviewing
from careers.forms.reviews import cell_name
from careers.honouring import Occasion
from careers.queries import awaiting, formulas, honours, review_sheet
from careers.queries import bonuses as bonus_queries
from careers.queries import reviews as queries
from careers.states import AppealState, HonourKind
from core import clock
from core.db import db
from people import employment as employments
from people.permissions import Role
from people.states import LeavingReason
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.careers.test_bonuses import a_table
from tests.careers.test_reviewing import FIGURES, HEAD
from tests.factories import a_team, an_account

OCTOBER, GONE = date(2026, 10, 1), date(2026, 10, 20)


@pytest.fixture
def leaver(manager, team):
    """Came to the team in spring and left on 20 October."""
    one = an_employee("叶青禾", team=a_team("The former one"), on_duty_since=date(2026, 2, 16))
    with clock.at(noon(date(2026, 4, 1))):
        employments.change_post(one, date(2026, 4, 1), team_id=team.id, actor=manager)
    with clock.at(noon(GONE)):
        employments.end(one, GONE, LeavingReason.OWN_WISH, actor=manager)
    return one


@pytest.fixture
def closed(leaver, manager):
    reviewing.enter(leaver, OCTOBER, FIGURES, actor=manager)
    return reviewing.close(leaver, OCTOBER, actor=manager)


def on_sheet(reader, month=OCTOBER, team_id=None):
    return [one.row.employment_id for one in review_sheet.sheet(reader, month, team_id)]


def test_who_left_in_a_month_stands_on_its_sheet_in_the_last_team_and_on_no_later_one(leaver, manager, team):
    assert on_sheet(manager) == on_sheet(manager, team_id=team.id) == [leaver.id]
    assert on_sheet(an_account(Role.MANAGER, team=team)) == [leaver.id]
    assert on_sheet(manager, date(2026, 11, 1)) == []
    [row] = review_sheet.sheet(manager, OCTOBER, None)
    assert row.worked == 20


def test_what_measures_the_month_is_of_the_post_held_last(leaver, team):
    assert queries.post_on(leaver.id, date(2026, 10, 31)).team_id == team.id
    [post] = bonus_queries.posts_on([leaver.id], date(2026, 10, 31)).values()
    assert post.team_id == team.id


def test_the_month_is_closed_for_the_days_on_duty_and_its_page_shows_it(leaver, manager, team, browse):
    visitor = browse(manager)
    sheet = visitor.get("/careers/reviews?month=2026-10")
    sent = {one["name"]: "3" for one in sheet.all("input[form=figures]")}
    assert sent
    visitor.post("/careers/reviews", {**sent, "month": "2026-10"})
    visitor.post("/careers/reviews/closings", {"month": "2026-10"})
    db.session.expire_all()
    standing = queries.standing(leaver.id, OCTOBER)
    assert (standing.days_worked, standing.days, standing.counts) == (20, 31, True)
    address = f"/careers/people/{leaver.id}/months/2026-10"
    page = visitor.get(address)
    assert "20 of 31" in page.html
    assert visitor.get(f"/careers/people/{leaver.id}/reviews").all(f"main a[href='{address}']")
    assert visitor.get(f"/careers/people/{leaver.id}").all(f"main a[href='{address}']")
    browse(an_account(Role.MANAGER, team=a_team("Elsewhere"))).get(address, expect=404)
    visitor.post(f"{address}/corrections", {cell_name(leaver.id, "resolution"): "70", "reason": WHY})
    assert len(queries.revisions(leaver.id, OCTOBER)) == 2


def test_it_brings_a_bonus_pro_rata_and_waits_to_be_settled(closed, leaver, manager):
    a_table(manager)
    [row] = bonus_queries.of_month(manager, OCTOBER, None)
    assert row.row.employment_id == leaver.id and row.due.found.worth > 0
    assert [one.number for one in awaiting.of(manager) if one.honour is None] == [1]
    assert bonuses.settle(leaver, OCTOBER, actor=manager).worth == row.due.found.worth


def test_it_can_be_honoured(closed, leaver, manager, team, browse):
    [found] = honours.rankings(manager, HonourKind.AGENT_OF_MONTH, OCTOBER)
    assert [one.result.who for one in found.proposed] == [leaver.id]
    honouring.confirm(Occasion(HonourKind.AGENT_OF_MONTH, OCTOBER, team.id), leaver.id, actor=manager)
    page = browse(manager).get("/careers/honours?month=2026-10")
    for link in page.all("main a[href*='/people/']"):
        browse(manager).get(link["href"])


def test_a_file_speaks_of_who_left_in_the_months_in_which_they_were_there(leaver, manager):
    text = HEAD + "叶青禾,2026-10,4.7,41,92,74,\n叶青禾,2026-11,4.7,41,92,74,\n"
    people = queries.names_in_reach(manager)
    one, other = imports.read(text.encode(), people, formulas.formulas(), None).lines
    assert (one.employment_id, one.problem) == (leaver.id, None)
    assert other.problem == "叶青禾 was not employed in Nov 2026."


def test_a_file_finds_the_employment_of_the_month_of_who_came_back(leaver, manager, team):
    with clock.at(noon(date(2026, 11, 9))):
        back = an_employee(person=leaver.person, team=team, on_duty_since=date(2026, 12, 7))
    text = HEAD + "叶青禾,2026-10,4.7,41,92,74,\n叶青禾,2026-11,4.7,41,92,74,\n"
    people = queries.names_in_reach(manager)
    lines = imports.read(text.encode(), people, formulas.formulas(), None).lines
    assert [(one.employment_id, one.problem) for one in lines] == [(leaver.id, None), (back.id, None)]


def test_whoever_left_on_the_last_day_stands_there_once(manager, team):
    one = an_employee(team=team, on_duty_since=date(2026, 2, 16))
    with clock.at(noon(date(2026, 10, 31))):
        employments.end(one, date(2026, 10, 31), LeavingReason.OWN_WISH, actor=manager)
    assert on_sheet(manager) == [one.id]
    assert on_sheet(manager, date(2026, 11, 1)) == []


def test_an_appeal_of_who_has_left_since_still_awaits_its_answer(employee, manager, browse):
    reviewing.enter(employee, OCTOBER, FIGURES, actor=manager)
    reviewing.close(employee, OCTOBER, actor=manager)
    made = reviewing.appeal(employee, OCTOBER, "The tills were down.", actor=account_of(employee))
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    with clock.at(noon(TODAY + timedelta(days=3))):
        visitor, address = browse(manager), f"/careers/people/{employee.id}/months/2026-10"
        assert visitor.get("/careers/reviews?month=2026-10").all(
            f"[aria-labelledby=appeals] a[href='{address}']"
        )
        assert visitor.get(address).has("[aria-labelledby=answer]")
        visitor.post(f"/careers/appeals/{made.id}/answers", {"verdict": "dismissed", "said": WHY})
        db.session.expire_all()
        assert made.state is AppealState.DISMISSED
        assert queries.open_appeals(manager) == []


def test_the_sheet_and_the_bonuses_say_who_has_left(closed, leaver, manager, browse):
    a_table(manager)
    for page in ("reviews", "bonuses"):
        assert "left on 20 Oct 2026" in browse(manager).get(f"/careers/{page}?month=2026-10").text("main")
