"""A group is told by keyboard and deleted again; the figures are looked at in every shape."""

import pytest

from careers import grouping
from core import clock
from core.db import db
from core.months import add_months
from people.permissions import Role
from tests.browser.looking import in_every_shape
from tests.careers.people_at_work import account_of, an_employee, noon
from tests.careers.test_groupings import a_team_that_told, plan
from tests.factories import a_team, an_account

pytestmark = pytest.mark.browser


def test_one_tells_ones_group_and_a_manager_sees_the_figures_of_many(page, sign_in, axe):
    manager, team = an_account(Role.MANAGER), a_team()
    before = add_months(clock.today(), -4)
    with clock.at(noon(before)):
        one = grouping.start(plan(team), actor=manager)
    a_team_that_told(one, team, told_on=before, rose_on=add_months(before, -4))
    own = account_of(an_employee(team=team))
    db.session.commit()
    sign_in(own)
    page.goto("/careers/own/groups")
    in_every_shape(page, axe)
    page.get_by_label("I prefer not to say").press("Space")
    page.get_by_role("button", name="Keep it").press("Enter")
    page.get_by_text("Kept. Nobody but you sees it").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Delete what I told").press("Enter")
    page.get_by_text("You have told nothing.").wait_for()
    sign_in(manager)
    for path in ("promotion-by-group", "groupings", f"groupings/{one.id}/retirement"):
        page.goto(f"/careers/{path}")
        in_every_shape(page, axe)
    page.goto("/careers/promotion-by-group")
    page.get_by_text("under four fifths", exact=True).wait_for()
