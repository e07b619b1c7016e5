"""From the own path to a decision, in a real browser; every page of careers in both themes and on a phone."""

from datetime import timedelta
from decimal import Decimal

import pytest

from careers import cases, complaints, reviewing
from careers.defaults.formulas import INDICATORS
from careers.queries import cases as queries
from careers.queries import reviews
from core import clock
from core.db import db
from people import employment as employments
from people import queries as people
from people.permissions import Role
from people.states import LeavingReason
from tests.browser.looking import in_every_shape
from tests.careers.people_at_work import WHY, account_of, an_employee
from tests.factories import an_account

pytestmark = pytest.mark.browser
KEYS = ("time management", "emotion management", "accountability", "rational judgement", "fairness")


@pytest.fixture
def manager(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def employee(app):
    return an_employee("叶青禾", on_duty_since=clock.today() - timedelta(days=420))


def test_an_employee_applies_and_the_manager_decides(page, sign_in, axe, employee, manager):
    assessors = [an_account(Role.TRAINER), an_account(Role.INTERVIEWER)]
    sign_in(account_of(employee))
    page.goto("/careers/own")
    page.locator("[data-print]").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Apply for Supervisor…").click()
    page.get_by_label("What speaks for it").fill("Ran the evening shift since summer.")
    page.get_by_role("button", name="Open the case").click()
    page.locator(".notice-good").wait_for()
    db.session.rollback()
    case = queries.running(employee.id)
    for one in assessors:
        made = cases.ask(case, one, actor=manager)
        cases.submit(made, dict.fromkeys(KEYS, (4, "Seen often.")), actor=one)
    db.session.commit()
    sign_in(manager)
    page.goto(f"/careers/cases/{case.id}")
    page.locator("#approve-effective_on").fill(str(clock.today() + timedelta(days=1)))
    page.locator("#approve-override").fill("What is missing follows within the quarter.")
    page.locator("section[aria-labelledby=approve] button").click()
    page.locator(".verdict-good").wait_for()
    db.session.rollback()
    db.session.expire_all()
    assert people.current_post(employee.id).level == "specialist"
    assert queries.running(employee.id).effective_on == clock.today() + timedelta(days=1)


def test_the_pages_of_careers_are_accessible_in_every_shape(page, sign_in, axe, employee, manager):
    month = reviews.last_over(clock.today())
    figures = {one.key: one.target - (one.target - one.zero) / 10 for one in INDICATORS}
    reviewing.enter(employee, month, figures, actor=manager)
    reviewing.close(employee, month, actor=manager)
    made = complaints.report(employee, clock.today(), "Was short with a customer.", actor=manager)
    case = cases.open_case(employee, "supervisor", WHY, actor=an_account(Role.MANAGER))
    asked = cases.ask(case, manager, actor=manager)
    db.session.commit()
    sign_in(manager)
    person = f"/careers/people/{employee.id}"
    for path in (
        "/careers/",
        "/careers/ladder",
        "/careers/cases",
        "/careers/cases/side-by-side",
        f"/careers/cases/{case.id}",
        f"/careers/assessments/{asked.id}",
        "/careers/reviews",
        "/careers/reviews/import",
        "/careers/complaints",
        f"/careers/complaints/{made.id}",
        person,
        f"{person}/reviews",
        f"{person}/months/{month:%Y-%m}",
        f"{person}/complaints/new",
        f"{person}/cases/new",
        f"{person}/demotion",
        f"{person}/lateral-move",
        f"{person}/trial/return",
        f"{person}/post",
        f"{person}/leave",
    ):
        page.goto(path)
        in_every_shape(page, axe)


def test_the_page_of_who_has_left_is_accessible_in_every_shape(page, sign_in, axe, employee, manager):
    month = reviews.last_over(clock.today())
    reviewing.enter(employee, month, {one.key: Decimal(one.target) for one in INDICATORS}, actor=manager)
    reviewing.close(employee, month, actor=manager)
    cases.open_case(employee, "supervisor", WHY, actor=manager)
    employments.end(employee, clock.today(), LeavingReason.OWN_WISH, actor=manager)
    db.session.commit()
    sign_in(manager)
    page.goto("/careers/cases?left=yes")
    page.get_by_role("link", name="叶青禾").press("Enter")
    page.get_by_text("Every closed month").click()
    in_every_shape(page, axe)
