"""An interviewer's scorecard: found in the list, filled in by keyboard, the others' seen only afterwards."""

import pytest

from people.permissions import Role
from recruiting import consents, interviewing
from recruiting.queries.facts import CHECK_PURPOSE
from tests import factories
from tests.browser.looking import in_both_themes
from tests.recruiting.scoring import NO, an_interviewer, submit, tomorrow

SECRET = "Froze when the second customer wrote."


@pytest.fixture
def panelists(app):
    """Two who interview 宋嘉树; the other one has submitted."""
    visit = factories.an_application(person=factories.a_person("宋嘉树"), stage="first interview")
    marta, priya = an_interviewer(name="Marta Lindqvist"), an_interviewer(name="Priya Raman")
    panel = [interviewing.ask(visit, one, actor=None) for one in (marta, priya)]
    submit(panel[1], 2, NO, SECRET)
    return panel


def test_an_interviewer_scores_by_keyboard_and_then_sees_the_others(page, sign_in, axe, panelists):
    sign_in(panelists[0].account)
    page.goto("/interviews")
    in_both_themes(page, axe)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_url("**/scorecards/*")
    in_both_themes(page, axe)
    assert SECRET not in page.content()

    groups = page.locator("fieldset .anchors")
    groups.first.locator("input").first.focus()
    for value in ("4", "5", "3"):
        page.keyboard.press(value)
        page.keyboard.press("Tab")
    assert [group.locator("input:checked").input_value() for group in groups.all()] == ["4", "5", "3"]
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Calm, and checked what was meant.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator(".notice-good").wait_for()
    assert SECRET in page.content() and page.locator("tr.apart").count() == 2
    in_both_themes(page, axe)


def test_ratings_and_text_survive_a_reload_and_a_refusal(page, sign_in, panelists):
    sign_in(panelists[0].account)
    path = f"/scorecards/{panelists[0].id}"
    page.goto(path)
    page.locator(".anchors").first.locator("label", has_text="4").click()
    page.reload()
    assert page.locator(".anchors").first.locator("input:checked").input_value() == "4"
    page.locator("textarea").fill("Half done.")
    page.locator("main form button[type=submit]").click()
    page.locator("[data-refusal]").wait_for()
    assert page.locator(".anchors").first.locator("input:checked").input_value() == "4"
    assert page.locator("textarea").input_value() == "Half done."
    page.locator("[data-refusal]:focus").wait_for()


def test_the_pages_around_scorecards_are_accessible_in_both_themes(page, sign_in, axe, panelists):
    visit = panelists[0].visit
    interviewing.plan(visit, tomorrow(), 45, "Room 3", actor=None)
    check = factories.an_application(visit.application.opening, stage="background check")
    test = factories.an_application(visit.application.opening, stage="online test")
    factories.a_result(test, 81)
    consents.give_consent(check.application.person, CHECK_PURPOSE, "I agree.", actor=None)
    sign_in(factories.an_account(Role.RECRUITER))
    for path in (
        f"/applications/{visit.application_id}/scorecards",
        f"/applications/{visit.application_id}/interview",
        f"/applications/{check.application_id}/result",
        f"/applications/{test.application_id}/result",
    ):
        page.goto(path)
        in_both_themes(page, axe)
