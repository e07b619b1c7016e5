"""Reviewing blind: who somebody is stays hidden until the screening is decided, wherever it could be read."""

import pytest
from sqlalchemy import select

from core.db import db
from core.outbox import Letter
from core.record import Entry, new_batch
from people.permissions import Role
from recruiting import blind_review, candidates, notes, pipeline
from recruiting.models import Candidate
from recruiting.queries import candidates as people
from recruiting.queries import standing
from recruiting.states import Audience, FileKind
from tests import factories as make

NAME, LATIN = "宋嘉树", "Song Jiashu"
WHY = "The résumé has to be compared with the certificate."


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def opening(recruiter):
    opening = make.an_opening()
    blind_review.turn(opening, True, actor=recruiter)
    return opening


@pytest.fixture
def visit(opening, recruiter):
    person = make.a_person(NAME, email="song@example.org")
    person.latin_name = LATIN
    visit = make.an_application(opening, person)
    resume = {
        "basics": {"name": LATIN},
        "work": [{"position": "Agent", "name": "Shop", "startDate": "1998", "endDate": "2001"}],
        "education": [{"institution": "Zhejiang", "studyType": "Diploma", "endDate": "1997"}],
    }
    db.session.add(Candidate(person_id=person.id, resume=resume))
    db.session.flush()
    candidates.add_file(visit.application, "song-jiashu.pdf", b"%PDF-1.7", FileKind.RESUME, actor=recruiter)
    return visit


def pages_of(visit):
    at = f"/applications/{visit.application_id}"
    return (
        "/", "/review-queue", "/applications", f"/openings/{visit.application.opening_id}/board",
        f"/openings/{visit.application.opening_id}/board?as_of=2026-01-01", at, f"{at}?as_of=2099-01-01",
        f"{at}/screening", f"{at}/moves", f"{at}/moves?to=online+test", f"{at}/moves?to=first+interview",
        f"{at}/reject", f"{at}/hold", f"{at}/withdraw", f"{at}/interview",
        f"{at}/transfer", f"{at}/result", f"{at}/identity",
        f"{at}/scorecards", f"{at}/offer", "/reports/funnel/people?stage=screening",
    )  # fmt: skip


def tells(text):
    return [
        one
        for one in (NAME, LATIN, "song@example.org", "song-jiashu", "1998", "1997", "Zhejiang")
        if one in text
    ]


def test_no_page_tells_who_it_is(page, visit):
    told = {path: found for path in pages_of(visit) if (found := tells(page.get(path).html))}
    assert told == {}
    assert f"Candidate {visit.application_id}" in page.get("/review-queue").text("#case")
    assert f"Candidate {visit.application_id}" in page.get(pages_of(visit)[3]).text(".app-card")


def test_no_preview_of_an_act_for_many_tells_it(page, visit):
    make.a_letter("rejected", "Your application", "Dear {{ name }}, not this time.")
    for act in ("move", "reject", "hold"):
        preview = page.post(f"/bulk/{act}/preview", {"chosen": visit.application_id}, expect=200)
        assert tells(preview.html) == [] and f"Candidate {visit.application_id}" in preview.text("main")


def test_no_list_to_take_away_tells_either(page, visit):
    for path in ("/review-queue/export.csv", "/applications/export/csv"):
        text = page.get(path).response.get_data(as_text=True)
        assert tells(text) == [] and f"Candidate {visit.application_id}" in text


def test_nobody_is_found_by_the_name_that_is_hidden(page, visit):
    for path in ("/find?q=song", f"/find?q={NAME}", "/applications?text=song", "/applications?text=song@exa"):
        found = page.get(path)
        assert str(visit.application_id) not in " ".join(str(a.get("href")) for a in found.all("tbody a"))


def test_letters_are_previewed_without_the_name_and_sent_with_it(page, visit, recruiter):
    make.a_letter("stage.entered:test", "Next", "Dear {{ name }}, on to {{ stage }}.")
    at = f"/applications/{visit.application_id}/moves"
    preview = page.get(f"{at}?to=online+test")
    assert f"Dear Candidate {visit.application_id}" in preview.text(".letter")
    page.post(at, preview.form("main form") | {"tell": "y"})
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert NAME in letter.body


def test_a_message_is_written_to_the_name_and_read_without_it(page, visit):
    sent = {"chosen": visit.application_id, "subject_en": "News", "body_en": "Dear {{ name }}, hello."}
    preview = page.post("/bulk/message/preview", sent, expect=200)
    assert tells(preview.html) == []
    page.post("/bulk/message", sent | {"previewed": preview.one("[name=previewed]")["value"]})
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert f"Dear {NAME}, hello." in letter.body
    noted = page.get(f"/applications/{visit.application_id}")
    assert f"Dear Candidate {visit.application_id}, hello." in noted.text("[aria-labelledby=notes]")
    assert tells(noted.html) == []


@pytest.mark.parametrize("part", ["candidate", "files"])
def test_what_tells_who_it_is_leads_to_the_page_that_says_so(page, visit, part):
    at = f"/applications/{visit.application_id}"
    answer = page.get(f"{at}/{part}", expect=302)
    assert answer.location.endswith(f"{at}/identity")
    page.post(f"{at}/contact", expect=302)
    file_id = people.files_of(visit.application.person_id)[0].id
    page.get(f"{at}/files/{file_id}", expect=302)
    page.get(f"/people/{visit.application.person_id}/applications", expect=404)


def test_looking_behind_needs_a_reason_and_is_on_record(page, visit, browse):
    at = f"/applications/{visit.application_id}"
    shown = page.post(f"{at}/identity", {"reason": "why"}, expect=422)
    assert "Say in at least one sentence why" in shown.text("#reason-error")
    seen = page.follow(page.post(f"{at}/identity", {"reason": WHY}))
    assert NAME in seen.heading and WHY in seen.text(".record") and "looked behind" in seen.text(".record")
    assert NAME in page.get("/review-queue").text("#case")
    page.get(f"{at}/files")
    other = browse(make.an_account(Role.MANAGER))
    assert tells(other.get(at).text("h1")) == []  # hidden from everybody else as before


def test_looking_twice_is_recorded_once_and_nothing_to_look_behind_is_said(page, visit):
    at = f"/applications/{visit.application_id}/identity"
    page.post(at, {"reason": WHY})
    again = page.post(at, {"reason": WHY}, expect=422)
    assert "Nothing is hidden from you here" in again.text("main")
    of_it = Entry.verb == "identity shown"
    assert len(db.session.scalars(select(Entry).where(of_it)).all()) == 1


def test_an_undo_is_still_possible_after_a_look_behind(page, visit, recruiter):
    batch = new_batch()
    pipeline.hold(visit, actor=recruiter, reason="Until the next cohort.", batch=batch)
    page.post(f"/applications/{visit.application_id}/identity", {"reason": WHY})
    said = page.follow(page.post(f"/undo?batch={batch}&next=/review-queue"))
    assert "All is as it was" in said.text(".notice-good")


def test_once_decided_everybody_may_know(page, visit, recruiter):
    pipeline.advance(visit, actor=recruiter)
    assert NAME in page.get(f"/applications/{visit.application_id}").heading
    assert NAME in page.get(f"/openings/{visit.application.opening_id}/board").text(".app-card")


def test_refusals_tell_nothing_either(page, visit, recruiter):
    pipeline.hold(visit, actor=recruiter, reason="Until the next cohort.")
    at = f"/applications/{visit.application_id}/moves"
    refused = page.post(at, {"to": "online test", "seen": standing.visit(visit.id).seen}, expect=422)
    assert "is on hold" in refused.text(".notice-bad") and tells(refused.html) == []


def test_a_colleague_named_in_a_note_is_not_told_at_home(browse, visit, recruiter):
    named = make.an_account(Role.MANAGER, name="Priya Raman")
    row = people.who_can_be_named(visit.application)
    notes.write(
        visit.application, "@Priya Raman look", audience=Audience.TEAM, colleagues=row, actor=recruiter
    )
    assert tells(browse(named).get("/").html) == []


def test_the_switch_is_turned_by_who_may_edit_the_opening_and_on_its_record(page, browse, opening):
    settings = f"/openings/{opening.id}/settings"
    page.post(f"/openings/{opening.id}/blind-review", {"on": "no"})
    page.post(f"/openings/{opening.id}/blind-review", {"on": "no"})
    record = page.get(settings).text("[aria-labelledby=record]")
    assert record.count("No longer reviewed blind") == 1 and "Reviewed blind from now on" in record
    browse(make.an_account(Role.MANAGER)).post(f"/openings/{opening.id}/blind-review", expect=403)


def test_an_opening_that_hides_nothing_shows_everything(page, recruiter, visit, opening):
    blind_review.turn(opening, False, actor=recruiter)
    assert NAME in page.get("/review-queue").text("#case")
    assert "1998" in page.get("/review-queue").text("main")
