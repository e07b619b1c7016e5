"""Months that wait on whoever may settle and confirm: one row each, and gone once it is done."""

from datetime import date, timedelta
from decimal import Decimal as D

from careers import bonuses, cases, deciding, honouring, levels, reviewing
from careers.deciding import Approval
from careers.honouring import Occasion
from careers.queries import awaiting, cases_waiting
from careers.states import HonourKind
from core import clock
from core.db import db
from people import employment as employments
from people.permissions import Role
from people.states import EmploymentKind
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.careers.test_bonuses import NOT_SEASONAL, a_table
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements

SEPTEMBER = date(2026, 9, 1)
AGENT, STAR = HonourKind.AGENT_OF_MONTH, HonourKind.STAR_OF_QUARTER


def reviewed(manager, team, month=OCTOBER, one=None, **figures):
    one = one or an_employee(team=team)
    reviewing.enter(one, month, {**FIGURES, **figures}, actor=manager)
    reviewing.close(one, month, actor=manager)
    return one


def waiting(account, kind):
    return [
        (row.month, row.number) for row in awaiting.of(account) if (row.honour is None) == (kind == "bonuses")
    ]


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
    reviewing.correct(
        one, OCTOBER, {"satisfaction": FIGURES["satisfaction"] + D("0.1")}, actor=manager, reason=WHY
    )
    assert waiting(manager, "bonuses") == [], "the same step"
    reviewing.correct(one, OCTOBER, {"satisfaction": FIGURES["satisfaction"] - 2}, actor=manager, reason=WHY)
    assert waiting(manager, "bonuses") == [(OCTOBER, 1)]
    bonuses.settle(one, OCTOBER, actor=manager)
    assert waiting(manager, "bonuses") == []


def test_a_correction_of_a_month_that_the_table_leaves_out_waits_for_nobody(manager, team):
    a_table(manager, terms=NOT_SEASONAL)
    one = an_employee(team=team)
    employments.change_post(one, date(2026, 10, 1), kind=EmploymentKind.SEASONAL, actor=manager)
    reviewed(manager, team, one=one)
    assert bonuses.settle(one, OCTOBER, actor=manager).worth == 0
    reviewing.correct(one, OCTOBER, {"satisfaction": FIGURES["satisfaction"] - 1}, actor=manager, reason=WHY)
    assert waiting(manager, "bonuses") == [], "nothing can be settled, so nothing waits"


def test_nobody_is_asked_for_their_own_bonus_nor_for_another_team(manager, team):
    a_table(manager)
    one = reviewed(manager, team)
    assert waiting(account_of(one, Role.MANAGER), "bonuses") == []
    assert waiting(an_account(Role.MANAGER, team=a_team("B2C mall")), "bonuses") == []
    assert waiting(an_account(Role.MANAGER, team=team), "bonuses") == [(OCTOBER, 1)]


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
    assert [(row.honour, row.month, row.since.date()) for row in awaiting.of(manager)] == [
        (STAR, date(2026, 7, 1), date(2026, 10, 1))
    ]


def test_home_leads_to_a_row_for_each_month_and_each_leads_there(manager, team, browse):
    a_table(manager)
    reviewed(manager, team)
    visitor = browse(manager)
    place = visitor.get("/").one("[data-part]")
    assert place.select_one("a")["href"] == place["data-part"], "without script the same on a page"
    page = visitor.get(place["data-part"])
    section = page.text("section[aria-labelledby=months-waiting]")
    assert "Settle the bonuses" in section and "Oct 2026" in section and "1 person" in section
    assert "Outstanding agent of the month" in section and "1 team" in section
    for link in page.all("section[aria-labelledby=months-waiting] tbody a"):
        visitor.get(link["href"])
    table = visitor.get("/careers/waiting?export=csv").response.get_data().decode("utf-8-sig")
    assert "Settle the bonuses" in table and "2026-10" in table


def test_home_is_given_the_rows_alone_and_nothing_where_nothing_waits(manager, team, browse):
    visitor = browse(manager)

    def part():
        return visitor.client.get("/careers/waiting", headers={"HX-Request": "true"}).get_data(as_text=True)

    assert part().strip() == ""
    a_table(manager)
    reviewed(manager, team)
    assert part().strip().startswith("<section") and "topbar" not in part()


def test_home_itself_asks_nothing_about_months(manager, team, browse):
    visitor = browse(manager)
    visitor.get("/")
    with count_statements(db.engine) as before:
        visitor.get("/")
    a_table(manager)
    reviewed(manager, team)
    with count_statements(db.engine) as after:
        visitor.get("/")
    assert after.count == before.count
    assert not any("review_revision" in one for one in after)


def test_the_list_asks_as_much_for_many_as_for_few(manager, team, browse):
    a_table(manager)
    reviewed(manager, team)
    visitor = browse(manager)
    visitor.get("/careers/waiting")
    with count_statements(db.engine) as few:
        visitor.get("/careers/waiting")
    for _one in range(5):
        reviewed(manager, team)
    with count_statements(db.engine) as many:
        visitor.get("/careers/waiting")
    assert many.count == few.count


def test_promotions_wait_for_whoever_decides_or_has_to_send_them_in_again(manager, team, browse):
    opener, other = an_account(Role.MANAGER), an_account(Role.MANAGER, team=a_team("Elsewhere"))
    waits, back, rising = (an_employee(name, team=team) for name in ("Waits", "Returned", "On trial"))
    cases.open_case(waits, "supervisor", WHY, actor=opener)
    returned = cases.open_case(back, "supervisor", WHY, actor=opener)
    cases.give_back(returned, WHY, revision=returned.revision, actor=manager)
    trial = cases.open_case(rising, "supervisor", WHY, actor=opener)
    terms = Approval(TODAY, "L1", acting_until=TODAY + timedelta(days=30), override=WHY)
    deciding.approve(trial, terms, revision=trial.revision, actor=manager)
    deciding.apply(trial)

    def waiting(reader):
        return [(one.kind, one.name) for one in cases_waiting.waiting_on(reader)]

    assert waiting(manager) == [("decide", "Waits")] and waiting(opener) == [("send in", "Returned")]
    assert waiting(account_of(waits, Role.MANAGER)) == [] and waiting(other) == []
    with clock.at(noon(TODAY + timedelta(days=31))):
        assert waiting(manager) == [("decide", "Waits"), ("trial", "On trial")]
        page = browse(manager).get("/careers/waiting")
        assert "Confirm or end the trial" in page.text("[aria-labelledby=cases-waiting]")
        for link in page.all("[aria-labelledby=cases-waiting] tbody a"):
            browse(manager).get(link["href"])
        file = browse(manager).get("/careers/waiting?export=csv").response.get_data(as_text=True)
        assert "Confirm or end the trial" in file and "On trial" in file
        levels.confirm(rising, actor=manager)
        assert waiting(manager) == [("decide", "Waits")]
