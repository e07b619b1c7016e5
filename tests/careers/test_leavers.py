"""The page of somebody who has left: what was, for whoever answers for the team that they left."""

from datetime import timedelta
from decimal import Decimal

import pytest

from careers import cases, complaints, deciding, developing, reviewing
from careers.developing import GoalPlan
from careers.queries.ladder import posts
from careers.states import GoalSource
from core import clock
from core.db import db
from core.months import add_months
from people import employment as employments
from people.models import Team
from people.permissions import Role
from people.states import LeavingReason
from tests.careers.people_at_work import TODAY, WHY, an_employee, noon
from tests.factories import a_team, an_account

FIGURES = {"satisfaction": Decimal("4.6"), "first response": Decimal(40), "resolution": Decimal(93)}
FIGURES |= {"complaints": Decimal("0.3"), "enquiries": Decimal(70), "on time": Decimal(95)}
GONE = TODAY + timedelta(days=10)


@pytest.fixture
def leaver(employee, manager):
    """Had a case declined, a month closed and a complaint upheld; left today."""
    case = cases.open_case(employee, "supervisor", WHY, actor=manager)
    deciding.decline(case, "Not this year.", GONE, revision=case.revision, actor=an_account(Role.MANAGER))
    month = add_months(TODAY.replace(day=1), -1)
    reviewing.enter(employee, month, FIGURES, actor=manager)
    reviewing.close(employee, month, actor=manager)
    made = complaints.report(employee, TODAY - timedelta(days=9), "Rude on the phone.", actor=manager)
    complaints.decide(made, upheld=True, finding="The recording says so.", actor=an_account(Role.MANAGER))
    developing.propose(
        employee, GoalPlan(GoalSource.WISH, "Calls", "Two a day.", "Reviews.", GONE), actor=manager
    )
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    return employee


def of(employment):
    return f"/careers/people/{employment.id}"


def team_of(employment):
    return db.session.get(Team, posts([employment.id])[employment.id][-1].team_id)


def test_the_page_of_who_has_left_says_since_when_and_shows_what_was(leaver, manager, browse):
    with clock.at(noon(GONE)):
        page = browse(manager).get(of(leaver))
    assert "left on 19 Nov 2026" in page.text("h1")
    assert "Not this year." in page.text("[aria-labelledby=cases]")
    assert "Oct 2026" in page.text("[aria-labelledby=trend]")
    assert "The recording says so." in page.text("[aria-labelledby=complaints]")
    journey = page.text("[aria-labelledby=journey]")
    assert "Left; this was the last day" in journey and "Level: Specialist" in journey


def test_the_page_of_who_has_left_offers_nothing_to_act_on(leaver, manager, browse):
    page = browse(manager).get(of(leaver))
    assert not page.all("main form[method=post]")
    links = {link["href"] for link in page.all("main a")} - {"/careers/"}
    months = f"{of(leaver)}/months/"
    assert links and all(link.startswith(("/careers/cases/", months)) for link in links)


def test_the_page_of_who_has_left_is_for_the_team_that_they_left(employee, manager, browse):
    last = a_team("The last one")
    before = an_account(Role.MANAGER, team=team_of(employee))
    employments.change_post(employee, TODAY, team_id=last.id, actor=manager)
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    browse(an_account(Role.MANAGER, team=last)).get(of(employee))
    browse(before).get(of(employee), expect=404)
    browse(an_account(Role.TRAINER)).get(of(employee), expect=403)


def test_nothing_can_be_done_to_who_has_left_by_another_address(leaver, manager, browse):
    for page in ("cases/new", "level", "post", "plan"):
        browse(manager).get(f"{of(leaver)}/{page}", expect=404)


def test_who_has_left_is_shown_as_they_stood_on_a_day_on_which_they_were_here(employee, manager, browse):
    with clock.at(noon(TODAY + timedelta(days=5))):
        employments.end(employee, TODAY + timedelta(days=5), LeavingReason.OWN_WISH, actor=manager)
    with clock.at(noon(GONE)):
        then = browse(manager).get(f"{of(employee)}?as_of={TODAY}")
        after = browse(manager).get(f"{of(employee)}?as_of={GONE - timedelta(days=1)}")
    assert "how it stood at the end of 19 Nov 2026" in then.text("main") and "Supervisor" in then.text("main")
    assert "left on 24 Nov 2026" in after.text("h1")


def test_who_never_came_is_said_not_to_have_begun(employee, manager, browse):
    employments.end(employee, TODAY, LeavingReason.NO_SHOW, actor=manager)
    page = browse(manager).get(of(employee))
    assert "did not begin" in page.text("h1") and "left on" not in page.html


def test_the_page_of_who_has_left_leads_to_the_present_one_of_who_came_back(leaver, manager, browse):
    with clock.at(noon(GONE)):
        back = an_employee(person=leaver.person, team=a_team("Anew"), on_duty_since=None)
        page = browse(manager).get(of(leaver))
        assert page.all(f"main a[href='{of(back)}']")
        elsewhere = an_account(Role.MANAGER, team=team_of(leaver))
        assert not browse(elsewhere).get(of(leaver)).all(f"a[href='{of(back)}']")
        assert "left on" not in browse(manager).get(of(back)).text("h1")


def test_the_plan_of_who_has_left_is_for_whoever_reviewed_them(leaver, manager, browse):
    plans = [
        browse(reader).get(of(leaver)).has("#plan") for reader in (manager, an_account(Role.ADMINISTRATOR))
    ]
    assert plans == [True, False]


def test_the_list_of_cases_leads_to_the_page_of_who_has_left(leaver, manager, browse):
    assert browse(manager).get("/careers/cases?left=yes").all(f"td a[href='{of(leaver)}']")
