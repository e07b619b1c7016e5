"""On a phone everything can be reached: the places of the bar, and what scrolls to the side."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interviewing, talent_pool
from recruiting.states import PoolReason
from tests import factories as make
from tests.browser.looking import DESK, PHONE, WIDER


@pytest.fixture
def reader(app):
    return make.an_account(*Role, name="沈悦")


def test_the_keyboard_brings_every_place_of_the_bar_onto_the_screen(page, reader, sign_in, axe):
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(reader)
    page.goto("/reports")
    axe(page)
    places = page.locator(".topnav a")
    assert places.count() >= 7
    for number in range(places.count()):
        page.keyboard.press("Tab") if number else places.first.focus()
        page.wait_for_timeout(100)
        box = places.nth(number).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_the_place_where_the_reader_is_shows_at_once(page, reader, sign_in):
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(reader)
    page.goto("/outbox")
    box = page.locator(".topnav [aria-current]").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_between_phone_and_desk_the_search_gives_way_and_no_place_is_lost(page, reader, sign_in, language):
    reader.language = language
    db.session.commit()
    sign_in(reader)
    page.goto("/outbox")
    for width in (1440, 1280, 1024, 800):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDER) <= 0, width
        expect(page.get_by_role("searchbox")).to_be_visible()
        assert page.locator(".find").bounding_box()["width"] >= 140
        for place in page.locator(".topnav a").all():
            place.focus()
            box = place.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_a_wide_table_without_links_is_a_stop_of_the_keyboard_only_where_it_scrolls(
    page, reader, sign_in, axe
):
    asked = interviewing.ask(make.an_application(stage="first interview"), reader, actor=reader)
    number = asked.id
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(reader)
    page.goto(f"/scorecards/{number}/kit")
    table = page.locator(".table-wrap").first
    table.evaluate("one => { one.style.width = '120px'; }")
    expect(table).to_have_attribute("tabindex", "0")
    expect(table).to_have_role("group")
    axe(page)
    page.set_viewport_size(DESK)
    table.evaluate("one => { one.style.width = ''; }")
    expect(table).not_to_have_attribute("tabindex", "0")
    expect(table).not_to_have_attribute("role", "group")


def test_what_a_row_offers_stays_in_sight_beside_a_wide_table(page, reader, sign_in, axe):
    make.an_application()
    make.an_application()
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(reader)
    page.goto("/applications")
    moves = page.locator("tbody summary").first
    expect(moves).to_be_in_viewport(ratio=1)
    moves.click()
    expect(page.locator("tbody details[open] .menu").first).to_be_in_viewport(ratio=1)
    axe(page)


COVERED = """() => [...document.querySelectorAll("tbody tr")].flatMap((row) => {
  const act = row.lastElementChild?.querySelector(":scope > :is(.btn, form, details):only-child");
  const box = act?.getBoundingClientRect();
  const texts = act ? [...row.children].slice(0, -1).filter((cell) => cell.innerText.trim()) : [];
  return texts.map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [cell.innerText, ...range.getClientRects()];
  }).filter(([, ...lines]) => lines.some((one) => one.right > box.left && one.left < box.right
    && one.bottom > box.top && one.top < box.bottom)).map(([text]) => text);
})"""


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_what_a_row_offers_covers_none_of_its_columns(page, reader, sign_in, language):
    reader.language = language
    make.an_application()
    left = make.rejected(make.an_application()).application
    in_a_year = clock.today() + timedelta(days=365)
    talent_pool.put(left, PoolReason.PROMISING, expires_on=in_a_year, actor=reader)
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(reader)
    for path in ("/applications", "/talent-pool"):
        page.goto(path)
        table = page.locator("tbody").first
        acts = table.locator("tr > td:last-child > :is(.btn, form, details):only-child")
        assert acts.count() >= 1, path
        for left in (0, 150, 10_000):
            table.evaluate("(one, left) => { one.closest('.table-wrap, .panel').scrollLeft = left; }", left)
            expect(acts.first).to_be_in_viewport(ratio=1)
            assert page.evaluate(COVERED) == [], (path, left)


def test_a_row_of_the_list_folds_and_says_where_somebody_stands(page, reader, sign_in):
    make.an_application(stage="first interview")
    db.session.commit()
    page.set_viewport_size(PHONE)
    sign_in(reader)
    page.goto("/applications")
    stage = page.locator("tr[data-application]").get_by_text("First interview", exact=True)
    expect(stage).to_be_in_viewport(ratio=1)
    assert page.locator(".table-wrap").evaluate("one => one.scrollWidth <= one.clientWidth")
