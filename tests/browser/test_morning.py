"""A recruiter's morning at the board, in a real browser: triage, many at once, drag, undo, keys alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from people.permissions import Role
from recruiting.queries import standing
from tests import factories as make
from tests.browser.dragging import drag_card

pytestmark = pytest.mark.browser
NAMES = ("Amara Okafor", "Daniel Reyes", "Elif Demir", "Ines Carvalho", "Jonas Weller")


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def opening(app):
    """Five in screening, the first by name there longest; one who passed the test, one who did not."""
    opening = make.an_opening()
    for language in ("en", "zh_Hans"):
        body = "Dear {{ name }}, on to {{ stage }}."
        make.a_letter("stage.entered:test", "Next: {{ stage }}", body, language)
    now = clock.now()
    for number, name in enumerate(NAMES):
        with clock.at(now - timedelta(days=6 - number)):
            make.an_application(opening, make.a_person(name))
    make.a_result(make.an_application(opening, make.a_person("Petra Vesely"), "online test"), 82)
    make.an_application(opening, make.a_person("Untested Person"), "online test")
    return opening


@pytest.fixture
def board(page, sign_in, recruiter, opening):
    """The page, at the board of the opening."""
    sign_in(recruiter)
    page.goto(f"/openings/{opening.id}/board")
    return page


def pressing(page):
    """`press(key)` once the page that is coming has its scripts."""

    def press(key):
        page.wait_for_load_state("load")
        page.keyboard.press(key)

    return press


def column(page, key):
    return page.locator(f'.cards[data-stage="{key}"]')


def card(page, name):
    return page.locator(".app-card", has_text=name)


def stages(opening, recruiter):
    """Name → key of the stage, as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    visits = standing.visits_of(range(1, 50), recruiter, "move applications")
    found = {visit.application.person.name: visit.stage.key for visit in visits}
    db.session.rollback()  # the server must be able to write again
    return found


def test_one_is_moved_from_its_menu_and_taken_back(board, opening, recruiter):
    card(board, "Amara Okafor").hover()
    card(board, "Amara Okafor").locator("summary").click()
    board.get_by_role("button", name="Online test").click()
    expect(column(board, "online test")).to_contain_text("Amara Okafor")
    expect(board.locator(".toast-undo")).to_contain_text("Amara Okafor moved to Online test")
    pressing(board)("z")
    expect(column(board, "screening")).to_contain_text("Amara Okafor")
    assert stages(opening, recruiter)["Amara Okafor"] == "screening"


def test_several_are_moved_after_a_look_at_the_preview(board, opening, recruiter):
    for name in NAMES[:3]:
        card(board, name).hover()
        card(board, name).locator("[data-select]").check()
    expect(board.locator("[data-count]")).to_have_text("3 selected")
    board.get_by_text("Move to…", exact=False).locator("visible=true").first.click()
    board.get_by_role("button", name="Online test").click()
    expect(board.locator("h1")).to_have_text("Move 3 from Résumé screening to Online test")
    expect(board.locator(".letter")).to_contain_text("Dear Amara Okafor, on to Online test.")
    confirm = board.locator(".confirm-bar button")
    expect(confirm).to_have_text("Move 3 and send 3 letters")
    board.get_by_role("checkbox", name="Elif Demir").uncheck()
    expect(confirm).to_have_text("Move 2 and send 2 letters")
    board.get_by_label("Send the letters").uncheck()
    expect(confirm).to_have_text("Move 2")
    board.get_by_label("Send the letters").check()
    confirm.click()
    expect(board.locator(".toast-undo")).to_contain_text("2 moved")
    now = stages(opening, recruiter)
    assert [now[name] for name in NAMES[:3]] == ["online test", "online test", "screening"]
    board.locator(".toast-undo button").click()
    expect(board.locator(".notice-good")).to_contain_text("All is as it was")
    assert stages(opening, recruiter)["Amara Okafor"] == "screening"


def test_all_found_are_meant_when_that_is_chosen(board):
    card(board, "Amara Okafor").locator("[data-select]").check(force=True)
    board.locator("[data-choose-all]").click()
    board.locator("[data-bulkbar] button", has_text="Reject…").click()
    expect(board.locator("h1")).to_have_text("Reject 7 candidates")


def test_a_card_dragged_to_the_next_stage_moves_there(board, opening, recruiter):
    drag_card(board, "Petra Vesely", "first interview")
    expect(board.locator(".toast-undo")).to_contain_text("Petra Vesely moved to First interview")
    expect(column(board, "first interview")).to_contain_text("Petra Vesely")
    assert stages(opening, recruiter)["Petra Vesely"] == "first interview"


def test_a_drag_that_is_refused_goes_back_with_the_sentence(board, opening, recruiter):
    drag_card(board, "Untested Person", "first interview")
    expect(board.locator("#toasts .notice-bad")).to_contain_text("Online test has no result yet")
    expect(column(board, "online test")).to_contain_text("Untested Person")
    assert stages(opening, recruiter)["Untested Person"] == "online test"


def test_a_drag_over_a_stage_opens_the_form_that_asks_why(board):
    drag_card(board, "Amara Okafor", "first interview")
    expect(board.locator("h1")).to_have_text("Move Amara Okafor to First interview")
    board.get_by_label("Reason, for the record").fill("Worked on this very marketplace for years.")
    board.get_by_role("button", name="Move to First interview").click()
    expect(column(board, "first interview")).to_contain_text("Amara Okafor")


def test_the_whole_morning_by_keys_alone(board, opening, recruiter):
    press = pressing(board)
    press("j")
    expect(board.locator("[data-key-row]")).to_contain_text("Amara Okafor")
    press("j")
    press("x")
    press("j")
    press("x")
    expect(board.locator("[data-count]")).to_have_text("2 selected")
    press("m")
    expect(board.locator("[data-bulkbar] details[open] .dropdown-item").first).to_be_focused()
    press("Escape")
    press("Escape")
    expect(board.locator("[data-bulkbar]")).to_be_hidden()
    press("l")
    expect(board.locator("[data-key-row]")).to_contain_text("Untested Person")
    press("h")
    expect(board.locator("[data-key-row]")).to_contain_text("Daniel Reyes")
    press("m")
    expect(board.locator("details[open] .dropdown-item").first).to_be_focused()
    expect(board.locator("details[open] .dropdown-item").first).to_contain_text("Online test")
    press("Enter")
    expect(board.locator(".toast-undo")).to_contain_text("Daniel Reyes moved to Online test")
    assert stages(opening, recruiter)["Daniel Reyes"] == "online test"
    press("z")
    expect(board.locator(".notice-good")).to_contain_text("All is as it was")
    press("j")
    press("Enter")
    expect(board.locator("h1")).to_contain_text("Amara Okafor")


def test_more_of_a_column_comes_without_leaving_the_board(page, sign_in, recruiter, opening):
    for number in range(52):
        make.an_application(opening, make.a_person(f"Late {number:02}"))
    sign_in(recruiter)
    page.goto(f"/openings/{opening.id}/board")
    expect(column(page, "screening").locator(".app-card")).to_have_count(50)
    page.locator(".col-more").click()
    expect(column(page, "screening").locator(".app-card")).to_have_count(57)
    expect(page.locator(".col-more")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_morning(page, sign_in, axe, opening, theme):
    sign_in(make.an_account(Role.RECRUITER, theme=theme))
    for address in (
        f"/openings/{opening.id}/board",
        f"/openings/{opening.id}/board?text=nobody",
        f"/openings/{opening.id}/board?as_of={clock.today() - timedelta(days=2)}",
        f"/applications?opening={opening.id}&waits=me",
        "/applications/1/moves",
        "/applications/1/moves?to=first+interview",
        "/applications/1/reject",
        "/applications/1/transfer",
        "/find?q=a",
    ):
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_while_things_are_chosen_and_previewed(page, sign_in, axe, opening, theme):
    sign_in(make.an_account(Role.RECRUITER, theme=theme))
    page.goto(f"/openings/{opening.id}/board")
    page.locator("[data-select]").first.check(force=True)
    page.locator("summary.chip-add").click()
    axe(page)
    page.keyboard.press("Escape")
    page.locator(".card-tools summary").first.click()
    expect(page.locator("details[open] .dropdown-item").nth(3)).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    page.locator("[data-bulkbar] button", has_text="Message…").click()
    axe(page)
    page.get_by_label("Subject in English").fill("News")
    page.get_by_label("Text in English").fill("Dear {{ name }}, see you.")
    page.locator(".confirm-bar button").click()
    expect(page.locator(".letter")).to_contain_text("see you")
    axe(page)


def test_the_board_scrolls_inside_itself_on_a_phone(page, sign_in, recruiter, opening):
    sign_in(recruiter)
    page.set_viewport_size({"width": 390, "height": 800})
    for address in (f"/openings/{opening.id}/board", "/applications", "/applications/1/moves?to=offer"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
