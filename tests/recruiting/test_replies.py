"""Answers to invitations: read from a mailbox, matched, and shown to whoever arranges interviews."""

import imaplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from mailbox import Maildir

import pytest
from icalendar import Calendar, Event, vCalAddress
from sqlalchemy import func, select

from core import calendars, inbox
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import interviewing, jobs, replying
from recruiting.models import InvitationReply
from recruiting.queries import replies
from recruiting.states import Reply
from tests import factories
from tests.recruiting.calendars import messages
from tests.recruiting.scoring import a_panel, tomorrow

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def visit(app):
    return factories.an_application(stage="first interview")


@pytest.fixture
def panel(visit):
    return a_panel(visit, 2)


@pytest.fixture
def interview(visit, panel):
    return interviewing.plan(visit, tomorrow(), 45, "Room 3", actor=None)


@pytest.fixture
def box(app, tmp_path):
    """A maildir that the product reads."""
    app.config["REPLIES_URL"] = f"maildir:{tmp_path / 'box'}"
    return Maildir(tmp_path / "box")


def an_answer(interview, address, partstat="ACCEPTED", *, sequence=None, stamp=NOON, method="REPLY"):
    """What a calendar sends."""
    calendar, event = Calendar(), Event()
    for name, value in {"VERSION": "2.0", "PRODID": "-//Some//Calendar//EN", "METHOD": method}.items():
        calendar.add(name, value)
    event.add("uid", interview.uid)
    event.add("sequence", interview.sequence if sequence is None else sequence)
    event.add("dtstamp", stamp)
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = partstat
    event.add("attendee", attendee)
    calendar.add_component(event)
    return calendar.to_ical()


def a_message(calendar):
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Accepted", "a@example.org", "b@example.org"
    message.set_content("I come.")
    message.add_alternative(calendar, maintype="text", subtype="calendar", params={"method": "REPLY"})
    return message.as_bytes()


def take(interview, address, *args, **more):
    return [replying.take(one) for one in calendars.replies(an_answer(interview, address, *args, **more))]


def mail_of(panelist):
    return panelist.account.email


def test_an_answer_in_the_mailbox_is_kept_once_and_marked_as_seen(visit, panel, interview, box):
    box.add(a_message(an_answer(interview, mail_of(panel[0]).upper())))
    box.add(a_message(an_answer(interview, visit.application.person.email, "TENTATIVE")))
    db.session.commit()
    assert jobs.read_replies() == 2
    assert replies.answers(visit.id) == {panel[0].account_id: Reply.ACCEPTED, None: Reply.TENTATIVE}
    db.session.commit()
    assert jobs.read_replies() == 0
    assert all("S" in message.get_flags() for message in box) and len(box) == 2
    box.add(a_message(an_answer(interview, mail_of(panel[0]))))  # the same, sent twice
    assert jobs.read_replies() == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"no message at all", b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR", b"\xff\xfe" * 50,
     b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSEQUENCE:x\nEND:VEVENT\n",
     b"Content-Type: text/calendar\n\n" + b"x" * (inbox.LARGEST + 10)],
)  # fmt: skip
def test_what_is_no_answer_is_passed_over_and_holds_up_no_other(visit, panel, interview, box, content):
    box.add(content)
    box.add(a_message(an_answer(interview, mail_of(panel[0]))))
    db.session.commit()
    assert jobs.read_replies() == 1
    assert jobs.read_replies() == 0


def test_of_two_answers_the_later_one_stands_in_whichever_order_they_arrive(visit, panel, interview):
    address = mail_of(panel[0])
    assert take(interview, address, "DECLINED", stamp=NOON + timedelta(hours=1)) == [True]
    assert take(interview, address, "ACCEPTED", stamp=NOON) == [True]
    assert replies.answers(visit.id) == {panel[0].account_id: Reply.DECLINED}


def test_who_is_invited_to_another_time_has_not_answered_yet(visit, panel, interview):
    address = mail_of(panel[0])
    take(interview, address)
    interviewing.replan(interview, tomorrow() + timedelta(hours=3), 45, "Room 3", actor=None)
    assert replies.answers(visit.id) == {}
    take(interview, address, "DECLINED", sequence=0, stamp=NOON + timedelta(days=1))
    assert replies.answers(visit.id) == {}, "an answer to the former time"
    take(interview, address, "ACCEPTED", stamp=NOON + timedelta(days=1))
    assert replies.answers(visit.id) == {panel[0].account_id: Reply.ACCEPTED}
    interviewing.cancel(interview, "The room is taken.", actor=None)
    assert replies.answers(visit.id) == {}


def test_only_who_was_invited_can_answer_and_only_with_an_answer(visit, panel, interview):
    assert take(interview, "stranger@example.org") == [False]
    assert take(interview, mail_of(panel[0]), "NEEDS-ACTION") == [False]
    assert take(interview, mail_of(panel[0]), sequence=99) == [False]
    assert take(interview, mail_of(panel[0]), method="REQUEST") == []
    interview.uid = "interview-of-nobody@onduty"
    unknown = calendars.replies(an_answer(interview, mail_of(panel[0])))
    db.session.expire(interview)
    assert [replying.take(one) for one in unknown] == [False]
    assert db.session.scalar(select(func.count(InvitationReply.id))) == 0


def test_our_own_invitations_are_no_answers(interview):
    for one in messages():
        assert calendars.replies(one.letter.enclosures[0].content) == []


def test_an_answer_is_on_the_record_under_the_name_of_who_gave_it(visit, panel, interview):
    take(interview, mail_of(panel[0]), "DECLINED")
    take(interview, visit.application.person.email)
    entries = db.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(2)).all()
    assert [(one.verb, one.actor_id) for one in reversed(entries)] == [
        ("invitation declined", panel[0].account_id), ("candidate accepted", None),
    ]  # fmt: skip


def test_a_decline_is_on_the_home_page_of_who_can_ask_somebody_else(browse, visit, panel, interview):
    recruiter = factories.an_account(Role.RECRUITER)
    take(interview, mail_of(panel[0]), "DECLINED")
    take(interview, mail_of(panel[1]), "ACCEPTED")
    page = browse(recruiter)
    assert "Somebody declined this interview" in page.get("/").text()
    [link] = {one["href"] for one in page.get("/").all(".worklist a[href$='/interview']")}
    shown = page.get(link).text("section[aria-labelledby=panel]")
    assert "does not come" in shown and "comes" in shown.replace("does not come", "")
    assert "Somebody declined" in page.get("/?list=asked&export=csv").response.get_data(as_text=True)
    assert "Somebody declined" not in browse(panel[1].account).get("/").text()
    take(interview, mail_of(panel[0]), "ACCEPTED", stamp=NOON + timedelta(hours=1))
    assert "Somebody declined" not in page.get("/").text()


def test_what_a_candidate_answers_stands_beside_the_time(browse, visit, interview):
    take(interview, visit.application.person.email, "DECLINED")
    page = browse(factories.an_account(Role.RECRUITER)).get(f"/applications/{visit.application_id}/interview")
    assert "Candidate: does not come" in page.text("section[aria-labelledby=meetings]")


@pytest.mark.parametrize("url", ["pop3://x", "maildir:", "imaps:///INBOX", "box"])
def test_an_address_that_names_no_mailbox_is_refused(app, url):
    app.config["REPLIES_URL"] = url
    with pytest.raises(ValueError, match="REPLIES_URL"):
        jobs.read_replies()


def test_a_directory_that_is_no_maildir_is_said_to_be_none(app, tmp_path):
    app.config["REPLIES_URL"] = f"maildir:{tmp_path}"
    with pytest.raises(inbox.InboxFault, match="no maildir"):
        jobs.read_replies()


class Server:
    """As much of an IMAP server as is spoken to."""

    def __init__(self, host, port, ssl_context, timeout):
        assert (host, port, timeout) == ("mail.example.org", 993, inbox.PATIENCE)
        self.said = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.said.append("logged out")

    def login(self, user, password):
        if password != "p@ss":
            raise imaplib.IMAP4.error("[AUTHENTICATIONFAILED]")

    def select(self, folder):
        return ("OK", [b"1"]) if folder == '"Answers to us"' else ("NO", [b"no such folder"])

    def uid(self, command, *rest):
        if command == "search":
            return "OK", [b" ".join(sorted(self.unseen))]
        if command == "fetch":
            return "OK", [(b"1 (BODY[] {9}", self.unseen[rest[0].encode()]), b")"]
        assert (command, rest[1:]) == ("store", ("+FLAGS", "(\\Seen)"))
        del self.unseen[rest[0].encode()]
        return "OK", [b""]


def test_answers_are_read_from_a_server_too(app, visit, panel, interview, monkeypatch):
    monkeypatch.setattr(imaplib, "IMAP4_SSL", Server)
    Server.unseen = {b"7": a_message(an_answer(interview, mail_of(panel[0]))), b"8": b"nothing"}
    app.config["REPLIES_URL"] = "imaps://us:p%40ss@mail.example.org/Answers%20to%20us"
    db.session.commit()
    assert jobs.read_replies() == 1
    assert Server.unseen == {}
    for url in ("imaps://us:wrong@mail.example.org/INBOX", "imaps://us:p%40ss@mail.example.org/None"):
        app.config["REPLIES_URL"] = url
        with pytest.raises(inbox.InboxFault):
            jobs.read_replies()


def test_without_a_mailbox_nothing_is_read(app):
    assert app.config["REPLIES_URL"] == ""
    assert jobs.read_replies() == 0
