"""What a manager and an employee wait for: the readiness board and the own path, beside their floor pages."""

import re
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from benchmarks.clients import Client
from benchmarks.pages import Page, getting
from benchmarks.workplace import WORKER
from core.db import db
from people.models import Account, Employment

BOARD, OWN = "/careers/", "/careers/own"
PERSON = re.compile(rb'href="/careers/people/(\d+)"')


def path(app: Flask) -> Iterator[Page]:
    """As the employee sees it."""
    with app.app_context():
        mine = select(Employment.id).join(Account, Account.person_id == Employment.person_id)
        employment = db.session.scalars(mine.where(Account.email == WORKER)).one()
    yield Page("my path", getting(OWN), getting(f"/path/{employment}"), goal=3)


def board(client: Client) -> Iterator[Page]:
    """As the manager of all of them sees it."""
    for said, address in (("", BOARD), (", ready now", f"{BOARD}?ready=now")):
        ids = ",".join(dict.fromkeys(one.decode() for one in PERSON.findall(client.get(address).body)))
        yield Page(f"readiness board{said}", getting(address), getting(f"/readiness?ids={ids}"), goal=3)
