"""What browser tests ask for: the product on a port, a page that fails on any console error, axe."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from core.db import db
from people.models import Account
from tests.browser import chromium
from tests.browser.looking import DESK, PHONE, accents, scrolls, wear
from tests.browser.server import Faults, serving
from tests.page import signed_in_as

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
A_TAB_SEES = 40
PATIENCE = 30_000
"""Milliseconds. A machine that does much else answers late; what is expected has to come all the same."""
expect.set_options(timeout=PATIENCE)
REFUSALS = ("status of 403", "status of 404", "status of 409", "status of 422", "status of 429")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return chromium.find()


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """The errors that the product logged; any that the test did not clear fails it."""
    faults = Faults()
    yield faults
    assert not faults.seen, "\n".join(faults.seen)


@pytest.fixture
def live_server(
    app: Flask, settings: dict[str, Any], compiled_templates: BytecodeCache, faults: Faults
) -> Iterator[str]:
    """The address of the product, served from the test's own database."""
    with serving(settings, compiled_templates, faults) as address:
        yield address
        db.session.rollback()


class Console:
    """What the browser complained about. A refusal that the test provoked is no complaint."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("requestfailed", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        provoked = any(refusal in message.text for refusal in REFUSALS) and "/static/" not in str(
            message.location.get("url")
        )
        if message.type in {"error", "warning"} and not provoked:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page left while it loaded
            self.complaints.append(f"failed: {request.url} {request.failure}")


@pytest.fixture
def console() -> Iterator[Console]:
    console = Console()
    yield console
    assert not console.complaints, "\n".join(console.complaints)


@pytest.fixture
def context(browser: Browser, live_server: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_server, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, console: Console) -> Page:
    """A page; `page.goto("/openings")`. Any console error or refusal by the policy fails the test."""
    page = context.new_page()
    console.watch(page)
    return page


@pytest.fixture
def sign_in(app: Flask, context: BrowserContext, live_server: str) -> Callable[[Account], None]:
    """`sign_in(account)`: from now on the page is this account's. Commits what the test has made."""

    def sign(account: Account) -> None:
        session = signed_in_as(account)
        db.session.commit()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = {"name": app.config["SESSION_COOKIE_NAME"], "value": serializer.dumps(session)}
        context.add_cookies([{**cookie, "url": live_server}])

    return sign


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` fails on any violation that axe-core finds, and names the elements."""

    def check(page: Page, within: str | None = None) -> None:
        page.wait_for_load_state()  # half a page has no heading yet
        if not page.evaluate("'axe' in window"):  # looked at before, in another theme or size
            page.evaluate(AXE)
        options = json.dumps({"runOnly": STANDARDS, "resultTypes": ["violations"]})
        target = json.dumps(within) if within else "document"
        # What passed is long, and nobody reads it.
        violations = page.evaluate(f"axe.run({target}, {options}).then(found => found.violations)")
        told = [
            f"{one['id']} ({one['impact']}): {one['help']}\n    {node['target']} {node['html'][:160]}"
            f"\n    {node['failureSummary']}"
            for one in violations
            for node in one["nodes"][:4]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check


@pytest.fixture
def seat(context: BrowserContext, console: Console) -> Callable[[], Page]:
    """`seat()`: a page to look with. A tab keeps something of all that it has seen, a gigabyte after four
    hundred addresses: each sees so many, then comes a new one."""
    seen = 0

    def sit() -> Page:
        nonlocal seen
        if seen % A_TAB_SEES == 0:
            for old in context.pages:
                old.close()
            console.watch(context.new_page())
        seen += 1
        return context.pages[0]

    return sit


@pytest.fixture
def look_at(seat: Callable[[], Page], axe: Callable[..., None]) -> Callable[[str], list[str]]:
    """`look_at(address)`: what is wrong there; nothing, if all is well."""

    def wrong(address: str) -> list[str]:
        page = seat()
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            return [f"{address}: {answer and answer.status}"]
        found = [accents(page, address)]
        for theme, size in (("light", DESK), ("dark", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wear(page, theme)
            found += [scrolls(page, address), _complaint(axe, page, theme)]
        return [one for one in found if one]

    return wrong


def _complaint(axe: Callable[..., None], page: Page, theme: str) -> str:
    try:
        axe(page)
    except AssertionError as found:
        return f"{theme}: {found}"
    return ""
