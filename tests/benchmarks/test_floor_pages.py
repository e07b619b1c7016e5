"""The floor pages of recruiting show the very rows that the product's pages show."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from benchmarks import filling, floor, ground, pages, report
from benchmarks.clients import Answer
from benchmarks.stories import stories
from core import clock
from core.db import db
from recruiting.models import Opening, Visit

TOLD = 420
"""Three in each stage of each opening, less those who are gone."""
ANSWER = Answer(200, b"", 0.004, 0.003, 0.002, 7)


@pytest.fixture
def product(app, browse):
    actor, openings = ground.prepare(clock.now())
    filling.fill(stories(TOLD, clock.now()), filling.look_around(openings, actor))
    return browse(actor)


@pytest.fixture
def bare(app, monkeypatch):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    plain = url.removeprefix("sqlite:///").replace("postgresql+psycopg://", "postgresql://")
    monkeypatch.setenv("FLOOR_DATABASE", plain)
    yield floor.create_floor().test_client()
    floor.hang_up()


def ids(html, within="body"):
    """The applications that a page shows, in its order."""
    found = BeautifulSoup(html, "lxml").select(f"{within} [data-application]")
    return list(dict.fromkeys(one["data-application"] for one in found))


def test_the_board_shows_the_same_applications_column_by_column(product, bare):
    opening = db.session.scalars(select(Opening.id).order_by(Opening.id)).first()
    shown, floor_shows = product.get(f"/openings/{opening}/board").html, bare.get(f"/board/{opening}").text
    assert columns(shown) == columns(floor_shows)
    assert len(columns(shown)) == 7 and len(ids(shown)) > 7


def columns(html):
    return [
        [card["data-application"] for card in column.select("[data-application]")]
        for column in BeautifulSoup(html, "lxml").select(".board .col")
    ]


def test_the_list_shows_the_same_applications(product, bare):
    shown = ids(product.get("/applications").html)
    assert shown == ids(bare.get("/list").text)
    assert len(shown) == 50


def test_a_search_shows_the_same_applications(product, bare):
    path = "/applications?text=a"
    shown = ids(product.get(path).html)
    assert sorted(shown) == sorted(ids(bare.get(f"/search?ids={','.join(shown)}").text))
    assert shown


def test_home_shows_the_same_applications(product, bare):
    shown = linked(product.get("/").html, "/applications/")
    assert shown == linked(bare.get("/home").text, "/candidate/")
    assert len(shown) == 15


def linked(html, address):
    found = BeautifulSoup(html, "lxml").select(f"tbody a[href^='{address}']")
    return list(dict.fromkeys(one["href"].removeprefix(address).partition("/")[0] for one in found))


def test_the_candidate_page_shows_the_same_way_and_record(product, bare):
    query = select(Visit.application_id).where(Visit.left_at.is_(None)).order_by(Visit.stage_id.desc())
    application = db.session.scalars(query).first()
    shown = BeautifulSoup(product.get(f"/applications/{application}").html, "lxml")
    floor_shows = BeautifulSoup(bare.get(f"/candidate/{application}").text, "lxml")
    assert floor_shows.select_one(f"form[action='/move/{application}']")
    assert shown.select_one("h1").text.split()[0] == floor_shows.select_one("h1").text.split()[0]
    assert len(floor_shows.select(".steps li")) == 7
    assert len(shown.select(".record li")) == len(floor_shows.select(".record li"))


def test_where_there_is_no_floor_there_is_no_ratio():
    page = pages.Page("funnel", lambda client: ANSWER, None, within=0.010)
    row = report.pages([pages.measure(page, None, None, 3)]).splitlines()[-1]
    assert row.count("×") == 0 and "met" in row
