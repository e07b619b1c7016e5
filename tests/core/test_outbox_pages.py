"""The outbox on screen, for administrators alone."""

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from core import clock, subjects
from core.db import db
from core.letters import publish
from core.outbox import Letter, LetterState
from core.record import record
from people.permissions import Role
from tests import factories
from tests.core.outbox_letters import a_letter


@pytest.fixture
def administrator(app, browse):
    return browse(factories.an_account(Role.ADMINISTRATOR))


def test_only_who_may_see_the_outbox_sees_it(app, browse):
    letter = a_letter()
    path = f"/outbox/{letter.id}"
    for role in set(Role) - {Role.ADMINISTRATOR}:
        page = browse(factories.an_account(role))
        for address in ("/outbox", path, "/outbox/export/csv"):
            page.get(address, expect=403)
        page.post(f"{path}/cancellation", expect=403)
        page.post("/outbox/retries", expect=403)
    browse().get("/outbox", expect=302)
    assert db.session.get(Letter, letter.id).state is LetterState.HELD


def test_the_list_shows_the_newest_first_with_a_count_of_each_state(administrator):
    a_letter(subject="Older")
    a_letter(subject="Newer", state=LetterState.FAILED, last_error="550 no such person")
    page = administrator.get("/outbox")
    assert page.texts("tbody [data-act]") == ["Newer", "Older"]
    assert page.texts(".nav-tabs a") == ["All 2", "queued 1", "sent 0", "not delivered 1", "cancelled 0"]
    assert "550 no such person" in page.html


def test_the_list_in_chinese_says_what_waits(app, browse):
    a_letter(subject="收到您的申请", language="zh_Hans", to_name="苏念")
    page = browse(factories.an_account(Role.ADMINISTRATOR, language="zh_Hans")).get("/outbox")
    assert page.one("tbody [data-act]")["lang"] == "zh-Hans"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=failed", ["Failed"]),
        ("language=zh_Hans", ["中文"]),
        ("text=NIAN", ["中文"]),
        ("text=苏", ["中文"]),
        ("text=100%25", ["100% off"]),
        ("state=nonsense&language=xx&text=", ["中文", "100% off", "Failed"]),
    ],
)
def test_filters_find_what_they_say(administrator, query, found):
    a_letter(subject="Failed", state=LetterState.FAILED)
    a_letter(subject="100% off")
    a_letter(subject="中文", language="zh_Hans", to_name="苏念", to_address="su.nian@example.org")
    assert administrator.get(f"/outbox?{query}").texts("tbody [data-act]") == found


def test_long_lists_are_paged_by_key_without_loss(administrator):
    for number in range(120):
        a_letter(subject=f"Letter {number}")
    page, seen = administrator.get("/outbox"), []
    while True:
        seen += page.texts("tbody [data-act]")
        if not page.has("a[rel=next]"):
            break
        page = administrator.get(page.one("a[rel=next]")["href"])
    assert seen == [f"Letter {number}" for number in reversed(range(120))]
    back = administrator.get(page.one("a[rel=prev]")["href"])
    assert back.texts("tbody [data-act]") == seen[50:100]
    assert not administrator.get(back.one("a[rel=prev]")["href"]).has("a[rel=prev]")


def test_the_list_takes_as_many_statements_for_many_letters_as_for_few(administrator, counted):
    counts = []
    for _ in range(2):
        a_letter()
        administrator.get("/outbox")
        with counted() as seen:
            administrator.get("/outbox")
        counts.append(seen.count)
        for _ in range(70):
            a_letter(state=LetterState.FAILED)
    assert counts[0] == counts[1] <= 4


def test_without_letters_or_finds_the_page_says_what_is_so(administrator):
    assert administrator.get("/outbox").text(".empty h2") == "No letter has been written yet."
    assert administrator.get("/outbox?text=nobody").text(".empty h2") == "No letter fits these filters."


def test_without_a_mail_server_the_page_says_so(administrator):
    assert "No mail server is configured" in administrator.get("/outbox").text(".notice")


def test_a_letter_can_be_read_with_all_that_is_known_of_it(administrator, monkeypatch):
    monkeypatch.setattr(subjects, "SUBJECTS", {})
    subjects.register("person", "Candidate", "core.letter", "letter_id")
    template = publish("greeting", "en", subject="Hello", body="Dear", based_on=0, actor_id=None)
    entry = record("moved", factories.a_person(), actor_id=None)
    letter = a_letter(
        entry=entry,
        template_id=template.id,
        body="First line\n\n<b>Second</b>",
        tries=3,
        last_error="450 busy",
    )
    page = administrator.get(f"/outbox/{letter.id}")
    assert "First line\n\n<b>Second</b>" in page.one(".letter .kept").get_text()
    assert "greeting" in page.text("#facts")
    assert "version 1" in page.text("#facts")
    assert page.one("#facts a[href^='/outbox/']").get_text() == "Candidate"
    assert "450 busy" in page.text(".notice-warn")


def test_a_letter_that_does_not_exist_is_not_found(administrator):
    administrator.get("/outbox/4711", expect=404)
    administrator.post("/outbox/4711/retries", expect=404)


def test_a_failed_letter_is_sent_again_at_a_press(administrator):
    letter = a_letter(state=LetterState.FAILED, tries=12, last_error="550 no")
    assert administrator.get(f"/outbox/{letter.id}").text(".page-actions button") == "Try again"
    page = administrator.follow(administrator.post(f"/outbox/{letter.id}/retries"))
    assert "The letter leaves soon." in page.text()
    assert db.session.get(Letter, letter.id).state is LetterState.HELD


def test_a_queued_letter_is_cancelled_at_a_press(administrator):
    letter = a_letter(hold=timedelta(seconds=30))
    assert administrator.get(f"/outbox/{letter.id}").text(".page-actions button") == "Cancel the letter"
    administrator.post(f"/outbox/{letter.id}/cancellation")
    assert db.session.get(Letter, letter.id).state is LetterState.CANCELLED


def test_what_cannot_be_done_is_refused_in_a_sentence(administrator):
    sent = a_letter(state=LetterState.SENT, sent_at=clock.now())
    for act, sentence in (("retries", "Not tried again."), ("cancellation", "Not cancelled.")):
        page = administrator.post(f"/outbox/{sent.id}/{act}", expect=422)
        assert sentence in page.text(".notice-bad")
    assert db.session.get(Letter, sent.id).state is LetterState.SENT


def test_all_failed_letters_of_the_list_are_sent_again_together(administrator):
    chinese = a_letter(state=LetterState.FAILED, language="zh_Hans")
    english = a_letter(state=LetterState.FAILED)
    page = administrator.get("/outbox?state=failed&language=en")
    sent = page.form("main .toolbar form[method=post]")
    administrator.post("/outbox/retries", sent)
    assert db.session.get(Letter, english.id).state is LetterState.HELD
    assert db.session.get(Letter, chinese.id).state is LetterState.FAILED


def test_with_no_failed_letter_there_is_nothing_to_send_again(administrator):
    page = administrator.follow(administrator.post("/outbox/retries"))
    assert "Not tried again." in page.text(".notice-bad")


def test_the_list_can_be_taken_away_as_it_is_shown(administrator):
    a_letter(subject="=HYPERLINK(1)", to_name="苏念", language="zh_Hans", tries=2)
    a_letter(subject="Sent one", state=LetterState.SENT, sent_at=clock.now())
    csv = administrator.get("/outbox/export/csv?state=held").response
    text = csv.data.decode("utf-8-sig")
    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert "苏念" in text
    assert "'=HYPERLINK(1)" in text
    assert "Sent one" not in text
    xlsx = administrator.get("/outbox/export/xlsx").response.data
    rows = CalamineWorkbook.from_filelike(BytesIO(xlsx)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows] == ["Subject", "Sent one", "'=HYPERLINK(1)"]
    assert rows[2][7] == 2
    administrator.get("/outbox/export/pdf", expect=404)
