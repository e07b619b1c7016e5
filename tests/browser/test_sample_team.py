"""The sample team's own days: every kind of page to which they come by links, as they are filled there.

What only a journey brings about (a class, a promotion case, a background check) has its pages here, with
whatever a story of some months leaves in them.
"""

from contextvars import copy_context

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from core.db import db
from people.models import Account
from recruiting.demo import fill
from tests.browser.test_every_address import ELSEWHERE, NO_PAGES
from tests.page import signed_in_as
from tests.recruiting.crawling import LEAD_OUT, links

WHO = (
    "ines.carvalho@harbourlane.example",
    "gu.mingchuan@harbourlane.example",
    "priya.raman@harbourlane.example",
    "zhou.anran@harbourlane.example",
    "aylin.koc@example.org",
)
"""An administrator, a trainer, a manager, an employee and a trainee: between them they come everywhere."""


def kinds_of_pages(app, account):
    """Endpoint → the first address at which the account, following links from Home, comes to it."""
    with app.app_context():
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(signed_in_as(account))
        waiting, found = ["/"], {}
        while waiting:
            address = waiting.pop(0)
            endpoint = endpoint_of(app, address)
            if endpoint and endpoint not in found and endpoint not in LEAD_OUT | NO_PAGES.keys():
                answer = client.get(address)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    found[endpoint] = address
                waiting += links(answer)
        return found


def endpoint_of(app, address):
    """Where an address leads to; None for a file, or where there is nothing."""
    path, _mark, asked = address.partition("?")
    if "export=" in asked:
        return None
    try:
        return app.url_map.bind("").match(path)[0]
    except HTTPException:
        return None


@pytest.mark.slow
def test_every_kind_of_page_is_whole_as_the_sample_team_sees_it(app, sign_in, look_at, console):
    fill.fill(applicants=90, serving=25)
    db.session.commit()
    seen, wrong = set(), []
    arguments = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules()}
    for email in WHO:
        account = db.session.scalars(select(Account).where(Account.email == email)).unique().one()
        pages = copy_context().run(kinds_of_pages, app, account)
        sign_in(account)
        for endpoint in pages.keys() - seen:
            if arguments[endpoint] & ELSEWHERE.keys():
                seen.add(endpoint)
                wrong += look_at(pages[endpoint])
    wrong += console.complaints
    console.complaints.clear()
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 80, sorted(seen)
