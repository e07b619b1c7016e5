"""The worker reads résumés for the search, and no file stops it."""

import io
import os
import zipfile
from contextvars import copy_context

import docx
import pytest
from flask import current_app
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from sqlalchemy import select

from core import extract, files, worker
from core.db import db
from recruiting import candidates, jobs
from recruiting.models import FileText
from recruiting.queries import finding
from recruiting.states import FileKind, Reading
from tests import factories as make


def a_pdf(*texts, password=None):
    writer = PdfWriter()
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"):
        NameObject("/Type1"), NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    for text in texts:
        page = writer.add_blank_page(300, 300)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def a_word_file(*paragraphs):
    document, file = docx.Document(), io.BytesIO()
    for text in paragraphs[:-1]:
        document.add_paragraph(text)
    document.add_table(1, 1).rows[0].cells[0].text = paragraphs[-1]
    document.save(file)
    return file.getvalue()


def a_bomb():
    """A Word file of some kilobytes that unpacks to 200 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 200 * 1024 * 1024)
    return file.getvalue()


def an_endless_pdf():
    """A page tree that contains itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )


@pytest.fixture
def application(recruiter):
    return make.an_application(person=make.a_person("王晓明")).application


def read(application, content, recruiter, kind=FileKind.RESUME):
    """What the worker makes of the file."""
    file = candidates.add_file(application, "cv", content, kind, actor=recruiter)
    work()
    return db.session.get(FileText, file.id)


def work():
    """What the worker does, in sessions of its own."""
    db.session.commit()
    done = copy_context().run(_work)
    db.session.expire_all()
    return done


def _work():
    with current_app.app_context():
        return jobs.read_resumes()


def found(text, reader):
    return [row.name for row, _by in finding.people(text, reader).rows]


def test_the_words_of_a_pdf_can_be_searched(recruiter, application):
    text = read(application, a_pdf("Zendesk and Shopify", "Second page: Salesforce"), recruiter)
    assert (text.reading, text.pages) == (Reading.READ, 2)
    assert found("zendesk", recruiter) == found("salesforce shopify", recruiter) == ["王晓明"]


def test_the_words_of_a_word_file_can_be_searched_tables_included(recruiter, application):
    text = read(application, a_word_file("三年天猫客服经验", "熟悉退款流程"), recruiter)
    assert (text.reading, text.pages) == (Reading.READ, None)
    for typed in ("天猫", "退款", "天猫客服"):
        assert found(typed, recruiter) == ["王晓明"]


def test_a_file_that_was_removed_is_no_longer_found(recruiter, application):
    read(application, a_pdf("Zendesk"), recruiter)
    file = db.session.scalars(select(candidates.CandidateFile)).one()
    candidates.remove_file(application, file, actor=recruiter)
    assert found("zendesk", recruiter) == []


def test_other_files_are_left_alone(recruiter, application):
    assert read(application, a_pdf("Diploma"), recruiter, FileKind.CERTIFICATE) is None


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (b"%PDF-1.4 not really", Reading.UNREADABLE),
        (b"PK\x03\x04 word/ not really", Reading.UNREADABLE),
        (a_pdf("Secret", password="x"), Reading.UNREADABLE),
        (a_bomb(), Reading.UNREADABLE),
        (an_endless_pdf(), Reading.UNREADABLE),
        (a_pdf(""), Reading.EMPTY),
    ],
    ids=["broken pdf", "broken word", "password", "zip bomb", "endless", "empty"],
)
def test_a_file_that_cannot_be_read_is_marked_and_the_next_one_is_read(
    recruiter, application, content, reading
):
    assert read(application, content, recruiter).reading is reading
    assert read(application, a_pdf("Zendesk"), recruiter).reading is Reading.READ
    assert work() == 0


def test_long_files_are_read_in_part(monkeypatch, recruiter, application):
    text = read(application, a_pdf(*["word"] * (extract.PAGES + 1)), recruiter)
    assert (text.reading, text.pages) == (Reading.SHORTENED, extract.PAGES + 1)


def test_reading_is_given_up_after_its_time(recruiter, application, tmp_path):
    pipe = tmp_path / "endless"
    os.mkfifo(pipe)  # whoever opens it waits for ever
    with pytest.raises(extract.TooSlow):
        extract.text_of(pipe, "application/pdf", seconds=1)


def test_whatever_takes_too_long_is_marked_and_not_tried_again(monkeypatch, recruiter, application):
    def slow(*_file):
        raise extract.TooSlow

    monkeypatch.setattr(extract, "text_of", slow)
    assert read(application, a_pdf("Zendesk"), recruiter).reading is Reading.TOO_SLOW
    assert work() == 0


def test_the_reader_sees_no_settings_and_may_write_nothing(monkeypatch, application, recruiter, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    started = []
    run = extract.subprocess.run
    monkeypatch.setattr(
        extract.subprocess, "run", lambda *a, **k: (started.append(k["env"]), run(*a, **k))[1]
    )
    assert read(application, a_pdf("Zendesk"), recruiter).reading is Reading.READ
    assert "DATABASE_URL" not in started[0]


def test_nobody_is_kept_from_writing_while_a_file_is_read(monkeypatch, recruiter, application):
    """The job holds no transaction of its own while the other program runs."""

    def outside(path, media_type):
        assert not db.session().in_transaction()
        return extract.Text("Zendesk", 1, True)

    monkeypatch.setattr(extract, "text_of", outside)
    assert read(application, a_pdf("x"), recruiter).reading is Reading.READ


def test_the_worker_does_it_by_itself(app, recruiter, application):
    candidates.add_file(application, "cv.pdf", a_pdf("Zendesk"), FileKind.RESUME, actor=recruiter)
    db.session.commit()
    db.session.remove()
    assert worker.take_turn(worker.JOBS["résumés read"])
    db.session.add(recruiter)
    assert found("zendesk", recruiter) == ["王晓明"]


def test_what_became_of_a_file_is_said_beside_it(browse, recruiter, application):
    read(application, b"%PDF-1.4 not really", recruiter)
    page = browse(recruiter).get(f"/applications/{application.id}/files")
    assert "text for the search: cannot be read" in page.text()


def test_a_file_that_is_gone_from_the_disk_stops_nothing(recruiter, application):
    file = candidates.add_file(application, "cv.pdf", a_pdf("x"), FileKind.RESUME, actor=recruiter)
    files.path_of(file.digest).unlink()
    work()
    assert db.session.get(FileText, file.id).reading is Reading.UNREADABLE
