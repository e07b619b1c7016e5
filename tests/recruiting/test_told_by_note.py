"""Notes for the candidate: a letter tells them, and the page says whether it has."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import outbox
from core.db import db
from core.outbox import Letter, LetterState
from people.models import Account
from people.permissions import Role
from recruiting import contact, notes
from recruiting.models import Application, Note
from recruiting.states import Audience
from tests import factories as make
from tests.at_once import DONE

WORDS = "Please bring the original of your certificate."
NOTES = "[aria-labelledby=notes]"


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def visit(opening):
    return make.an_application(opening)


@pytest.fixture
def at(visit):
    return f"/applications/{visit.application_id}"


def for_candidate(body=WORDS):
    return {"body": body, "audience": "candidate"}


def letters_written():
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def refused(page, at, body=WORDS):
    """What is said of a note that is not sent; the words are still there, and nothing else has happened."""
    before = (len(letters_written()), db.session.scalars(select(Note.id)).all())
    answer = page.post(f"{at}/notes", for_candidate(body), expect=422)
    assert (len(letters_written()), db.session.scalars(select(Note.id)).all()) == before
    assert answer.one("#note").get_text().strip() == body.strip()
    assert answer.one("#audience option[selected]")["value"] == "candidate"
    return answer.text("#note-error")


@pytest.mark.parametrize(("language", "around"), [("en", "Dear 苏念"), ("zh_Hans", "苏念，您好")])
def test_a_letter_in_the_language_of_the_candidate_takes_it_to_them(
    browse, recruiter, opening, server, language, around
):
    visit = make.an_application(opening, make.a_person("苏念", language=language))
    page = browse(recruiter)
    answer = page.post(f"/applications/{visit.application_id}/notes", for_candidate())
    (letter,) = letters_written()
    assert letter.to_address == visit.application.person.email and letter.language == language
    assert around in letter.body and WORDS in letter.body
    assert letter.not_before - letter.created_at == outbox.undo_window()
    there = page.follow(answer)
    assert "The letter is held until then." in there.text(".toast-undo")
    assert "Shen Yue wrote to the candidate" in there.text("[aria-labelledby=record]")


def test_everybody_who_reads_the_notes_sees_whether_the_candidate_was_told(
    browse, recruiter, visit, at, server
):
    browse(recruiter).post(f"{at}/notes", for_candidate())
    page = browse(make.an_account(Role.MANAGER))
    assert "for the candidate, not sent yet" in page.get(at).text(NOTES)
    (letter,) = letters_written()
    letter.state, letter.sent_at = LetterState.SENT, letter.created_at
    db.session.commit()
    assert WORDS in page.get(at).text(NOTES) and "told to the candidate" in page.get(at).text(NOTES)


def test_undo_stops_the_letter_and_the_note_says_so(browse, recruiter, at):
    page = browse(recruiter)
    page.post(f"{at}/notes", for_candidate())
    page.post("/undo")
    assert [one.state for one in letters_written()] == [LetterState.CANCELLED]
    there = page.get(at)
    assert "stopped before it was sent" in there.text(NOTES) and WORDS in there.text(NOTES)
    assert "stopped the letter to the candidate" in there.text("[aria-labelledby=record]")


def test_the_same_words_go_out_once_until_they_were_stopped(browse, recruiter, at, server):
    page = browse(recruiter)
    page.post(f"{at}/notes", for_candidate())
    assert "A letter with these words is on its way already." in refused(page, at)
    page.post("/undo")
    page.post(f"{at}/notes", for_candidate())
    assert len(letters_written()) == 2


def test_without_a_mail_server_it_is_said_to_be_written_and_not_sent(browse, recruiter, at):
    page = browse(recruiter)
    answer = page.post(f"{at}/notes", for_candidate())
    there = page.follow(answer)
    said = "The letter is written, but not sent: no mail server is configured."
    assert said in there.text(".toast-undo") and "held" not in there.text(".toast-undo")
    assert "for the candidate, not sent: no mail server" in there.text(NOTES)
    assert "No mail server is configured" in there.text("#note-told")
    again = refused(page, at)
    assert "no mail server is configured, so that it is not sent" in again and "on its way" not in again


def test_of_two_at_once_one_is_sent(at_once, recruiter, visit):
    application_id, account_id = visit.application_id, recruiter.id

    def tell(_seen):
        application = db.session.get_one(Application, application_id)
        notes.tell(application, WORDS, colleagues=[], actor=db.session.get_one(Account, account_id))

    first, other = at_once(lambda: None, tell, tell)
    assert first == DONE and "with these words waits already" in other
    assert len(letters_written()) == 1


def test_who_has_no_address_is_not_written_to(browse, recruiter, visit, at):
    visit.application.person.email = None
    db.session.commit()
    assert "No e-mail address of this candidate is known; enter one first." in refused(browse(recruiter), at)


def test_who_is_not_to_be_written_to_is_not(browse, recruiter, visit, at):
    contact.stop(visit.application.person, "Asked us on the telephone to stop.", actor=recruiter)
    db.session.commit()
    assert "This candidate is not to be written to; lift that first." in refused(browse(recruiter), at)


def test_a_colleague_is_not_named_to_the_candidate(browse, recruiter, at):
    make.an_account(Role.RECRUITER, name="Priya Raman")
    said = refused(browse(recruiter), at, "@Priya Raman will call you.")
    assert "The candidate would read the @ of Priya Raman: leave it out." in said
    browse(recruiter).post(f"{at}/notes", for_candidate("Write to desk@example.org then."))


@pytest.mark.parametrize(
    ("body", "said"), [(" \n", "Write something first."), ("x" * 4001, "A note has at most 4000 characters.")]
)
def test_nothing_and_too_much_are_refused(browse, recruiter, at, body, said):
    assert said in refused(browse(recruiter), at, body)


def test_a_reader_who_does_not_exist_is_refused(browse, recruiter, at):
    page = browse(recruiter).post(f"{at}/notes", {"body": WORDS, "audience": "everybody"}, expect=422)
    assert "Choose one of the list." in page.text("#note-error")


def test_a_letter_without_a_place_for_the_note_sends_nothing(browse, recruiter, at):
    make.a_letter("application.noted", "News", "Dear {{ name }}, there is news.")
    db.session.commit()
    assert "has a place for a note" in refused(browse(recruiter), at)


def test_what_is_written_is_no_template(browse, recruiter, at):
    browse(recruiter).post(f"{at}/notes", for_candidate("{{ name }} {% if x %} <b>"))
    assert "{{ name }} {% if x %} <b>" in letters_written()[0].body


def test_who_may_not_write_to_candidates_tells_them_nothing(app, visit):
    with pytest.raises(notes.Refused):
        notes.tell(visit.application, WORDS, colleagues=[], actor=make.an_account(Role.INTERVIEWER))


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.PRIVATE])
def test_the_database_takes_no_letter_back_from_a_note(app, recruiter, visit, audience):
    note = notes.tell(visit.application, WORDS, colleagues=[], actor=recruiter)
    db.session.flush()
    note.audience = audience
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_message_to_many_stands_among_the_notes_of_each(browse, recruiter, visit, at):
    page = browse(recruiter)
    sent = {
        "chosen": visit.application_id,
        "subject_en": "News",
        "body_en": "Dear {{ name }}, we move house.",
    }
    shown = page.post("/bulk/message/preview", sent, expect=200)
    page.post("/bulk/message", sent | {"previewed": shown.one("[name=previewed]")["value"]})
    name = visit.application.person.name
    assert f"Dear {name}, we move house." in page.get(at).text(NOTES)
    assert "for the candidate, not sent: no mail server" in page.get(at).text(NOTES)
