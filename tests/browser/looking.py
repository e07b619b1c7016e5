"""Looking at a page in either theme, at a desk and on a phone."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WIDER = "document.documentElement.scrollWidth - innerWidth"


def wear(page: Page, theme: str) -> None:
    """Let the machine prefer a theme: light or dark. That outlasts a page that is just being left, and the
    page, once there, is waited for to wear it."""
    page.emulate_media(color_scheme=theme)
    page.locator(f"html[data-bs-theme={theme}]").wait_for(state="attached")
    page.wait_for_load_state()


def in_both_themes(page: Page, check: Callable[[Page], Any]) -> None:
    for theme in ("light", "dark"):
        wear(page, theme)
        check(page)


def in_every_shape(page: Page, check: Callable[[Page], Any]) -> None:
    """`check` finds nothing in either theme, at a desk or on a phone, and the page scrolls down only."""
    for theme, size in (("light", DESK), ("dark", DESK), ("dark", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wear(page, theme)
        check(page)
        assert page.evaluate(WIDER) <= 0, page.url
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


ACCENTS = """() => [...document.querySelectorAll('main .btn-primary')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('table, li, dialog'))
    .filter(one => one.tagName !== 'SUMMARY').map(one => one.innerText.trim())"""


def accents(page: Page, address: str) -> str:
    """What to say where more than one button is the next step; in a list a row may have its own."""
    found = page.evaluate(ACCENTS)
    return f"{address}: more than one primary button: {found}" if len(found) > 1 else ""


def scrolls(page: Page, address: str) -> str:
    """What to say where the page is wider than the screen; nothing where it is not."""
    wider = page.evaluate(WIDER)
    width = page.viewport_size["width"] if page.viewport_size else 0
    return f"{address}: {wider} px too wide at {width}" if wider > 0 else ""
