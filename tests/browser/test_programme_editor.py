"""A module is added to a programme by keyboard alone, what it means is looked at, and it is published."""

from datetime import timedelta

import pytest

from core import clock
from core.db import db
from tests.browser.looking import in_every_shape
from tests.training.classes import a_cohort, a_trainee, a_trainer
from training.queries import programmes

pytestmark = pytest.mark.browser


@pytest.fixture
def trainer(app):
    return a_trainer()


@pytest.fixture
def cohort(trainer):
    one = a_cohort(trainer, code="November", starts_on=clock.today() + timedelta(days=7))
    a_trainee(one, trainer, "程念")
    return one


def test_a_module_is_added_and_published_and_the_cohort_stays(page, sign_in, axe, trainer, cohort):
    path = f"/training/programmes/{cohort.programme_version.programme_id}"
    sign_in(trainer)
    page.goto(path)
    in_every_shape(page, axe)
    page.get_by_role("button", name="Change the programme…").press("Enter")
    page.get_by_role("link", name="Add a module…").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="Add a module…").press("Enter")
    in_every_shape(page, axe)
    page.get_by_label("Name in English").fill("Chats at peak")
    page.get_by_label("Name in Chinese").fill("高峰会话")
    page.get_by_label("What it is about, in English").fill("Three at once.")
    page.get_by_label("What it is about, in Chinese").fill("同时三个。")
    page.get_by_label("Hours").fill("0.3")
    page.get_by_label("Way", exact=True).select_option("practice")
    page.get_by_label("Service workflow").check()
    page.get_by_role("button", name="Save in the draft").press("Enter")
    page.get_by_text("lasts whole or half hours").first.wait_for()
    in_every_shape(page, axe)
    page.get_by_label("Hours").fill("4.5")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Earlier: Chats at peak").press("Enter")
    page.get_by_text("Saved in the draft.").wait_for()
    page.get_by_role("link", name="Edit Practical exam").press("Enter")
    page.get_by_label("Chats at peak").check()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Save in the draft").press("Enter")
    page.get_by_text("Covers Chats at peak as well.").wait_for()
    page.get_by_role("link", name="Add an exam…").press("Enter")
    page.get_by_label("Kind").wait_for()
    in_every_shape(page, axe)
    page.go_back()
    page.get_by_role("link", name="Length…").press("Enter")
    page.get_by_label("Weeks").fill("4")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Save in the draft").press("Enter")
    page.get_by_role("button", name="Remove Theory exam").press("Enter")
    page.get_by_text("nobody would come on duty").wait_for()
    in_every_shape(page, axe)
    page.goto("/training/programmes")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Go on with the draft").press("Enter")
    page.get_by_role("button", name="Throw the draft away").press("Enter")
    page.get_by_text("The draft is thrown away").wait_for()
    page.get_by_role("button", name="Change the programme…").press("Enter")
    page.get_by_role("link", name="Length…").press("Enter")
    page.get_by_label("Weeks").fill("4")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="What it means, and publish…").press("Enter")
    page.get_by_role("link", name="November").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Publish version 2").press("Enter")
    page.get_by_text("Cohorts that are opened from now on").wait_for()
    db.session.rollback()
    assert programmes.newest_number(cohort.programme_version.programme_id) == 2
    assert cohort.programme_version.number == 1


def test_a_new_programme_and_a_material_are_whole_in_every_shape(page, sign_in, axe, trainer, cohort):
    path = f"/training/programmes/{cohort.programme_version.programme_id}"
    sign_in(trainer)
    page.goto(f"{path}/likeness")
    in_every_shape(page, axe)
    page.get_by_label("Name in English").fill("Marketplace start")
    page.get_by_label("Name in Chinese").fill("平台入门")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Name and length…").press("Enter")
    page.get_by_label("Weeks").wait_for()
    in_every_shape(page, axe)
    page.goto(f"{path}/materials/new")
    in_every_shape(page, axe)
    page.get_by_label("Title in English").fill("Refunds in short")
    page.get_by_label("Title in Chinese").fill("退款速览")
    page.get_by_label("Where more of it is").fill("https://example.org/refunds")
    page.get_by_role("button", name="Publish it").press("Enter")
    page.get_by_text("not read yet").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("link", name="New version…").press("Enter")
    page.get_by_label("Title in English").wait_for()
    in_every_shape(page, axe)
    page.go_back()
    page.get_by_role("button", name="Withdraw").press("Enter")
    page.get_by_text("who has read it still has").wait_for()
    in_every_shape(page, axe)
