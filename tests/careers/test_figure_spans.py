"""A figure that its unit does not have is refused, whichever way it comes in; a cell shown as percent is read
as it is shown."""

import io
from datetime import date
from decimal import Decimal as D

import openpyxl
import pytest

from careers import importing, imports, reviewing
from careers.forms.reviews import cell_name
from careers.queries import formulas
from careers.queries import reviews as queries
from careers.rules.figures import Span, span_of
from core.tables_in import read
from tests.careers.people_at_work import WHY

OCTOBER = date(2026, 10, 1)


def a_file(*rows, formats=()):
    """`formats`: (cell, number format)."""
    book = openpyxl.Workbook()
    book.create_sheet("Empty", 0)
    for row in rows:
        book.worksheets[1].append(row)
    for place, kind in formats:
        book.worksheets[1][place].number_format = kind
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("unit", "marks", "span"),
    [
        ("%", (95, 60), Span(D(0), D(100))),
        ("%", (120, 80), Span(D(0), None)),
        ("of 5", (4, 3), Span(D(0), D(5))),
        ("of 100", (95, 60), Span(D(0), D(100))),
        ("s", (35, 120), Span(D(0), None)),
        ("points", (50, 0), Span()),
        ("%", (10, -10), Span(None, D(100))),
    ],
)
def test_a_unit_says_within_what_its_figures_lie(unit, marks, span):
    assert span_of(unit, *map(D, marks)) == span


@pytest.mark.parametrize(
    ("kind", "kept", "seen"),
    [
        ("0%", 0.93, "93%"),
        ("0.00%", 0.931, "93.1%"),
        ('0.0" %"', 93.1, "93.1"),
        ("0.0 %", 0.004, "0.4%"),
        ("General", 0.93, "0.93"),
        ("0%", 1, "100%"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(app, kind, kept, seen):
    content = a_file(["Name", "Rate"], ["Ada", kept], formats=[("B2", kind)])
    assert [str(cell) for cell in next(read(content).rows).cells] == ["Ada", seen]


def test_a_percentage_of_a_spreadsheet_is_taken_in_as_it_is_shown(employee, manager):
    head = ["姓名", "Month", "Resolution rate", "Customer satisfaction"]
    content = a_file(head, ["叶青禾", "2026-10", 0.93, 4.6], formats=[("C2", "0%")])
    lines = imports.read(content, queries.names_in_reach(manager), formulas.formulas(), None).lines
    assert importing.take_in(lines, "october.xlsx", actor=manager) == (1, 0)
    assert queries.figures([employee.id], OCTOBER)[employee.id]["resolution"].figure == 93


def test_a_line_with_a_figure_that_its_unit_does_not_have_is_named(employee, manager):
    text = "Name,Month,Resolution rate\n叶青禾,2026-10,930\n"
    lines = imports.read(text.encode(), queries.names_in_reach(manager), formulas.formulas(), None).lines
    with pytest.raises(importing.ImportRefused) as refused:
        importing.take_in(lines, "october.csv", actor=manager)
    said = "Not saved. “Resolution rate” lies from 0 to 100, but 930 is said."
    assert refused.value.problems == [(2, said)]


@pytest.mark.parametrize(
    ("key", "figure", "why"),
    [
        ("resolution", "101", "lies from 0 to 100"),
        ("satisfaction", "46", "lies from 0 to 5"),
        ("first response", "-1", "is never under 0"),
    ],
)
def test_a_typed_figure_that_its_unit_does_not_have_is_refused(employee, manager, key, figure, why):
    with pytest.raises(reviewing.ReviewRefused, match=why):
        reviewing.enter(employee, OCTOBER, {key: D(figure)}, actor=manager)


def test_the_sheet_keeps_what_was_typed_and_says_what_is_wrong(employee, manager, browse):
    typed = {cell_name(employee.id, "enquiries"): "74", cell_name(employee.id, "resolution"): "930"}
    page = browse(manager).post("/careers/reviews", {"month": "2026-10", **typed}, expect=422)
    assert "lies from 0 to 100, but 930 is said" in page.text("main")
    assert page.one(f"input[name='{cell_name(employee.id, 'resolution')}']")["value"] == "930"
    bad = [one["name"] for one in page.all("input[aria-invalid]")]
    assert bad == [cell_name(employee.id, "resolution")]
    assert queries.figures([employee.id], OCTOBER) == {}


def test_a_correction_is_held_to_the_same(employee, manager):
    figures = {"satisfaction": D(4), "first response": D(40), "resolution": D(90), "complaints": D("0.4")}
    reviewing.enter(employee, OCTOBER, {**figures, "enquiries": D(70), "on time": D(96)}, actor=manager)
    reviewing.close(employee, OCTOBER, actor=manager)
    with pytest.raises(reviewing.ReviewRefused, match="lies from 0 to 5"):
        reviewing.correct(employee, OCTOBER, {"satisfaction": D(44)}, actor=manager, reason=WHY)
