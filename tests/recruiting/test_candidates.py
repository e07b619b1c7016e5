"""Entering candidates, their files, notes and contact details."""

import io
import json
from contextvars import copy_context
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from core import clock, files
from core.db import db
from core.record import Entry, Way
from people.models import Employment, Person
from people.permissions import Role
from recruiting import candidates, jobs, notes
from recruiting.candidates import PUT_BACK_FOR
from recruiting.imports import json_resume
from recruiting.models import Application, Candidate, CandidateFile, FileText, Mention
from recruiting.states import Audience, FileKind, Reading
from tests import factories as make

RESUMES = Path(__file__).parents[1] / "files"
PDF = b"%PDF-1.4 a small one"


def typed(opening, **changes):
    fields = {
        "name": "林知夏",
        "latin_name": "Lin Zhixia",
        "email": "Zhixia@Example.org",
        "language": "zh_Hans",
        "opening": opening.id,
        "channel": make.a_channel().id,
        "service_years": "2",
        "evening_shift": "y",
    }
    return {**fields, **changes}


def test_somebody_typed_in_becomes_one_person_with_one_application(browse, recruiter):
    opening = make.an_opening()
    page = browse(recruiter)
    page.post("/candidates/new", typed(opening))
    person = db.session.scalars(select(Person).where(Person.email == "zhixia@example.org")).one()
    assert (person.name, person.latin_name, person.language) == ("林知夏", "Lin Zhixia", "zh_Hans")
    page.post("/candidates/new", typed(make.an_opening(), name="Somebody Else"))
    people = select(func.count()).select_from(Person).where(Person.email == "zhixia@example.org")
    assert db.session.scalar(people) == 1
    assert len(db.session.scalars(select(Application).where(Application.person_id == person.id)).all()) == 2


def test_the_same_person_for_the_same_opening_is_refused_and_what_was_typed_stays(browse, recruiter):
    opening = make.an_opening()
    page = browse(recruiter)
    page.post("/candidates/new", typed(opening))
    refused = page.post("/candidates/new", typed(opening), expect=422)
    assert "already has an open application" in refused.text("[role=alert]")
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1
    assert 'value="林知夏"' in refused.html


def test_nobody_is_put_down_as_referred_because_nothing_was_chosen(browse, recruiter):
    page = browse(recruiter)
    assert page.get("/candidates/new").form("main form:not([enctype*=multipart])")["channel"] == ""
    refused = page.post("/candidates/new", typed(make.an_opening(), channel=""), expect=422)
    assert refused.text("#channel-error") == "This is needed."


def test_a_wrong_value_is_named_under_its_field_and_nothing_is_entered(browse, recruiter):
    opening = make.an_opening()
    refused = browse(recruiter).post(
        "/candidates/new", typed(opening, email="nobody", service_years="many"), expect=422
    )
    assert "This is not an e-mail address." in refused.text("#email-error")
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


def test_applying_makes_nobody_an_employee_whatever_fields_come_along(browse, recruiter):
    opening = make.an_opening()
    extra = {"status": "hired", "employment_id": "1", "role": "manager", "stage": "offer", "id": "1"}
    browse(recruiter).post("/candidates/new", typed(opening, **extra))
    application = db.session.scalars(select(Application)).one()
    assert (application.status, application.employment_id) == ("active", None)
    assert db.session.scalar(select(func.count()).select_from(Employment)) == 0


@pytest.mark.parametrize("name", ["cjk", "new-grad", "career-changer", "senior-engineer"])
def test_a_real_json_resume_fills_the_form(browse, recruiter, name):
    make.an_opening()
    content = (RESUMES / f"{name}.resume.json").read_bytes()
    page = browse(recruiter).post(
        "/candidates/resume", {"file": (io.BytesIO(content), "resume.json")}, expect=200
    )
    known = json.loads(content)["basics"]
    assert f'value="{known["name"]}"' in page.html.replace("&#39;", "'")
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


def test_the_document_that_was_read_is_kept_with_whoever_is_added_from_it(browse, recruiter):
    make.an_opening()
    content = (RESUMES / "cjk.resume.json").read_bytes()
    reader = browse(recruiter)
    page = reader.post("/candidates/resume", {"file": (io.BytesIO(content), "resume.json")}, expect=200)
    form = {name: value for name, value in page.form("main form.panel").items() if name != "csrf_token"}
    form["channel"] = make.a_channel().id
    reader.post("/candidates/new", form)
    assert db.session.scalars(select(Candidate)).one().resume == json.loads(content)
    assert reader.post("/candidates/new", {**form, "resume": '{"basics": 3}'}, expect=422)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b'{"basics": {"name": 3}}',
        b'{"basics": {}}',
        b"\xff",
        b'{"basics": {"name": "  ", "email": "a@example.org"}}',
        b'{"basics": {"name": "\\ud800", "email": "a@example.org"}}',
        b"9" * 5000,
    ],
)
def test_what_is_no_json_resume_is_refused_with_a_sentence(app, content):
    with pytest.raises(json_resume.ResumeRefused):
        json_resume.read(content, date(2026, 11, 1))


def test_years_of_work_are_counted_from_the_first_day_to_the_last(app):
    work = [
        {"name": "A", "startDate": "2019-05", "endDate": "2021"},
        {"name": "B", "startDate": "2021-06-01"},
    ]
    document = {"basics": {"name": "Ann Lee", "email": "ann@example.org"}, "work": work}
    background = json_resume.read(json.dumps(document).encode(), date(2024, 6, 1))
    assert background.service_years == 5


def test_a_file_is_kept_by_its_content_and_comes_back_as_a_download(browse, recruiter):
    visit = make.an_application()
    page = browse(recruiter)
    path = f"/applications/{visit.application_id}/files"
    page.post(path, {"file": (io.BytesIO(PDF), "简历.pdf"), "kind": "résumé"})
    file = db.session.scalars(select(CandidateFile)).one()
    assert (file.name, file.size, file.media_type) == ("简历.pdf", len(PDF), "application/pdf")
    answer = page.client.get(f"{path}/{file.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page.post(f"{path}/{file.id}/removal", {})
    assert page.client.get(f"{path}/{file.id}").status_code == 404


@pytest.fixture
def removed(browse, recruiter):
    """`(page, path, file)`: a résumé whose words were read, removed at the page."""
    visit = make.an_application()
    file = candidates.add_file(visit.application, "苏念.pdf", PDF, FileKind.RESUME, actor=recruiter)
    text = FileText(file_id=file.id, reading=Reading.READ, body="Zendesk", read_at=clock.now())
    db.session.add(text)
    db.session.commit()
    page, path = browse(recruiter), f"/applications/{visit.application_id}/files"
    page.post(f"{path}/{file.id}/removal")
    return page, path, file


def forgotten():
    """How many contents the worker drops, in transactions of its own."""
    db.session.commit()
    gone = copy_context().run(_forget)
    db.session.expire_all()
    return gone


def _forget():
    with current_app.app_context():
        return jobs.forget_removed_files()


def test_a_removed_file_is_put_back_within_a_day_and_found_again(removed):
    page, path, file = removed
    assert "苏念.pdf" in page.get(path).text("[aria-label=Removed]")
    assert page.client.get(f"{path}/{file.id}").status_code == 404
    with clock.at(clock.now() + PUT_BACK_FOR - timedelta(minutes=1)):
        assert forgotten() == 0
        shown = page.follow(page.post(f"{path}/{file.id}/return"))
        assert "The file is there again." in shown.text("main") and not shown.has("[aria-label=Removed]")
        with page.client.get(f"{path}/{file.id}") as answer:
            assert answer.data == PDF
        page.post(f"{path}/{file.id}/return", expect=404)
    assert "put a removed file back" in page.get(path.removesuffix("/files")).text("[aria-labelledby=record]")


def test_after_a_day_name_words_and_content_of_a_removed_file_are_gone(removed):
    page, path, file = removed
    number, stored = file.id, files.path_of(files.digest_of(PDF))
    assert stored.exists()
    with clock.at(clock.now() + PUT_BACK_FOR):
        assert not page.get(path).has("[aria-label=Removed]")
        late = page.follow(page.post(f"{path}/{number}/return"))
        assert "Removed files are kept for a day" in late.text("main")
        assert forgotten() == 1
        assert forgotten() == 0
    kept = db.session.get(CandidateFile, number)
    assert (kept.name, kept.digest, kept.removed_at is not None, kept.size) == (None, None, True, len(PDF))
    assert db.session.scalars(select(FileText)).all() == [] and not stored.exists()
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "file forgotten"))
    assert (entry.subject_id, entry.actor_id, entry.way, entry.details) == (number, None, Way.RULE, {})
    page.get(path.removesuffix("/files"))


def test_the_content_of_a_removed_file_stays_where_another_has_the_same(removed, recruiter):
    _page, _path, file = removed
    other = make.an_application()
    candidates.add_file(other.application, "same.pdf", PDF, FileKind.RESUME, actor=recruiter)
    with clock.at(clock.now() + PUT_BACK_FOR):
        assert forgotten() == 0
    assert db.session.get(CandidateFile, file.id).digest is None
    assert files.path_of(files.digest_of(PDF)).exists()


def test_the_database_keeps_the_name_of_a_file_that_is_there(removed):
    file = removed[2]
    for values in ({"digest": None}, {"digest": None, "name": None, "removed_at": None}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(update(CandidateFile).where(CandidateFile.id == file.id).values(**values))


def test_a_file_that_is_removed_while_it_is_read_keeps_no_words(removed):
    file = removed[2]
    db.session.execute(delete(FileText))
    text = FileText(file_id=file.id, reading=Reading.READ, body="Zendesk", read_at=clock.now())
    jobs._keep(text, file.person_id)
    assert db.session.scalars(select(FileText)).all() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>", "Only PDF"),
        (b"MZ\x90 a program", "Only PDF"),
        (b"", "Choose a file"),
        (PDF + b"x" * 2048, "larger than"),
    ],
)
def test_a_file_that_may_not_come_in_is_refused(browse, recruiter, app, content, sentence):
    app.config["LARGEST_FILE"] = 1024
    visit = make.an_application()
    files_sent = {"kind": "résumé"} | ({"file": (io.BytesIO(content), "cv.pdf")} if content else {})
    refused = browse(recruiter).post(f"/applications/{visit.application_id}/files", files_sent, expect=422)
    assert sentence in refused.text("#file-error")
    assert db.session.scalar(select(func.count()).select_from(CandidateFile)) == 0


def test_a_file_of_somebody_elses_candidate_is_not_there(browse, recruiter):
    visit, other = make.an_application(), make.an_application()
    file = candidates.add_file(visit.application, "cv.pdf", PDF, "résumé", actor=recruiter)
    page = browse(recruiter)
    assert page.client.get(f"/applications/{other.application_id}/files/{file.id}").status_code == 404


def test_a_file_opens_for_the_own_team_and_those_whose_work_it_is(app, browse, recruiter):
    visit = make.an_application()
    file = candidates.add_file(visit.application, "cv.pdf", PDF, "résumé", actor=recruiter)
    path = f"/applications/{visit.application_id}/files/{file.id}"
    browse(recruiter).get(path).response.close()
    browse(make.an_account(Role.MANAGER)).get(path).response.close()
    browse(make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))).get(path, expect=404)
    for role in (Role.INTERVIEWER, Role.TRAINER, Role.EMPLOYEE):
        browse(make.an_account(role)).get(path, expect=403)
    assert "/sign-in" in browse().get(path, expect=302).location


def test_a_name_cannot_lead_out_of_the_store(app):
    stored = files.keep("../../etc/pass\nwd.pdf", PDF)
    assert stored.name == "passwd.pdf"
    assert files.store() in files.path_of(stored.digest).parents


def test_each_look_at_the_contact_details_is_recorded(browse, recruiter):
    visit = make.an_application()
    page = browse(recruiter).post(f"/applications/{visit.application_id}/contact", {}, expect=200)
    assert visit.application.person.email in page.text("main")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "contact shown")).one()
    assert (entry.actor_id, entry.subject_id) == (recruiter.id, visit.application_id)


def test_a_note_names_colleagues_the_longest_name_first(app, recruiter):
    ann, anna = make.an_account(Role.RECRUITER, name="Ann"), make.an_account(Role.RECRUITER, name="Ann Lee")
    visit = make.an_application()
    rows = [_row(ann), _row(anna)]
    note = notes.write(
        visit.application, "@Ann Lee, please look", audience=Audience.TEAM, colleagues=rows, actor=recruiter
    )
    assert db.session.scalars(select(Mention.account_id).where(Mention.note_id == note.id)).all() == [anna.id]


def _row(account):
    class Row:
        id, name, latin_name = account.id, account.person.name, account.person.latin_name

    return Row


def test_a_private_note_is_seen_by_its_writer_alone(browse, recruiter):
    visit = make.an_application()
    path = f"/applications/{visit.application_id}"
    browse(recruiter).post(f"{path}/notes", {"body": "Only for my eyes", "audience": "private"})
    assert "Only for my eyes" in browse(recruiter).get(path).text("main")
    other = make.an_account(Role.RECRUITER)
    assert "Only for my eyes" not in browse(other).get(path).text("main")


def test_correcting_a_candidate_says_which_facts_changed_but_not_their_values(browse, recruiter):
    visit = make.an_application()
    person = visit.application.person
    fields = {"name": person.name, "email": person.email, "language": "en", "lives_in": "Hangzhou"}
    browse(recruiter).post(f"/applications/{visit.application_id}/candidate", fields)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "corrected")).one()
    assert entry.details["facts"] == ["lives_in"]
    assert "Hangzhou" not in json.dumps(entry.details)
