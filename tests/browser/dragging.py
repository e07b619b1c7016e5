"""How a hand drags: down, a little way, over the goal, and up once what is dragged lies there."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

TRIES = 200
A_MOMENT = 50
"""Milliseconds. A busy machine hears of the hand late, and who lets go early drops on the way."""


def drag(page: Page, what: Locator, goal: Locator, there: Callable[[], bool]) -> None:
    """Drags `what` over `goal` on a page that is whole, and lets go when it is `there()`."""
    page.wait_for_load_state()
    start, end = what.bounding_box(), goal.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 60, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 75, start["y"] + 12, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 20, steps=12)
    for number in range(TRIES):
        if there():
            page.mouse.up()
            return
        page.wait_for_timeout(A_MOMENT)
        page.mouse.move(end["x"] + 60 + number % 2, end["y"] + 20)
    raise AssertionError(f"what is dragged never came to {goal}")


def drag_card(page: Page, name: str, stage: str) -> None:
    """Drags somebody's card on a board into the column of `stage`, a key."""
    column = page.locator(f'.cards[data-stage="{stage}"]')
    card = page.locator(".app-card", has_text=name).locator(".app-card-row").first
    drag(page, card, column, lambda: column.locator(".app-card", has_text=name).count() > 0)
