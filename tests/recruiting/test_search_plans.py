"""A search looks into indexes only, whatever it finds, on both databases."""

import re

import pytest
from sqlalchemy import insert, select, text

from core.db import db
from people.models import Person
from people.permissions import Role
from recruiting import indexing
from recruiting.models import Gram
from recruiting.queries import searching
from tests import factories as make
from tests import many
from tests.recruiting.test_statement_counts import noted, plans

NUMBER = 2000
SCANS = re.compile(
    r"^SCAN (search_gram|application|visit|person)\b|Seq Scan on (search_gram|application|visit|person)\b",
    re.M,
)
TYPED = ["王", "wang", "qqqqzz", "龘龘", "wnag", "wang zzz", "8000", "person-17@", "zendesk 客服"]


@pytest.fixture
def crowd(app):
    """Two thousand applications, everybody to be found."""
    opening = make.an_opening()
    many.applications(opening, NUMBER)
    people = db.session.execute(select(Person.id, Person.email).where(Person.name.like("Person %"))).all()
    rows = []
    for number, (person_id, email) in enumerate(people):
        family = "王" if number % 20 == 1 else chr(0x4E00 + number % 150)
        name = f"{family}{'晓明伟芳刘'[number % 5]}"
        pieces = sorted(indexing.pieces_of(name, None, f"1380{number:07}", email))
        rows += [{"kind": kind, "gram": gram, "person_id": person_id} for kind, gram in pieces]
    db.session.execute(insert(Gram), rows)
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return opening


def scanned(asked):
    return {statement: plan for statement, plan in plans(asked) if SCANS.search(plan)}


def test_finding_reads_by_index_alone(browse, crowd):
    page = browse(make.an_account(Role.RECRUITER))
    with noted() as asked:
        for typed in TYPED:
            page.get("/find", query_string={"q": typed})
    assert scanned(asked) == {}


def test_a_search_that_finds_nothing_looks_at_nobody(browse, crowd, counted):
    page = browse(make.an_account(Role.RECRUITER))
    for path in ("/find?q=qqqqzz", "/applications?text=qqqqzz", f"/openings/{crowd.id}/board?text=qqqqzz"):
        with noted() as asked:
            page.get(path)
        searches = [one for one in asked if "search_gram" in one[0]]
        assert len(searches) == 2 and scanned(searches) == {}


def test_a_search_asks_as_seldom_for_many_as_for_few(browse, counted, crowd):
    page = browse(make.an_account(Role.RECRUITER))
    for typed in TYPED:
        with counted() as seen:
            page.get("/find", query_string={"q": typed})
        assert seen.count <= 5, typed
        with counted() as seen:
            page.get("/applications", query_string={"text": typed})
        assert seen.count <= 7, typed


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER])
def test_a_name_that_very_many_have_is_found_page_by_page(monkeypatch, browse, crowd, role):
    monkeypatch.setattr(searching, "MOST", 20)
    team = crowd.team if role is Role.MANAGER else None
    page = browse(make.an_account(role, team=team))
    assert len(page.get("/find?q=王").all("tbody tr")) == 30
    listed = page.get("/applications?text=王")
    assert len(listed.all("tbody tr")) == 50 and listed.has("a[rel=next]")


ALL_WHO_STAND = re.compile(
    r"^SCAN (visit|invitation_reply|application|person)\b|Seq Scan on (visit|application|person)\b", re.M
)


def test_home_looks_through_nobody(browse, crowd):
    """Its statement for what is asked by name once began with all who stand, to look for a declined
    interview of each."""
    page = browse(make.an_account(Role.RECRUITER, Role.MANAGER))
    with noted() as asked:
        page.get("/")
    assert {statement: plan for statement, plan in plans(asked) if ALL_WHO_STAND.search(plan)} == {}
