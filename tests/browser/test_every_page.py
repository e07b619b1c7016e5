"""What every page does for the one who reads it: keys, menus, themes, and typed text that is never lost."""

import pytest

from people.permissions import Role
from tests import factories

FORM = "/places/sites/new"
SAVE = "main form button[type=submit]"


@pytest.fixture
def administrator(sign_in):
    account = factories.an_account(Role.ADMINISTRATOR, name="沈悦")
    sign_in(account)
    return account


@pytest.fixture
def typist(sign_in):
    """Somebody who has turned the keys off."""
    account = factories.an_account(Role.ADMINISTRATOR)
    account.shortcuts = False
    sign_in(account)
    return account


def test_all_keys_are_shown_by_one_and_closed_by_another(page, administrator, axe):
    page.goto("/places/")
    page.keyboard.press("?")
    assert page.locator("#all-keys").is_visible()
    axe(page)
    page.keyboard.press("Escape")
    assert not page.locator("#all-keys").is_visible()


def test_keys_rest_while_one_types(page, administrator):
    page.goto(FORM)
    page.locator("#name_en").focus()
    page.keyboard.type("g h?")
    assert page.locator("#name_en").input_value() == "g h?"
    assert not page.locator("#all-keys").is_visible()


def test_keys_that_are_turned_off_do_nothing(page, typist):
    page.goto("/places/")
    page.keyboard.press("?")
    assert not page.locator("#all-keys").is_visible()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert page.locator("#all-keys").is_visible()


def test_the_account_menu_is_walked_by_arrows_and_left_by_escape(page, administrator, axe):
    page.goto("/places/")
    page.locator(".topbar summary").focus()
    page.keyboard.press("ArrowDown")
    focused = "() => document.activeElement.innerText"
    assert page.evaluate(focused) == "Your settings"
    axe(page)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "Letter templates"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "Sign out"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "Your settings"
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"


def test_a_theme_is_worn_at_once_and_remembered(page, administrator, axe):
    page.goto("/places/")
    assert page.locator("html").get_attribute("data-bs-theme") == "light"
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Switch to dark theme").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    axe(page)
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Switch to light theme").is_visible()


def test_who_left_it_to_the_machine_gets_what_the_machine_prefers(page):
    page.emulate_media(color_scheme="dark")
    page.goto("/sign-in")
    page.locator("html[data-bs-theme=dark]").wait_for()
    page.emulate_media(color_scheme="light")
    page.locator("html[data-bs-theme=light]").wait_for()


def test_a_refusal_gets_the_focus_and_leads_to_the_field(page, administrator, axe):
    page.goto(FORM)
    page.locator(SAVE).click()
    page.locator(".notice-bad[role=alert]:focus").wait_for()
    refusal = page.locator(".notice-bad[role=alert]")
    axe(page)
    link = refusal.locator("a").first
    field = link.get_attribute("href")
    link.click()
    assert page.locator(field).get_attribute("aria-invalid") == "true"


def test_typed_text_holds_the_reader_back(page, administrator):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(FORM)
    page.locator("#name_en").fill("Lyon")
    page.locator("main .crumbs a").first.click()
    page.wait_for_timeout(300)
    page.get_by_role("button", name="中文").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload", "beforeunload"]
    assert page.locator("#name_en").input_value() == "Lyon"


def test_text_survives_a_line_that_breaks(page, administrator, console):
    page.goto(FORM)
    page.locator("#name_en").fill("Lyon")
    page.route(f"**{FORM}", lambda sent: sent.abort())
    page.locator(SAVE).click()
    page.wait_for_timeout(300)
    page.unroute(f"**{FORM}")
    page.goto(FORM)
    assert page.locator("#name_en").input_value() == "Lyon"
    console.complaints.clear()


def test_what_was_saved_does_not_come_back_as_a_draft(page, administrator):
    page.goto(FORM)
    page.locator("#name_en").fill("Lyon")
    page.locator("#name_zh_Hans").fill("里昂")
    page.locator(SAVE).click()
    page.wait_for_url(lambda address: FORM not in address)
    page.goto(FORM)
    assert page.locator("#name_en").input_value() == ""


def test_a_page_that_is_not_there_says_so_to_everybody(page, administrator, axe):
    for width, theme in [(1440, "light"), (390, "dark")]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        page.goto("/nothing-here")
        assert page.locator("h1").inner_text() == "Nothing here"
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_second_page_fetches_no_style_sheet_or_script_again(page, administrator):
    page.goto("/places/")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("response", lambda answer: asked.append(answer) if "/static/" in answer.url else None)
    page.goto(FORM)
    page.wait_for_load_state("networkidle")
    fetched = "performance.getEntriesByType('resource').filter(one => one.transferSize).map(one => one.name)"
    assert asked and page.evaluate(fetched) == []
