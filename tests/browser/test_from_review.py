"""What follows from a review: a bonus table is published and the month settled, the best
is honoured, and who falls short finds what is offered, by keyboard."""

from decimal import Decimal

import pytest

from careers import mutual, reviewing
from careers.defaults.formulas import INDICATORS
from careers.models import MutualAsk
from careers.mutual_words import QUESTIONS
from careers.queries import reviews
from careers.states import RaterPart
from core import clock
from core.db import db
from people.models import Team
from people.permissions import Role
from people.queries import current_post
from tests.browser.looking import in_every_shape
from tests.careers.people_at_work import account_of, an_employee
from tests.factories import an_account

pytestmark = pytest.mark.browser


@pytest.fixture
def manager(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def month(app):
    return reviews.last_over(clock.today())


@pytest.fixture
def employee(manager, month):
    """On duty for a year, with the last month closed."""
    one = an_employee("叶青禾", on_duty_since=month.replace(year=month.year - 1))
    figures = {line.key: Decimal(line.target) for line in INDICATORS}
    reviewing.enter(one, month, figures, actor=manager)
    reviewing.close(one, month, actor=manager)
    db.session.commit()
    return one


def test_a_table_is_published_and_the_month_settled(page, sign_in, axe, manager, employee, month):
    sign_in(manager)
    page.goto("/careers/bonuses/tables")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Begin a table…").press("Enter")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Begin the draft").press("Enter")
    page.get_by_label("From a score of, line 1", exact=True).fill("90")
    page.get_by_label("Bonus, line 1", exact=True).fill("800")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Save, and see what it means").press("Enter")
    page.get_by_text("CNY 800").first.wait_for()
    in_every_shape(page, axe)
    page.get_by_label("Holds from").select_option(f"{month:%Y-%m}")
    page.get_by_role("button", name="Publish the table").press("Enter")
    page.get_by_role("link", name="Table 1").press("Enter")
    page.get_by_role("heading", name="Table 1").wait_for()
    in_every_shape(page, axe)
    page.goto("/")
    waiting = page.get_by_role("row").filter(has_text="Settle the bonuses")
    waiting.wait_for()
    listed = page.locator(".worklist [data-row]").count()
    assert f"· {listed} thing" in page.locator(".page-sub").inner_text(), "what came later is counted too"
    in_every_shape(page, axe)
    waiting.get_by_role("link").press("Enter")
    page.get_by_role("button", name="Settle 1 bonus").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Settle 1 bonus").press("Enter")
    page.get_by_text("1 bonus is settled.").wait_for()
    page.goto(f"/careers/people/{employee.id}/months/{month:%Y-%m}")
    page.get_by_role("heading", name="Bonus", exact=True).wait_for()
    in_every_shape(page, axe)


def test_the_best_is_honoured(page, sign_in, axe, manager, employee):
    sign_in(manager)
    page.goto("/careers/honours/rules")
    in_every_shape(page, axe)
    page.goto("/careers/honours")
    page.get_by_text("Decline…").first.press("Enter")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Confirm").press("Enter")
    page.get_by_text("They read it on their own page.").wait_for()
    in_every_shape(page, axe)
    page.goto(f"/careers/people/{employee.id}")
    page.get_by_role("heading", name="Honours").wait_for()
    in_every_shape(page, axe)


def test_who_falls_short_reads_what_is_offered(page, sign_in, axe, manager, employee, month):
    low = {"satisfaction": Decimal("3.2")}
    reviewing.correct(employee, month, low, actor=manager, reason="A survey was late.")
    sign_in(account_of(employee))
    page.goto(f"/careers/own/months/{month:%Y-%m}")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Tone in writing: before and after").press("Enter")
    page.get_by_role("heading", name="Tone in writing: before and after").wait_for()
    sign_in(manager)
    page.goto(f"/careers/reviews?month={month:%Y-%m}")
    page.get_by_role("link", name="What is offered…").press("Enter")
    page.get_by_role("button", name="Offer it").wait_for()
    in_every_shape(page, axe)


def test_what_was_written_about_somebody_is_wiped(page, sign_in, axe, manager, employee, month):
    """As their supervisor wrote it: peers are too few to be shown."""
    team = db.session.get(Team, current_post(employee.id).team_id)
    for _one in range(3):
        an_employee(team=team)
    held = mutual.open_round(team, month, clock.today(), actor=manager)
    ask = MutualAsk(
        round_id=held.id, rated_id=employee.id, rater_id=manager.person_id, part=RaterPart.SUPERVISOR
    )
    db.session.add(ask)
    db.session.flush()
    mutual.answer(ask, dict.fromkeys(QUESTIONS, 4), "Not always on time.", actor=manager)
    mutual.close(held, actor=manager)
    sign_in(account_of(employee))
    page.goto("/careers/own/mutual-reviews")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Wipe…").press("Enter")
    in_every_shape(page, axe)
    page.get_by_label("Why").fill("It names a customer.")
    page.get_by_role("button", name="Wipe", exact=True).press("Enter")
    page.get_by_text("Wiped. The ratings stay as they are.").wait_for()
    assert page.get_by_text("Not always on time.").count() == 0
