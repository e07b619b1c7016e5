"""Every address that a reader comes to: those of the product itself, and whatever they link to."""

import io
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

import lxml.html
from flask import Flask

from core.db import db
from people.models import Account
from tests.page import REDIRECTS, signed_in_as

MOST = 900
"""Addresses; more are a circle of links."""
TELLING = {"table", "column", "stage", "way"}
"""Whose values make another page of it; of the other questions one answer is enough."""
LEAD_OUT = {"people.sign_out", "people.sign_in_as", "people.follow", "static"}
BESIDES = re.compile(r"[?&](next|back)=[^&#]*|#.*$")
"""Where a page leads back to makes no other page of it."""


def addresses(app: Flask, around: dict[str, Any]) -> list[str]:
    """Each address of the product that answers to GET, for each thing that `around` names."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in LEAD_OUT and rule.arguments <= around.keys():
            with app.test_request_context():
                found += [app.url_for(rule.endpoint, **one) for one in choices(rule.arguments, around)]
    return found


def choices(names: set[str], around: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every way to fill the arguments of these names."""
    if not names:
        yield {}
        return
    name, *rest = sorted(names)
    values = around[name] if isinstance(around[name], list | tuple) else [around[name]]
    for value in values:
        for others in choices(set(rest), around):
            yield {name: value, **others}


def told_of(app: Flask, account: Account, first: list[str], names: tuple[str, ...]) -> tuple[list[str], int]:
    """Where `account` reads one of `names` ("address tells names"), and at how many addresses it looked."""
    told = []

    def look(address: str, text: str) -> None:
        if found := [one for one in names if one in text]:
            told.append(f"{address} tells {', '.join(found)}")

    db.session.commit()
    return told, copy_context().run(_as, app, account, lambda client: crawl(client, first, look))


def _as(app: Flask, account: Account, act: Callable[[Any], int]) -> int:
    with app.app_context():
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(signed_in_as(account))
        return act(client)


def crawl(client: Any, first: list[str], look: Callable[[str, str], None]) -> int:
    """Fetch these addresses and all that is linked there; `look(address, text)` at each. How many."""
    waiting, known = deque(first), {kind_of(one) for one in first}
    while waiting:
        assert len(known) < MOST, "more and more addresses"
        address = waiting.popleft()
        answer = client.get(address)
        look(address, f"{answer.headers} {text_of(answer)}")
        for leads_to in links(answer):
            if kind_of(leads_to) not in known:
                known.add(kind_of(leads_to))
                waiting.append(leads_to)
    return len(known)


def kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """What is the same of addresses that lead to pages made alike."""
    path, _mark, asked = address.partition("?")
    parts = [part.partition("=") for part in asked.split("&") if part]
    return path, tuple(sorted(f"{name}={value}" if name in TELLING else name for name, _is, value in parts))


def text_of(answer: Any) -> str:
    """All that can be read in an answer, a workbook's cells too."""
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith("xml"))
    return str(answer.get_data(as_text=True)) if not answer.data.startswith(b"%PDF") else ""


def links(answer: Any) -> Iterator[str]:
    """The addresses within the product to which a page leads, and those that it fetches parts from."""
    found: list[str] = []
    if answer.status_code in REDIRECTS:
        found = [answer.headers["Location"]]
    elif answer.mimetype == "text/html" and answer.data.strip():
        page = lxml.html.fromstring(answer.get_data(as_text=True))
        found = [*page.xpath("//@href"), *page.xpath("//@data-fetch"), *page.xpath("//@src")]
    for one in found:
        address = BESIDES.sub("", one)
        if address.startswith("/") and not address.startswith(("/static", "/sign-out", "/sign-in", "//")):
            yield address
