"""The secret address at which a calendar reads its owner's interviews."""

import pytest
from icalendar import Calendar

from core import clock
from core.db import db
from core.record import Entry
from people import accounts
from people.permissions import Role
from recruiting import feeds, interviewing, scoring
from recruiting.models import CalendarFeed
from tests import factories
from tests.recruiting.scoring import YES, an_interviewer, ratings, tomorrow


@pytest.fixture
def marta(app):
    return an_interviewer(name="Marta Lindqvist")


@pytest.fixture
def interview(marta):
    visit = factories.an_application(person=factories.a_person("宋嘉树"), stage="first interview")
    interviewing.ask(visit, marta, actor=None)
    return interviewing.plan(visit, tomorrow(), 45, "Room 3", actor=None)


@pytest.fixture
def address(marta):
    return path_of(feeds.renew(marta, actor=marta))


def path_of(feed: CalendarFeed) -> str:
    return "/calendar/" + feeds.address_of(feed).rpartition("/")[2]


def events(page):
    assert page.response.mimetype == "text/calendar"
    return Calendar.from_ical(page.response.get_data()).walk("VEVENT")


def test_a_stranger_with_the_address_reads_when_and_where_and_no_name(browse, interview, address):
    page = browse().get(address)
    (event,) = events(page)
    assert str(event["UID"]) == interview.uid and event["LOCATION"] == "Room 3"
    assert event["SUMMARY"] == "First interview, OP-101"
    assert "宋嘉树" not in page.response.get_data(as_text=True) and "@example.org" not in page.html
    assert "ATTENDEE" not in event and "private" in page.response.headers["Cache-Control"]


def test_it_shows_ones_own_interviews_only(browse, interview, marta, address):
    other = factories.an_application(stage="first interview")
    interviewing.ask(other, an_interviewer(), actor=None)
    interviewing.plan(other, tomorrow(3), 45, "Room 9", actor=None)
    assert len(events(browse().get(address))) == 1


def test_what_is_cancelled_released_or_long_past_is_not_in_it(browse, interview, marta, address):
    page = browse()
    assert len(events(page.get(address))) == 1
    with clock.at(tomorrow(24 * 40)):
        assert not feeds.queries.interviews_of(marta.id)
    interviewing.cancel(interview, "The room is flooded today.", actor=None)
    assert not events(page.get(address))


def test_what_was_held_stays_in_it_for_a_while(browse, interview, marta, address):
    visit = factories.standing.visit(interview.visit_id)
    with clock.at(tomorrow(1)):
        panelist = interviewing.queries.request_to(visit.id, marta.id)
        scoring.submit(panelist, ratings(visit), YES, actor=marta)
        assert [one.uid for one in feeds.queries.interviews_of(marta.id)] == [interview.uid]


def forged(address: str) -> str:
    """The address with another first letter of its signature; the last carries bits that nobody reads."""
    signed, _, signature = address.removeprefix("/calendar/").removesuffix(".ics").rpartition(".")
    return f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}.ics"


def test_a_wrong_address_tells_nothing(browse, address):
    for token in ("x", "none", forged(address), "W10.abc.ics", "é.ics"):
        page = browse().get(f"/calendar/{token.removesuffix('.ics')}.ics", expect=404)
        assert page.response.mimetype == "text/html" and "Marta" not in page.html


def test_a_wrong_address_costs_no_look_at_the_database(browse, address, counted):
    with counted() as seen:
        browse().get("/calendar/forged.ics", expect=404)
    assert not [one for one in seen if "calendar_feed" in one]


def test_a_renewed_address_replaces_the_old_and_a_revoked_one_leads_nowhere(
    browse, interview, marta, address
):
    page = browse(marta)
    page.post("/calendar/address")
    browse().get(address, expect=404)
    new = page.get("/calendar").one("#address")["value"]
    assert len(events(browse().get("/calendar/" + new.rpartition("/")[2]))) == 1
    page.post("/calendar/address/revocation")
    browse().get("/calendar/" + new.rpartition("/")[2], expect=404)
    assert "no calendar address" in page.post("/calendar/address/revocation", expect=422).text(".notice-bad")


def test_a_closed_account_has_no_calendar(browse, interview, marta, address):
    accounts.close(marta, actor=factories.an_account(Role.ADMINISTRATOR))
    browse().get(address, expect=404)


def test_only_its_owner_makes_or_revokes_an_address(marta, address):
    for verb in (feeds.renew, feeds.revoke):
        with pytest.raises(feeds.FeedRefused, match="Only Marta"):
            verb(marta, actor=factories.an_account(Role.ADMINISTRATOR))


def test_an_account_has_one_live_address(marta, address):
    again = CalendarFeed(account_id=marta.id, nonce="another", made_at=clock.now())
    with pytest.raises(Exception, match=r"(?i)unique"), db.session.begin_nested():
        db.session.add(again)


def test_making_and_revoking_is_on_record_without_the_secret(marta, address):
    feeds.revoke(marta, actor=marta)
    entries = db.session.query(Entry).filter(Entry.verb.like("calendar address%")).order_by(Entry.id).all()
    assert [entry.verb for entry in entries] == ["calendar address made", "calendar address revoked"]
    nonce = db.session.query(CalendarFeed).one().nonce
    assert all(nonce not in str(entry.details) for entry in entries)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_page_of_the_calendar_can_be_read_in_both_languages(browse, language):
    mine = browse(an_interviewer(language=language))
    assert mine.get("/calendar").has("main h1")
    mine.post("/calendar/address")
    assert mine.get("/calendar").one("#address")["value"].startswith("http")
