"""The list of applications, saved views, the export, and finding by name; the board of a past day."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest

from core import clock
from core.db import db
from people.models import SavedView
from people.permissions import Role
from recruiting import closing, openings, pipeline, seats, undoing
from recruiting.queries import standing
from recruiting.states import Shift, Status
from tests import factories as make
from tests.recruiting import walking


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def names(page):
    return page.texts("tbody .person")


def some(opening, many, start=60):
    first = clock.now() - timedelta(days=start)
    for number in range(many):
        with clock.at(first + timedelta(hours=number)):
            make.an_application(opening, make.a_person(f"Number {number:03}"))


def test_the_list_goes_over_all_openings_in_reach_and_no_others(browse, opening):
    team = make.a_team("Mine")
    mine = make.an_account(Role.RECRUITER, team=team)
    make.an_application(make.an_opening(team=team), make.a_person("Within reach"))
    make.an_application(opening, make.a_person("Beyond reach"))
    assert names(browse(mine).get("/applications")) == ["Within reach"]


def test_one_opening_can_be_chosen_and_then_seen_as_its_board(browse, recruiter, opening):
    make.an_application(opening, make.a_person("Here"))
    make.an_application(make.an_opening(), make.a_person("There"))
    page = browse(recruiter).get(f"/applications?opening={opening.id}&sort=newest")
    assert names(page) == ["Here"]
    board = next(link["href"] for link in page.all(".seg a") if "Board" in link.get_text())
    assert board == f"/openings/{opening.id}/board?sort=newest"


@pytest.mark.parametrize("sort", ["longest", "newest", "mark", "applied"])
def test_pages_by_key_go_on_and_back_without_losing_anybody(browse, recruiter, opening, sort):
    some(opening, 120)
    browser = browse(recruiter)
    pages = [browser.get(f"/applications?sort={sort}")]
    while older := pages[-1].all("a[rel=next]"):
        pages.append(browser.get(older[0]["href"]))
    told = [name for page in pages for name in names(page)]
    assert [len(names(page)) for page in pages] == [50, 50, 20]
    assert len(set(told)) == 120 and (told == sorted(told)) is (sort == "longest")
    before = browser.get(pages[2].one("a[rel=prev]")["href"])
    assert names(before) == names(pages[1])
    first = browser.get(before.one("a[rel=prev]")["href"])
    assert names(first) == names(pages[0]) and not first.has("a[rel=prev]")


@pytest.mark.parametrize("bound", ["nonsense", "2026-01-01T00:00:00_1", "_", "x_y", "🙂"])
def test_a_bound_that_makes_no_sense_shows_the_first_page(browse, recruiter, opening, bound):
    some(opening, 3)
    assert len(names(browse(recruiter).get(f"/applications?after={bound}"))) == 3


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_takes_six_statements_however_long_it_is(browse, counted, recruiter, opening, many):
    some(opening, many)
    browser = browse(recruiter)
    with counted() as seen:
        browser.get("/applications?waits=me&text=num&score_min=0&status=all&sort=mark")
    assert seen.count <= 6


def test_the_export_has_exactly_what_the_list_shows(browse, recruiter, opening):
    some(opening, 55)
    held = make.an_application(opening, make.a_person("=SUM(A1)"), "online test")
    pipeline.hold(held, actor=None, reason="Back from leave in May.")
    page = browse(recruiter).get("/applications/export/csv?sort=newest")
    rows = list(csv.reader(StringIO(page.html.lstrip("\ufeff"))))
    assert len(rows) == 57 and rows[1][0] == "'=SUM(A1)" and rows[1][5] == "on hold"
    assert [row[0] for row in rows[2:4]] == ["Number 054", "Number 053"]
    browse(recruiter).get("/applications/export/xlsx")
    browse(recruiter).get("/applications/export/doc", expect=404)


def test_a_colleague_who_may_not_see_contacts_cannot_probe_addresses(browse, opening):
    make.an_application(opening, make.a_person("Mei Lin", email="secret@example.org"))
    manager = make.an_account(Role.MANAGER)
    assert not browse(manager).get("/applications?text=secret@").all("tbody .person")


def test_nobody_in_any_pipeline_is_said(browse, recruiter, app):
    assert browse(recruiter).get("/applications").text(".empty h2") == "Nobody is in any pipeline"


# Saved views


def test_filters_are_kept_under_a_name_and_shown_again(browse, recruiter, opening):
    some(opening, 2)
    browser = browse(recruiter)
    page = browser.get("/applications?waits=me&overdue=y&sort=newest")
    answer = browser.post("/views", page.form("form.view-form") | {"name": "Mine, late"})
    kept = browser.follow(answer)
    assert kept.text(".view-btn") == "Mine, late"
    assert browser.get("/applications").text(".view-btn") == "Views"
    board = browser.get(f"/openings/{opening.id}/board")
    link = next(one["href"] for one in board.all("#views a") if "Mine, late" in one.get_text())
    assert link == f"/openings/{opening.id}/board?waits=me&overdue=y&sort=newest"


def test_a_view_is_ones_own_unless_it_is_shared(browse, recruiter, opening):
    query = {"query": "overdue=y", "next": "/applications"}
    browse(recruiter).post("/views", {**query, "name": "My own"})
    browse(recruiter).post("/views", {**query, "name": "For all", "shared": "on"})
    other = browse(make.an_account(Role.RECRUITER)).get("/applications")
    assert "For all" in other.text("#views") and "My own" not in other.text("#views")


def test_only_its_owner_deletes_a_view_and_a_name_saves_once(browse, recruiter, app):
    query = {"next": "/applications", "name": "Late"}
    for kept in ("overdue=y", "waits=me"):
        browse(recruiter).post("/views", {**query, "query": kept})
    view = db.session.query(SavedView).one()
    assert view.query == "waits=me"
    other = browse(make.an_account(Role.RECRUITER))
    refused = other.follow(other.post(f"/views/{view.id}/delete", {"next": "/applications"}))
    assert "Only whoever saved" in refused.text(".notice-bad")
    browse(recruiter).post(f"/views/{view.id}/delete", {"next": "/applications"})
    assert db.session.query(SavedView).count() == 0


def test_a_view_needs_a_name(browse, recruiter, app):
    browser = browse(recruiter)
    answer = browser.post("/views", {"name": "  ", "query": "overdue=y", "next": "/applications"})
    assert "needs a name" in browser.follow(answer).text(".notice-bad")


# Finding


@pytest.mark.parametrize("text", ["若溪", "tang", "RUOXI", "tang@exam"])
def test_a_person_is_found_by_name_in_either_script_or_by_mail(browse, recruiter, opening, text):
    person = make.a_person("唐若溪", email="tang@example.org")
    person.latin_name = "Tang Ruoxi"
    make.an_application(opening, person)
    assert names(browse(recruiter).get(f"/find?q={text}")) == ["唐若溪 Tang Ruoxi"]


@pytest.mark.parametrize("text", ["op-10", "marketplace spec", "全球"])
def test_an_opening_is_found_by_code_or_title_in_either_language(browse, recruiter, text):
    make.an_opening(title=make.words("Global marketplace specialist", "全球平台客服专员"))
    assert browse(recruiter).get(f"/find?q={text}").has("#openings")


def test_finding_shows_nothing_to_who_may_see_nothing(browse, opening):
    make.an_application(opening, make.a_person("Daniel Reyes"))
    interviewer = browse(make.an_account(Role.INTERVIEWER)).get("/find?q=daniel")
    assert "Nothing found" in interviewer.text("main")
    assert browse(make.an_account(Role.RECRUITER)).get("/find").heading == "Find"


def test_finding_takes_four_statements(browse, counted, recruiter, opening):
    some(opening, 5)
    browser = browse(recruiter)
    with counted() as seen:
        browser.get("/find?q=num")
    assert seen.count <= 4


# As of


def test_the_board_of_a_past_day_is_read_from_the_record(browse, recruiter, opening):
    now = clock.now()
    with clock.at(now - timedelta(days=10)):
        moved = make.an_application(opening, make.a_person("Moved since"))
        gone = make.an_application(opening, make.a_person("Rejected since"))
        held = make.an_application(opening, make.a_person("Held then"))
        pipeline.hold(held, actor=None, reason="Back from leave in May.")
    with clock.at(now - timedelta(days=3)):
        pipeline.advance(moved, actor=None)
        closing.reject(gone, make.a_reason(), actor=None, tell=False)
        pipeline.resume(held, actor=None)
        make.an_application(opening, make.a_person("Not there yet"))
    day = clock.local(now - timedelta(days=5)).date()
    page = browse(recruiter).get(f"/openings/{opening.id}/board?as_of={day}")
    screening = page.soup.select_one('.cards[data-stage="screening"]')
    assert page.texts(".app-card .person") == ["Moved since", "Rejected since", "Held then"]
    assert "Held then" in screening.get_text() and "on hold" in screening.get_text()
    assert "Nothing can be changed here" in page.text(".notice") and not page.has(".card-tools, .bulkbar")
    today = browse(recruiter).get(f"/openings/{opening.id}/board")
    assert "Not there yet" in today.text("main") and "Rejected since" not in today.text("main")


def test_what_stands_above_the_board_of_a_past_day_is_of_that_day_too(browse, recruiter):
    now = clock.now()
    with clock.at(now - timedelta(days=10)):
        opening = make.an_opening(seats=2, shift=Shift.EVENING)
        visit = walking.hired(recruiter, opening)
        assert visit.application.status is Status.HIRED
    with clock.at(now - timedelta(days=3)):
        changed = replace(openings.facts_of(opening), shift=Shift.DAY)
        openings.change(opening, changed, actor=recruiter)
        seats.set_seats(opening, 4, actor=recruiter)
        openings.pause(opening, actor=recruiter)
    browser = browse(recruiter)
    for days, said in ((5, ("1 of 2 filled", "evening", "Open")), (1, ("1 of 4 filled", "day", "Paused"))):
        day = clock.local(now - timedelta(days=days)).date()
        page = browser.get(f"/openings/{opening.id}/board?as_of={day}")
        assert all(one in page.text("main") for one in said), page.text("main")
        assert not page.has(".page-actions a")
    long_ago = clock.local(now - timedelta(days=20)).date()
    page = browser.get(f"/openings/{opening.id}/board?as_of={long_ago}")
    assert "filled" not in page.text("main") and not page.has(".page-head .verdict")


def test_what_was_undone_before_the_day_was_over_never_was(browse, recruiter, opening):
    now = clock.now()
    with clock.at(now - timedelta(days=6)):
        visit = make.an_application(opening, make.a_person("Daniel Reyes"))
        pipeline.advance(visit, actor=recruiter, batch="a mistake")
        db.session.flush()
        undoing.undo("a mistake", actor=recruiter)
    assert standing.visit(visit.id).left_at is None
    day = clock.local(now - timedelta(days=5)).date()
    page = browse(recruiter).get(f"/openings/{opening.id}/board?as_of={day}")
    assert "Daniel Reyes" in page.soup.select_one('.cards[data-stage="screening"]').get_text()


@pytest.mark.parametrize("many", [2, 30])
def test_the_past_costs_one_statement_more_than_today_however_many_there_are(
    browse, counted, recruiter, opening, many
):
    some(opening, many)
    browser, day = browse(recruiter), clock.today() - timedelta(days=1)
    with counted() as seen:
        page = browser.get(f"/openings/{opening.id}/board?as_of={day}")
    assert seen.count <= 7 and len(page.all(".app-card")) == many


def test_a_day_to_come_is_today(browse, recruiter, opening):
    make.an_application(opening)
    tomorrow = clock.today() + timedelta(days=1)
    assert browse(recruiter).get(f"/openings/{opening.id}/board?as_of={tomorrow}").has(".card-tools")
