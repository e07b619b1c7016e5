"""An administrator edits the pipeline with the keyboard alone, publishes, and tries a rule on the past."""

from decimal import Decimal

import pytest

from core.db import db
from people.permissions import Role
from recruiting import results, rule_runs
from tests import factories
from tests.browser.dragging import drag
from tests.browser.looking import DESK, in_every_shape


@pytest.fixture
def editor(page, sign_in):
    """An opening with two who have their test results; the administrator's browser."""
    opening = factories.an_opening()
    for name, mark in (("Elif Demir", 88), ("Noor Haddad", 41)):
        visit = factories.an_application(opening, factories.a_person(name), "online test")
        results.enter(visit, mark=Decimal(mark), actor=None)
    sign_in(factories.an_account(Role.ADMINISTRATOR, name="Ines Carvalho"))
    page.set_viewport_size(DESK)
    return page


def stages(page):
    return [name.split("\n")[0] for name in page.locator("main tbody th").all_inner_texts()]


def test_a_pipeline_is_edited_by_keyboard_and_everybody_is_moved_on_purpose(editor, axe):
    page = editor
    page.goto("/pipelines")
    in_every_shape(page, axe)
    page.get_by_role("link", name="Selection pipeline").click()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Edit in a draft").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Add a stage…").click()
    in_every_shape(page, axe)
    page.get_by_label("Kind").select_option("screening")
    page.get_by_label("Name in English").fill("Phone call")
    page.get_by_label("Name in Chinese").fill("电话沟通")
    page.get_by_role("button", name="Add it to the draft").click()
    for _ in range(5):
        page.get_by_role("button", name="Earlier: Phone call").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert [name.startswith("Phone call") for name in stages(page)[:3]] == [False, True, False]
    in_every_shape(page, axe)
    page.get_by_role("link", name="What it means, and publish…").click()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Publish version 2").click()
    page.get_by_text("Nobody was moved").wait_for()
    in_every_shape(page, axe)
    page.get_by_label("All of them").check()
    assert page.locator("[data-tick]:checked").count() == 1
    page.get_by_role("button", name="Begin new applications here").click()
    page.get_by_role("link", name="Move running applications here…").click()
    in_every_shape(page, axe)
    page.get_by_placeholder("Reason, for the record").fill("They wait where both versions are the same.")
    page.get_by_role("button", name="Move 2 to version 2").click()
    page.locator("[data-undo]").wait_for()
    page.wait_for_load_state()  # the key is listened for once the page is whole
    page.keyboard.press("z")
    page.get_by_text("Undone for 2").wait_for()


def test_a_rule_is_tried_switched_on_and_undone_and_a_rejection_waits_for_a_person(editor, axe):
    page = editor
    page.goto("/rules")
    in_every_shape(page, axe)
    page.get_by_role("link", name="New rule…").click()
    in_every_shape(page, axe)
    page.get_by_label("Stage", exact=True).select_option("online test")
    page.get_by_label("Name in English").fill("Failed tests are looked at")
    page.get_by_label("Name in Chinese").fill("测试未通过者待人工决定")
    page.get_by_label("Result").select_option("not passed")
    page.get_by_label("propose to reject; a person decides").check()
    page.get_by_label("Reason for the rejection").select_option(index=1)
    page.get_by_role("button", name="Save and try it").click()
    page.get_by_role("button", name="Switch on and act on 1").wait_for()
    in_every_shape(page, axe)
    page.get_by_role("button", name="Switch on and act on 1").click()
    page.get_by_text("The rule is on").wait_for()
    rule_runs.run()
    db.session.commit()
    page.reload()
    page.get_by_text("waits for a decision").wait_for()
    in_every_shape(page, axe)
    page.goto("/rejections-to-decide")
    in_every_shape(page, axe)
    page.get_by_role("button", name="Reject Noor Haddad").click()
    page.locator("[data-undo]").wait_for()
    page.get_by_text("No rejection waits for a decision.").wait_for()


def test_a_stage_is_dragged_to_another_place(editor, axe):
    page = editor
    page.goto("/pipelines")
    page.get_by_role("link", name="Selection pipeline").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Edit in a draft").click()
    before = stages(page)
    rows = page.locator("[data-stage] th")
    first = rows.nth(0).inner_text()
    with page.expect_navigation():
        drag(page, rows.nth(0), rows.nth(2), lambda: rows.nth(2).inner_text() == first)
    assert stages(page) == [before[1], before[2], before[0], *before[3:]]
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Earlier: Résumé screening").click()
    assert stages(page)[:3] == [before[1], before[0], before[2]]
