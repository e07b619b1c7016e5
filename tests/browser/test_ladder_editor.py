"""A step is added to the ladder by keyboard alone, its meaning looked at, published, and people moved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from careers import desk_duty, reviewing
from careers.defaults.formulas import INDICATORS
from careers.models import DevelopmentGoal
from careers.queries import formulas, ladder, reviews
from core import clock
from core.db import db
from people.permissions import Role
from tests.browser.looking import in_every_shape
from tests.careers.people_at_work import account_of, an_employee
from tests.factories import an_account

pytestmark = pytest.mark.browser


@pytest.fixture
def employee(app):
    return an_employee("叶青禾", on_duty_since=clock.today() - timedelta(days=420))


def test_a_senior_step_is_added_published_and_somebody_moved_to_it(page, sign_in, axe, employee):
    sign_in(an_account(Role.MANAGER))
    page.goto("/careers/ladder")
    page.get_by_role("button", name="Change the ladder…").press("Enter")
    page.get_by_role("link", name="Add a track…").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Add a track…").press("Enter")
    page.get_by_label("Name in English").fill("Expert")
    in_every_shape(page, axe)
    page.get_by_label("Name in Chinese").fill("专家")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Add a level…").press("Enter")
    page.get_by_label("Name in English").fill("Senior specialist")
    page.get_by_label("Name in Chinese").fill("高级客服专员")
    page.get_by_label("Follows the level", exact=True).select_option("specialist")
    page.get_by_label("What came after that level").check()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Add it to the draft").press("Enter")
    page.get_by_text("Add a requirement").press("Enter")
    page.get_by_role("link", name="Time in level").press("Enter")
    in_every_shape(page, axe)
    page.get_by_label("Months in the level before").fill("9")
    page.get_by_role("button", name="Save in the draft").press("Enter")
    page.get_by_text("9 months as Specialist").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Add a competency…").press("Enter")
    in_every_shape(page, axe)
    page.goto(page.url.partition("/levels/")[0] + "/publication")
    page.get_by_text("would become ready", exact=True).wait_for()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Publish version 2").press("Enter")
    page.get_by_text("nobody was moved").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Move people here…").press("Enter")
    in_every_shape(page, axe)
    page.get_by_label("叶青禾").check()
    page.get_by_placeholder("Reason, for the record").fill("She asked to be on the new ladder.")
    page.get_by_role("button", name="Move the ticked").press("Enter")
    page.locator(".notice-good").wait_for()
    db.session.rollback()
    assert ladder.version_of(employee.id).number == 2


def test_the_formula_editor_is_whole_in_every_shape(page, sign_in, axe, employee):
    manager = an_account(Role.MANAGER)
    month = reviews.last_over(clock.today())
    figures = {one.key: one.target + (one.zero - one.target) * Decimal("0.1") for one in INDICATORS}
    reviewing.enter(employee, month, figures, actor=manager)
    reviewing.close(employee, month, actor=manager)
    sign_in(manager)
    page.goto("/careers/formulas")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Formula 1").press("Enter")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Begin a draft from it…").press("Enter")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Begin the draft").press("Enter")
    page.get_by_role("link", name="Edit Customer satisfaction").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Edit Customer satisfaction").press("Enter")
    in_every_shape(page, axe)
    page.get_by_label("Weight").fill("60")
    page.keyboard.press("Enter")
    page.get_by_text("Weight: 25 → 60").wait_for()
    page.get_by_role("link", name="What it means, and publish…").press("Enter")
    page.get_by_text("Would have been").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Publish the formula").press("Enter")
    page.get_by_text("No month that has begun").wait_for()
    db.session.rollback()
    assert formulas.newest_number() == 2


def test_desk_duty_and_development_plans_are_whole_in_every_shape(page, sign_in, axe, employee):
    planner = an_account(Role.MANAGER)
    boss = an_employee("邵知远", on_duty_since=clock.today() - timedelta(days=690), level="manager")
    made = desk_duty.plan(boss, clock.today(), actor=planner)
    served = desk_duty.enter(employee, clock.today() - timedelta(days=9), actor=planner)
    sign_in(planner)
    page.goto("/careers/desk-duty")
    in_every_shape(page, axe)
    page.get_by_role("checkbox", name="邵知远").check()
    page.get_by_role("button", name="Plan days for the ticked").press("Enter")
    page.get_by_text("Their days are planned").wait_for()
    for path in (
        f"/careers/people/{boss.id}/desk-duty",
        f"/careers/desk-days/{made.id}",
        f"/careers/desk-days/{served.id}",
        f"/careers/desk-days/{served.id}/reopening",
        "/careers/desk-duty/rules",
    ):
        page.goto(path)
        in_every_shape(page, axe)
    page.goto(f"/careers/people/{employee.id}/plan")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Make it a goal: Reviews").press("Enter")
    page.wait_for_url("**from=*")  # the page before has such a button as well
    page.get_by_role("button", name="Propose it").press("Enter")
    page.get_by_text("The goal is proposed").wait_for()
    in_every_shape(page, axe)
    db.session.rollback()
    goal = db.session.query(DevelopmentGoal).one()
    for path in (f"/careers/goals/{goal.id}", f"/careers/goals/{goal.id}/wording", "/careers/plans"):
        page.goto(path)
        in_every_shape(page, axe)
    sign_in(account_of(employee))
    page.goto("/careers/own/plan")
    page.get_by_role("button", name="Agree: Reviews").press("Enter")
    page.get_by_text("agreed by both sides").wait_for()
    page.goto("/careers/own")
    in_every_shape(page, axe)
