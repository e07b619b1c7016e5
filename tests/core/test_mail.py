"""Letters as they travel, and what a mail server's answers mean; spoken with a real one."""

import socket

import pytest

from core import clock, mail
from core.outbox import Enclosure, Letter
from tests.core.mailbox import Mailbox, receiving

LONG = "邀请您参加初试：全球平台客服专员（英语），请在 11 月 23 日（周一）18:00 前选择一个您方便的时间，谢谢"


def a_letter(**facts) -> Letter:
    return Letter(
        **{
            "message_id": "8f3c0a",
            "to_name": "苏念",
            "to_address": "su.nian@example.org",
            "language": "zh_Hans",
            "subject": LONG,
            "body": "苏念，您好！\n\n.这一行以点开头\n祝好",
            "created_at": clock.now(),
        }
        | facts
    )


def sent(letter: Letter, mailbox: Mailbox, sender: str = "港巷书店 <jobs@books.example>"):
    with receiving(mailbox) as url:
        connection = mail.connect(mail.server(url))
        mail.send(connection, mail.compose(letter, sender))
        connection.quit()
    return mailbox.letters[-1]


def test_a_chinese_letter_arrives_as_it_was_written():
    got = sent(a_letter(), Mailbox())
    assert got["Subject"] == LONG
    assert got.get_content().splitlines() == ["苏念，您好！", "", ".这一行以点开头", "祝好"]
    assert got["To"].addresses[0].display_name == "苏念"
    assert got["From"].addresses[0].display_name == "港巷书店"
    assert got["From"].addresses[0].addr_spec == "jobs@books.example"


def test_a_letter_says_what_it_is():
    got = sent(a_letter(), Mailbox())
    assert got["Content-Language"] == "zh-Hans"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"] == "<8f3c0a@books.example>"
    assert got["Date"].datetime.tzinfo is not None
    assert got.get_content_type() == "text/plain"


def test_a_line_break_in_a_name_or_subject_cannot_add_a_header():
    letter = a_letter(to_name="Eve\r\nBcc: all@example.org", subject="Hello\nX-Evil: 1")
    got = sent(letter, Mailbox())
    assert got["Bcc"] is None
    assert got["X-Evil"] is None
    assert got["Subject"] == "Hello X-Evil: 1"


@pytest.mark.parametrize(
    "address",
    ["no address", "", "a@b@c", "苏念@example.org", "su@例子.example", "x@example.org\nBcc: y@example.org"],
)
def test_an_impossible_address_is_turned_down_for_good(address):
    with pytest.raises(mail.TurnedDown):
        mail.compose(a_letter(to_address=address), "jobs@books.example")


@pytest.mark.parametrize(
    ("rcpt", "data", "fault"),
    [
        (["450 busy"], [], mail.PutOff),
        (["550 no such person"], [], mail.TurnedDown),
        ([], ["451 later"], mail.PutOff),
        ([], ["554 no thanks"], mail.TurnedDown),
        ([], ["hang up"], mail.Unsure),
    ],
)
def test_each_answer_of_a_server_means_one_thing(rcpt, data, fault):
    mailbox = Mailbox()
    mailbox.rcpt, mailbox.data = rcpt, data
    with pytest.raises(mail.MailFault) as met:
        sent(a_letter(), mailbox)
    assert type(met.value) is fault
    assert not mailbox.letters


def test_a_server_that_is_not_there_is_unreachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, yet nobody listens
        address = mail.server(f"smtp://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(mail.Unreachable, match="refused"):
            mail.connect(address)


def test_a_server_without_starttls_is_not_spoken_to_in_the_clear():
    with receiving(Mailbox()) as url, pytest.raises(mail.Unreachable, match="STARTTLS"):
        mail.connect(mail.server(url.replace("smtp:", "smtp+starttls:")))


def test_a_server_that_takes_no_passwords_is_not_spoken_to_without_one():
    with receiving(Mailbox()) as url, pytest.raises(mail.Unreachable):
        mail.connect(mail.server(url.replace("//", "//user:secret@")))


def test_a_mail_url_names_scheme_host_port_and_user():
    server = mail.server("smtp+starttls://jobs%40books:p%2Fw@mail.example")
    assert (server.scheme, server.host, server.port) == ("smtp+starttls", "mail.example", 587)
    assert (server.user, server.password) == ("jobs@books", "p/w")
    assert mail.server("smtps://mail.example").port == 465
    assert mail.server("") is None
    assert "p/w" not in repr(server)


@pytest.mark.parametrize("url", ["mail.example:25", "http://mail.example", "smtp://"])
def test_a_mail_url_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.server(url)


INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:初试\r\nEND:VCALENDAR\r\n"


def an_enclosure(**facts) -> Enclosure:
    return Enclosure(
        **{
            "media_type": "text/calendar; method=REQUEST",
            "name": "interview.ics",
            "is_alternative": True,
            "content": INVITATION.encode(),
        }
        | facts
    )


def test_a_calendar_stands_beside_the_text_where_calendars_look_for_it():
    got = sent(a_letter(enclosures=[an_enclosure()]), Mailbox())
    assert got.get_content_type() == "multipart/alternative"
    text, calendar = got.iter_parts()
    assert text.get_content_type() == "text/plain" and text.get_content().startswith("苏念，您好！")
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar.get_payload(decode=True).decode() == INVITATION


def test_a_file_comes_after_the_text_and_its_alternatives():
    paper = an_enclosure(
        media_type="application/pdf", name="录用通知.pdf", is_alternative=False, content=b"%PDF-"
    )
    got = sent(a_letter(enclosures=[paper, an_enclosure()]), Mailbox())
    assert [part.get_content_type() for part in got.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/pdf",
    ]  # fmt: skip
    (file,) = got.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("录用通知.pdf", b"%PDF-")


def test_a_letter_with_enclosures_is_the_same_at_every_try():
    letter = a_letter(enclosures=[an_enclosure()])
    first, second = (mail.compose(letter, "jobs@books.example") for _try in range(2))
    for message in (first, second):
        del message["Date"]
    assert first.as_bytes() == second.as_bytes()
