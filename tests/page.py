"""Pages as a person gets them. A bad page fails the test that fetched it, whatever the test is about."""

import re
from collections import Counter
from collections.abc import Iterator
from contextvars import copy_context
from functools import cached_property
from typing import Any

import lxml.html
from bs4 import BeautifulSoup, Tag
from flask import Flask
from lxml.etree import _Element as Element
from werkzeug.test import TestResponse

from core.db import db
from people.models import Account

LEAKED = {
    "a missing value": re.compile(r"(?:^|[\s(:>])None(?:$|[.,;)<]|\s+(?![a-z]))"),
    "a template's source": re.compile(r"\{\{|\{%|%\(\w+\)s"),
    "an object's name": re.compile(r"<[\w.]+ object at 0x|\b[A-Z]\w+\.[A-Z]{2,}\b"),
}
TOKEN = re.compile(r"[\w-]{20,}(?:\.[\w-]{5,7})?\.[\w-]{27}")
"""What is signed, with or without its moment (itsdangerous): letters of it can look like an object's name."""
REDIRECTS = {301, 302, 303, 307, 308}


class Page:
    """One answer. Selectors are CSS."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.status = response.status_code
        self.path = path
        self.html = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page for selectors; made when a test asks, as most only want it whole."""
        return BeautifulSoup(self.html, "lxml")

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.path}>"

    @property
    def location(self) -> str:
        """Where a redirect leads to."""
        return self.response.headers["Location"]

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def heading(self) -> str:
        return self.text("h1")

    def one(self, selector: str) -> Tag:
        """The only element there is for `selector`."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector!r} on {self.path}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def has(self, selector: str) -> bool:
        return bool(self.all(selector))

    def text(self, selector: str = "body") -> str:
        """What is read in the only such element, white space made single."""
        return words(self.one(selector))

    def texts(self, selector: str) -> list[str]:
        return [words(element) for element in self.all(selector)]

    def form(self, selector: str = "main form") -> dict[str, str]:
        """What the only such form would send when sent untouched."""
        sent = {}
        for field in self.one(selector).select("input[name], select[name], textarea[name]"):
            value = _value(field)
            if value is not None:
                sent[str(field["name"])] = value
        return sent


class Browse:
    """A person at a browser: `account` signed in, or a stranger."""

    def __init__(self, app: Flask, account: Account | None, language: str | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        if language:
            self.client.set_cookie("language", language)
        if account is not None:
            with self.client.session_transaction() as session:
                session.update(signed_in_as(account))

    def get(self, path: str, expect: int = 200, **options: Any) -> Page:
        return self._send("GET", path, expect, **options)

    def post(self, path: str, data: Any = None, expect: int = 302, **options: Any) -> Page:
        return self._send("POST", path, expect, data=data or {}, **options)

    def follow(self, page: Page, expect: int = 200) -> Page:
        """The page that a redirect leads to."""
        return self.get(page.location, expect=expect)

    def _send(self, method: str, path: str, expect: int, **options: Any) -> Page:
        # What the test did so far becomes real and its lock is given up; the request then has a
        # context, a session and a signed-in person of its own, as in life.
        db.session.commit()
        page = copy_context().run(self._open, method, path, options)
        db.session.expire_all()
        assert page.status == expect, f"{method} {path}: {page.status}, not {expect}; {_said(page)}"
        if page.status in REDIRECTS:
            assert "Location" in page.response.headers
        elif page.response.mimetype == "text/html" and not _is_fragment(options):
            refuse_bad_page(page)
        return page

    def _open(self, method: str, path: str, options: dict[str, Any]) -> Page:
        with self.app.app_context():
            return Page(self.client.open(path, method=method, **options), path)


def signed_in_as(account: Account) -> dict[str, Any]:
    """What the session of a browser holds in which `account` has signed in."""
    return {"_user_id": account.get_id(), "_fresh": True}


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def _said(page: Page) -> list[str]:
    return page.texts(".notice-bad, .field-error, h1")


# Each page of each test is looked at, so this part reads the tree once instead of asking by selectors.

HIDDEN = {"script", "style", "template", "pre", "code", "textarea"}
SHOWN = ("href", "action", "title", "alt", "aria-label", "placeholder", "value", "content")
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
INLINE = ("style", "onclick", "onchange", "onsubmit")


def refuse_bad_page(page: Page) -> None:
    """Fail unless the page is one that any person could read and use."""
    where = f"on {page.path}"
    tree = lxml.html.document_fromstring(page.html)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    count = Counter(element.tag for element in elements)
    assert tree.get("lang") is not None, f"no language {where}"
    assert (tree.findtext(".//title") or "").strip(), f"no title {where}"
    assert count["h1"] == 1, f"not exactly one h1 {where}: {page.texts('h1')}"
    assert count["main"], f"no main {where}"
    _refuse_leaks(tree, elements, where)
    _refuse_broken_references(elements, where)
    _refuse_unguarded_forms(elements, where)
    inline = [element for element in elements if _is_inline(element)]
    assert not inline, f"inline style or script {where}: {lxml.html.tostring(inline[0])[:200]!r}"


def _refuse_leaks(tree: Element, elements: list[Element], where: str) -> None:
    visible = " ".join(" ".join(_visible(tree)).split())
    for text in [visible, *[element.attrib[name] for element in elements for name in SHOWN
                            if name in element.attrib]]:  # fmt: skip
        for what, pattern in LEAKED.items():
            if found := pattern.search(TOKEN.sub("token", text)):
                raise AssertionError(
                    f"{what} shows {where}: …{text[max(found.start() - 40, 0) : found.end() + 40]}…"
                )


def _visible(element: Element) -> Iterator[str]:
    """What is read of an element and all in it."""
    if isinstance(element.tag, str) and element.tag not in HIDDEN and "data-typed" not in element.attrib:
        yield element.text or ""
        for child in element:
            yield from _visible(child)
            yield child.tail or ""


def _refuse_broken_references(elements: list[Element], where: str) -> None:
    ids = Counter(element.attrib["id"] for element in elements if "id" in element.attrib)
    twice = {one for one, times in ids.items() if times > 1}
    assert not twice, f"ids used twice {where}: {twice}"
    for name in POINTING:
        named = {one for element in elements for one in element.get(name, "").split()}
        assert not named - set(ids), f"{name} points to nothing {where}: {named - set(ids)}"


def _refuse_unguarded_forms(elements: list[Element], where: str) -> None:
    for form in elements:
        if form.tag == "form" and form.get("method") == "post":
            guarded = form.find(".//input[@name='csrf_token']") is not None
            assert guarded, f"no CSRF token in form {form.get('action')} {where}"


def _is_inline(element: Element) -> bool:
    written = element.tag == "script" and "src" not in element.attrib
    return any(name in element.attrib for name in INLINE) or (
        written and not element.get("type", "").endswith("json")
    )


def _value(field: Tag) -> str | None:
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", words(chosen))) if chosen else None
    if field.name == "textarea":
        return field.get_text()
    if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
        return None
    if field.get("type") in {"submit", "file", "button"}:
        return None
    return str(field.get("value", ""))


def _is_fragment(options: dict[str, Any]) -> bool:
    return "HX-Request" in (options.get("headers") or {})
