"""Four readers of calendars understand the same of what we send, from the invitation to the cancellation."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.calendars import Appointment, Method, Party, feed, message
from people.permissions import Role
from recruiting import closing, feeds, interviewing
from tests import factories
from tests.calendar_readers import READERS, read
from tests.recruiting.calendars import let_go, messages
from tests.recruiting.scoring import an_interviewer

AT = datetime(2030, 3, 10, 6, 30, tzinfo=UTC)  # the night on which New York changes its clocks
HARD = 'Café "Hafen"; Raum 3, 2. Stock\\links 二楼会议室 ' + "很长的地点" * 12


@pytest.fixture
def all_of_it(app):
    """Every text that goes out while an interview is planned, moved and called off; and a feed."""
    person = factories.a_person("沈一凡", language="zh_Hans")
    visit = factories.an_application(person=person, stage="first interview")
    first = interviewing.ask(visit, an_interviewer(name="Zoë O’Neill, M.A."), actor=None)
    interview = interviewing.plan(visit, AT, 45, HARD, actor=None)
    let_go()
    interviewing.replan(interview, AT + timedelta(days=1), 30, "https://call.example/r?a=1&b=2,3", actor=None)
    let_go()
    interviewing.release(first, "Is on leave until Monday.", actor=None)
    second = interviewing.ask(visit, an_interviewer(language="zh_Hans"), actor=None)
    feeds.renew(second.account, actor=second.account)
    subscribed = feeds.text_for(second.account)
    let_go()
    closing.reject(visit, factories.a_reason(), actor=factories.an_account(Role.RECRUITER))
    texts = [one.letter.enclosures[0].content.decode() for one in messages()]
    return [*texts, subscribed]


def test_all_four_understand_the_same(all_of_it):
    found = read(all_of_it)
    assert tuple(found) == READERS
    for number, text in enumerate(all_of_it):
        understood = {reader: found[reader][number] for reader in READERS}
        assert all(one == understood["icalendar"] for one in understood.values()), (text, understood)


def test_they_see_an_invitation_an_update_and_cancellations_of_one_event(all_of_it):
    for reader, found in read(all_of_it).items():
        events = [event for (event,) in found]
        assert len({event["uid"] for event in events}) == 1, reader
        methods = [event["method"] for event in events]
        assert methods.count("REQUEST") == 5 and methods.count("CANCEL") == 3, reader
        last = [event for event in events if event["status"] == "CANCELLED"]
        assert len(last) == 2 and {event["method"] for event in last} == {"CANCEL"}, reader
        assert max(event["sequence"] for event in events) == last[0]["sequence"] == 4, reader


def test_they_see_the_moment_and_every_letter_of_the_place(all_of_it):
    for reader, found in read(all_of_it).items():
        (first,), *_rest = found
        assert first["starts"] == "2030-03-10T06:30:00.000Z" and first["ends"] == "2030-03-10T07:15:00.000Z"
        assert first["place"] == HARD.strip(), reader
        assert first["summary"].startswith("初试：Global marketplace specialist, English"), reader


def test_nothing_that_somebody_types_begins_a_line_of_its_own():
    evil = "Eve\r\nATTENDEE:mailto:all@example.org\r\nX-EVIL:1\x00\x07"
    one = Appointment(
        uid="a@b", sequence=1, stamp=AT, starts_at=AT, minutes=30, summary=evil, description=evil, place=evil
    )
    text = message(
        Method.REQUEST, one, organiser=Party(evil, "a@b.example"), attendee=Party(evil, "c@d.example"),
        language="en",
    )  # fmt: skip
    for reader, found in read([text, feed(evil, [one], "en")]).items():
        assert [len(events) for events in found] == [1, 1], reader
        assert found[0][0]["attendees"] == ["mailto:c@d.example"], reader
        assert "ATTENDEE" in found[0][0]["summary"], reader


def test_lines_are_short_and_end_as_the_standard_wants(all_of_it):
    for text in all_of_it:
        lines = text.split("\r\n")
        assert "\n" not in "".join(lines) and lines[-1] == ""
        assert max(len(line.encode()) for line in lines) <= 75


def test_a_moment_is_stamped_in_utc(all_of_it):
    stamped = clock.now().strftime("DTSTAMP:%Y%m%d")
    assert all(stamped in text and "TZID" not in text for text in all_of_it)
