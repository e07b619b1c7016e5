"""What brought somebody: said once, corrected by further rows, counted by first and by last touch."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import merging, touches
from recruiting.models import Application, Touch
from recruiting.queries import touches as queries
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports.sources import sources
from recruiting.touches import Said, TouchRefused, from_link, heard
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.importing import HEADER, a_file, imported, undone

WHY = "Told us so in the interview."
LINK = "source=BOSS-Zhipin&medium=cpc&campaign=618 Autumn&referrer=https://www.zhipin.com/job/7?user=9"


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER)


def met(visit, days=0, **parts):
    at = visit.application.applied_at - timedelta(days=days)
    return touches.leave(visit.application, heard(**parts), actor=None, at=at)


def first_and_last(application):
    ids = db.session.execute(
        select(queries.first_id(), queries.last_id()).where(Application.id == application.id)
    ).one()
    return [number and db.session.get(Touch, number).source for number in ids]


# What a link says


def test_a_link_is_understood_with_and_without_utm_and_tells_nothing_of_the_person():
    said = from_link(
        {"utm_source": " BOSS-Zhipin ", "medium": "CPC", "referrer": "https://www.zhipin.com/u?id=9"}
    )
    assert said == Said("boss-zhipin", "cpc", None, "zhipin.com")
    assert not from_link({"opening": "3"}) and not heard(site="https://[")


@pytest.mark.parametrize("odd", ["\x00\ud800", "x" * 5000, "  \n\t ", "https://" + "y" * 900 + ".example"])
def test_whatever_a_link_says_it_does_no_harm(recruiter, odd):
    visit = make.an_application()
    met(visit, source=odd, medium=odd, campaign=odd, site=odd)
    db.session.flush()
    assert all(
        len(getattr(one, part) or "") <= 100
        for one in db.session.scalars(select(Touch))
        for part in touches.PARTS
    )


def test_the_form_takes_over_what_the_link_says_and_keeps_it_with_the_application(browse, recruiter):
    opening = make.an_opening()
    page = browse(recruiter)
    form = page.get(f"/candidates/new?opening={opening.id}&{LINK}").form("form.panel")
    assert (form["source"], form["medium"], form["campaign"]) == ("boss-zhipin", "cpc", "618 Autumn")
    form |= {"name": "Song Jiashu", "email": "song@example.org", "channel": str(make.a_channel().id)}
    page.post("/candidates/new", form)
    touch = db.session.scalars(select(Touch)).one()
    assert (touch.source, touch.campaign, touch.site) == ("boss-zhipin", "618 Autumn", "zhipin.com")
    shown = page.get(f"/applications/{touch.application_id}").text("[aria-labelledby=about]")
    assert "First touch" in shown and "boss-zhipin · cpc · 618 Autumn · zhipin.com" in shown


# Said once


def test_the_database_itself_keeps_what_was_said(app):
    met(make.an_application(), source="fair")
    for statement in ("UPDATE touch SET source = 'other'", "DELETE FROM touch"):
        with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_a_correction_is_a_further_row_with_its_reason_and_days_before_keep_theirs(recruiter):
    visit = make.an_application()
    touch = met(visit, source="fair")
    before = clock.now() + timedelta(hours=1)
    with clock.at(clock.now() + timedelta(hours=2)):
        touches.correct(visit.application, touch, heard(source="school"), actor=recruiter, why=WHY)
    assert first_and_last(visit.application) == ["school", "school"]
    told = db.session.scalars(select(Entry).where(Entry.verb == "touch corrected")).one()
    assert told.reason == WHY and told.details["changed"] == ["source"]
    with clock.at(clock.now() + timedelta(hours=3)):
        now, then = sources(recruiter, Cohort()), sources(recruiter, Cohort(at=before))
    assert [row.name for row in now["source"]] == ["school"]
    assert [row.name for row in then["source"]] == ["fair"]


WRONG = {
    "nothing said": ({"source": ""}, WHY, "at least one of the four"),
    "the same": ({"source": "fair"}, WHY, "on record already"),
    "no reason": ({"source": "school"}, "no", "at least one sentence"),
}


@pytest.mark.parametrize(("parts", "why", "says"), WRONG.values(), ids=WRONG)
def test_what_makes_no_correction_is_refused(recruiter, parts, why, says):
    visit = make.an_application()
    touch = met(visit, source="fair")
    with pytest.raises(TouchRefused, match=says):
        touches.correct(visit.application, touch, heard(**parts), actor=recruiter, why=why)
    assert len(db.session.scalars(select(Touch)).all()) == 1


def test_of_two_corrections_the_second_is_told(recruiter):
    visit = make.an_application()
    touch = met(visit, source="fair")
    touches.correct(visit.application, touch, heard(source="school"), actor=recruiter, why=WHY)
    with pytest.raises(TouchRefused, match="corrected this meanwhile"):
        touches.correct(visit.application, touch, heard(source="radio"), actor=recruiter, why=WHY)


def test_a_touch_added_later_may_be_the_first_and_never_comes_after_the_application(recruiter):
    visit = make.an_application()
    met(visit, source="boss")
    day = clock.local(visit.application.applied_at).date()
    touches.add(visit.application, heard(source="fair"), day - timedelta(days=9), actor=recruiter, why=WHY)
    assert first_and_last(visit.application) == ["fair", "boss"]
    with pytest.raises(TouchRefused, match="before the application"):
        touches.add(visit.application, heard(source="x"), day + timedelta(days=1), actor=recruiter, why=WHY)


def test_page_by_page_it_is_added_and_corrected_and_others_neither_see_nor_touch_it(browse, recruiter):
    visit = make.an_application()
    there = f"/applications/{visit.application_id}"
    page = browse(recruiter)
    page.post(f"{there}/touches/new", {"source": "fair", "why": WHY})
    touch = db.session.scalars(select(Touch)).one()
    refused = page.post(f"{there}/touches/{touch.id}", {"source": "fair", "why": WHY}, expect=422)
    assert "on record already" in refused.text()
    page.post(f"{there}/touches/{touch.id}", {"source": "school", "why": WHY})
    listed = page.get(f"{there}/source")
    assert listed.texts("[aria-labelledby=touches] tbody td:nth-child(2)") == [
        "fair corrected since",
        "school",
    ]
    other = make.an_application()
    page.get(f"/applications/{other.application_id}/touches/{touch.id}", expect=404)
    elsewhere = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    elsewhere.get(f"{there}/touches/{touch.id}", expect=404)


# First and last


def test_the_list_is_narrowed_to_a_source_or_a_campaign_as_corrected(browse, recruiter):
    opening = make.an_opening()
    by_fair, by_board = (
        make.an_application(opening, make.a_person(name)) for name in ("Ana Fair", "Bo Board")
    )
    met(by_fair, source="fair", campaign="Autumn")
    wrong = met(by_board, source="fair", campaign="618")
    touches.correct(
        by_board.application, wrong, heard(source="zhipin", campaign="618"), actor=recruiter, why=WHY
    )
    page = browse(recruiter)
    for query, shown in (
        ("source=Fair", "Ana"),
        ("campaign=618", "Bo"),
        ("source=zhipin&campaign=618", "Bo"),
    ):
        names = page.get(f"/applications?{query}").text("main")
        assert shown in names and {"Ana": "Bo Board", "Bo": "Ana Fair"}[shown] not in names
    assert "Ana Fair" not in page.get("/applications?source=fair&campaign=618").text("main")
    assert "Autumn" in page.get("/applications?campaign=Autumn").text(".toolbar")


def test_the_first_touch_is_the_persons_and_the_last_the_applications_own(recruiter):
    first = make.an_application()
    met(first, days=3, source="fair")
    met(first, source="boss")
    make.rejected(first)
    with clock.at(clock.now() + timedelta(days=90)):
        again = make.an_application(None, first.application.person)
        assert first_and_last(again.application) == ["fair", None]
        met(again, source="newsletter")
    assert first_and_last(again.application) == ["fair", "newsletter"]
    assert first_and_last(first.application) == ["fair", "boss"]


def test_a_merge_brings_the_first_touch_along_and_undoing_it_takes_it_back(recruiter):
    one = make.an_application()
    met(one, source="fair")
    with clock.at(clock.now() + timedelta(days=1)):
        other = make.an_application()
        met(other, source="boss")
        done = merging.merge(other.application.person, one.application.person, actor=recruiter, reason=WHY)
        assert first_and_last(other.application) == ["fair", "boss"]
        merging.unmerge(done, actor=recruiter, reason="They are brothers with one phone.")
    assert first_and_last(other.application) == ["boss", "boss"]


# Imports


TOUCHED = [*HEADER, "utm_source", "UTM medium", "推广活动", "Referrer"]


def test_an_import_maps_the_columns_and_undone_they_count_no_more(recruiter):
    row = ["宋嘉树", "song@example.org", "", "", "", "", "", "Boss", "CPC", "618", "https://m.zhipin.com/a"]
    plain = ["Bo Nyman", "bo@example.org", *[""] * 9]
    one = imported(a_file(row, plain, header=TOUCHED), recruiter)
    touch = db.session.scalars(select(Touch)).one()
    assert (touch.source, touch.medium, touch.campaign, touch.site) == ("boss", "cpc", "618", "m.zhipin.com")
    assert [row.name for row in sources(recruiter, Cohort())["source"]] == ["boss", "not known"]
    undone(one)
    assert sources(recruiter, Cohort())["source"] == []


def test_what_an_import_brought_was_the_first_touch_until_it_was_undone(recruiter):
    now = clock.now()
    row = ["宋嘉树", "song@example.org", "", "", "", "", "", "Boss", "", "", ""]
    with clock.at(now - timedelta(days=5)):
        one = imported(a_file(row, header=TOUCHED), recruiter)
    with clock.at(now - timedelta(days=4)):
        song = db.session.scalars(select(Application)).one().person
        met(make.an_application(make.an_opening(), song), source="fair")
    with clock.at(now - timedelta(days=2)):
        undone(one)
    first = {"boss": [2, 0, 1, 0], "fair": [0, 0, 1, 0]}
    assert numbers(sources(recruiter, Cohort(at=now - timedelta(days=3)))["source"]) == first
    assert numbers(sources(recruiter, Cohort())["source"]) == {"fair": [1, 0, 1, 0]}


# The report


@pytest.fixture
def told(recruiter):
    """Two by way of the fair, of whom one comes by Boss in the end and is hired; one nobody knows of."""
    opening = make.an_opening()
    hired = walking.hired(recruiter, opening)
    met(hired, days=5, source="fair", campaign="spring")
    met(hired, source="boss")
    met(make.an_application(opening), source="fair")
    make.an_application(opening)
    return opening


def numbers(rows):
    return {
        row.name: [row.count(one) for one in ("first", "first-hired", "last", "last-hired")] for row in rows
    }


def test_it_counts_by_first_and_by_last_touch(recruiter, told):
    found = sources(recruiter, Cohort())
    assert numbers(found["source"]) == {"fair": [2, 1, 1, 0], "boss": [0, 0, 1, 1], "not known": [1, 0, 1, 0]}
    assert numbers(found["campaign"]) == {"spring": [1, 1, 0, 0], "not known": [2, 0, 3, 1]}
    assert "site" not in found, "nobody has said anything of it"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_number_opens_its_list_and_the_whole_is_taken_away(browse, told, language):
    reader = browse(make.an_account(Role.MANAGER, language=language))
    page = reader.get("/reports/sources")
    links = page.all("main td a.quiet")
    assert len(links) >= 8
    for link in links:
        people = reader.get(link["href"])
        assert len(people.all("main tbody tr")) == int(link.text)
    taken = reader.get("/reports/sources?export=csv").response.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(taken)))
    assert ["fair", "2", "1", "1", "0"] in rows and ["spring", "1", "1", "0", "0"] in rows


def test_another_team_counts_none_of_it(told):
    assert sources(make.an_account(Role.MANAGER, team=make.a_team("Another")), Cohort())["source"] == []


def test_the_report_asks_the_same_few_questions_whatever_it_counts(counted, recruiter, told):
    with counted() as few:
        sources(recruiter, Cohort())
    for _ in range(6):
        met(make.an_application(told), source="fair", site="example.org")
    with counted() as many:
        sources(recruiter, Cohort())
    assert many.count == few.count
