"""Pages as a person gets them. A bad page fails the test that fetched it, whatever the test is about."""

import re
from contextvars import copy_context
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from core.db import db
from people.models import Account

LEAKED = {
    "a missing value": re.compile(r"(?:^|[\s(:>])None(?:$|[.,;)<]|\s+(?![a-z]))"),
    "a template's source": re.compile(r"\{\{|\{%|%\(\w+\)s"),
    "an object's name": re.compile(r"<[\w.]+ object at 0x|\b[A-Z]\w+\.[A-Z]{2,}\b"),
}
REDIRECTS = {301, 302, 303, 307, 308}


class Page:
    """One answer. Selectors are CSS."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.status = response.status_code
        self.path = path
        self.html = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""
        self.soup = BeautifulSoup(self.html, "lxml")

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
        said = page.texts(".notice-bad, .field-error, h1")
        assert page.status == expect, f"{method} {path}: {page.status}, not {expect}; {said}"
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


def refuse_bad_page(page: Page) -> None:
    """Fail unless the page is one that any person could read and use."""
    where = f"on {page.path}"
    assert page.has("html[lang]"), f"no language {where}"
    assert page.has("title") and page.title, f"no title {where}"
    assert len(page.all("h1")) == 1, f"not exactly one h1 {where}: {page.texts('h1')}"
    assert page.has("main"), f"no main {where}"
    _refuse_leaks(page, where)
    _refuse_broken_references(page, where)
    for form in page.all("form[method=post]"):
        assert form.select("input[name=csrf_token]"), f"no CSRF token in form {form.get('action')} {where}"
    inline = page.all("[style], [onclick], [onchange], [onsubmit], script:not([src]):not([type$=json])")
    assert not inline, f"inline style or script {where}: {str(inline[0])[:200]}"


def _refuse_leaks(page: Page, where: str) -> None:
    visible = BeautifulSoup(page.html, "lxml")
    for hidden in visible.select("script, style, template, pre, code, textarea, [data-typed]"):
        hidden.decompose()
    said = [words(visible), *_attributes(visible)]
    for what, pattern in LEAKED.items():
        leaks = [text[max(found.start() - 40, 0) : found.end() + 40] for text in said
                 if (found := pattern.search(text))]  # fmt: skip
        assert not leaks, f"{what} shows {where}: …{leaks[0]}…"


def _attributes(soup: BeautifulSoup) -> list[str]:
    shown = ("href", "action", "title", "alt", "aria-label", "placeholder", "value", "content")
    return [str(tag[name]) for name in shown for tag in soup.select(f"[{name}]")]


def _refuse_broken_references(page: Page, where: str) -> None:
    ids = [str(tag["id"]) for tag in page.all("[id]")]
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, f"ids used twice {where}: {twice}"
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for tag in page.all(f"[{name}]"):
            lost = set(str(tag[name]).split()) - set(ids)
            assert not lost, f"{name} points to nothing {where}: {lost}"


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
