"""A check-in is begun, rated by both sides and compared, by keyboard; a competency becomes a goal."""

import pytest

from careers import checking_in
from careers.models import CheckIn
from core.db import db
from people.permissions import Role
from tests.browser.looking import in_every_shape
from tests.careers.people_at_work import account_of, an_employee
from tests.careers.test_cases import KEYS
from tests.factories import an_account

pytestmark = pytest.mark.browser


def test_both_sides_rate_and_look_at_both(page, sign_in, axe):
    manager, employee = an_account(Role.MANAGER), an_employee("叶青禾")
    own = account_of(employee)
    db.session.commit()
    sign_in(own)
    page.goto("/careers/own/check-ins")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Begin a check-in").press("Enter")
    page.get_by_role("button", name="Send the ratings").wait_for()
    for key in KEYS:
        page.locator(f"input[name='rating-{key}'][value='4']").check()
        page.locator(f"textarea[name='note-{key}']").fill("The evening shifts.")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Send the ratings").press("Enter")
    page.get_by_text("Your side has handed in.").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Call off…").press("Enter")
    page.get_by_role("button", name="Call off").wait_for()
    in_every_shape(page, axe)
    page.go_back()
    made = db.session.query(CheckIn).one()
    checking_in.hand_in(made, dict.fromkeys(KEYS, (2, "Seen twice.")), actor=manager)
    db.session.commit()
    page.reload()
    page.get_by_text("Both beside each other").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Make it a goal: Fairness").press("Enter")
    page.get_by_role("button", name="Propose it").wait_for()
    sign_in(manager)
    page.goto(f"/careers/people/{employee.id}/check-ins")
    in_every_shape(page, axe)
