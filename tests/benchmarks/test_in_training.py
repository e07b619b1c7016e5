"""The floor page of the workbook shows what the product's workbook shows."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from benchmarks import classroom, floor, in_training
from benchmarks.ground import LONG_AGO
from core import clock
from core.db import db
from people.models import Account
from recruiting import founding
from training.models import ExamMark

CLASS = 6


@pytest.fixture
def classes(app, monkeypatch):
    monkeypatch.setattr(classroom, "CLASS", CLASS)
    monkeypatch.setattr(classroom, "UNMARKED", 2)
    with clock.at(clock.now() - LONG_AGO):
        founding.found(clock.now())
    classroom.prepare(clock.now())
    return in_training.classes(app)


@pytest.fixture
def bare(app, monkeypatch):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    plain = url.removeprefix("sqlite:///").replace("postgresql+psycopg://", "postgresql://")
    monkeypatch.setenv("FLOOR_DATABASE", plain)
    yield floor.create_floor().test_client()
    floor.hang_up()


def cells(html):
    """Row by row, what each cell is drawn as and the mark in it."""
    rows = BeautifulSoup(html, "lxml").select("table.sheet tbody tr")
    return [
        [(cell["class"][1], cell.text.split()[:1] if cell["class"][1] in {"pass", "fail"} else None)
         for cell in row.select("td.mark")]
        for row in rows
    ]  # fmt: skip


def test_both_pages_show_the_same_cells(classes, bare, browse):
    trainer = db.session.scalar(select(Account).where(Account.email == classroom.TRAINER))
    for cohort in classes:
        shown = cells(browse(trainer).get(f"/training/cohorts/{cohort}/marks").html)
        assert len(shown) == CLASS
        assert {len(row) for row in shown} == {3 * classroom.EXAMS}
        floor_shows = cells(bare.get(f"/workbook/{cohort}").text)
        assert [[(kind, mark and [plain(mark[0])]) for kind, mark in row] for row in floor_shows] == shown


def plain(mark):
    return f"{float(mark):g}"


def test_a_class_is_made_once(classes, app):
    before = db.session.scalars(select(ExamMark.id)).all()
    classroom.prepare(clock.now())
    assert db.session.scalars(select(ExamMark.id)).all() == before
    assert len(before) > CLASS * classroom.EXAMS - 2
