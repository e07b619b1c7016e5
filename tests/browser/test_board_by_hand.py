"""The board under a hand and under the keyboard: what is dropped is sent, what is refused goes back."""

import pytest
from sqlalchemy import update

from core.db import db
from people.permissions import Role
from recruiting.models import Visit
from tests import factories
from tests.browser.dragging import drag_card


@pytest.fixture
def board(page, sign_in):
    """Three who wait in screening; the address of their board."""
    opening = factories.an_opening()
    for name in ("宋嘉树", "Elif Demir", "Noor Haddad"):
        factories.an_application(opening, factories.a_person(name))
    sign_in(factories.an_account(Role.RECRUITER))
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto(f"/openings/{opening.id}/board")
    return page


def names(page, stage):
    return page.locator(f'[data-stage="{stage}"] a.person').all_inner_texts()


def test_a_card_dropped_on_the_next_stage_moves_and_comes_back_by_undo(board):
    drag_card(board, "Elif Demir", "online test")
    board.locator("[data-undo]").wait_for()
    assert names(board, "online test") == ["Elif Demir"]
    board.wait_for_load_state()  # the key is listened for once the page is whole
    board.keyboard.press("z")
    board.wait_for_load_state()
    board.locator('[data-stage="screening"] .app-card', has_text="Elif Demir").wait_for()
    assert names(board, "online test") == []


def test_a_card_dropped_further_opens_the_form_that_asks_why(board):
    drag_card(board, "Elif Demir", "second interview")
    board.wait_for_url("**/moves?to=second+interview**")
    assert board.locator("main textarea").count() == 1


def test_a_card_that_somebody_else_moved_goes_back_with_a_sentence(board):
    db.session.execute(update(Visit).values(version=Visit.version + 1))
    db.session.commit()
    drag_card(board, "Elif Demir", "online test")
    said = board.locator("#toasts .notice")
    said.wait_for()
    assert said.inner_text()
    assert names(board, "online test") == []
    assert "Elif Demir" in names(board, "screening")


def test_a_card_is_chosen_and_moved_without_a_hand(board, axe):
    board.keyboard.press("j")
    board.keyboard.press("x")
    assert board.locator("[data-count]").inner_text() == "1 selected"
    board.keyboard.press("m")
    board.locator(".dropdown-item[type=submit]:focus").wait_for()
    axe(board)
    board.keyboard.press("Enter")
    board.locator(".confirm-bar .btn-primary").click()
    board.locator("[data-undo]").wait_for()
    assert len(names(board, "online test")) == 1
