"""Lists to take away: whatever is typed by whom, no cell becomes a formula."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from werkzeug.exceptions import NotFound

from core import spreadsheets

DANGEROUS = ["=1+1", "+49 123", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]
SAFE = ["苏念", "a=1", "1 + 1", "", "'quoted"]
NUMBERS = [-5, 3.25, Decimal("-0.5"), True, None]


def read_csv(file: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))


def read_xlsx(file: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_begins_as_a_formula_is_put_behind_an_apostrophe(text):
    assert spreadsheets.plain(text) == f"'{text}"


@pytest.mark.parametrize("text", SAFE)
def test_other_text_stays_as_it_is(text):
    assert spreadsheets.plain(text) == text


@given(st.text(max_size=50))
def test_no_text_whatever_starts_a_formula(text):
    assert not str(spreadsheets.plain(text)).startswith(spreadsheets.STARTS_A_FORMULA)


@pytest.mark.parametrize("delimiter", [";", "\t"], ids=["semicolons", "tabs"])
@pytest.mark.parametrize("between", [";", "\t", "\n", ';"', '\n""'])
@pytest.mark.parametrize("sign", list(spreadsheets.SIGNS))
def test_no_cell_starts_a_formula_where_another_separator_is_read_either(delimiter, between, sign):
    text = spreadsheets.plain(f"Ada{between}{sign}1+1")
    file = spreadsheets.as_csv([["Name", "Note"], ["Ada", text], [text, ""]]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(file), delimiter=delimiter) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple(spreadsheets.SIGNS))]
    assert read_csv(spreadsheets.as_csv([["Ada; Bo - both"]])) == [["Ada; Bo - both"]]


def test_numbers_stay_numbers_even_below_zero(app):
    table = [["Mark"], *([spreadsheets.plain(number)] for number in NUMBERS)]
    assert read_csv(spreadsheets.as_csv(table)) == [["Mark"], ["-5"], ["3.25"], ["-0.5"], ["True"], [""]]
    assert read_xlsx(spreadsheets.as_xlsx(table))[:5] == [["Mark"], [-5], [3.25], [-0.5], [True]]


def test_an_excel_file_holds_no_formula_and_no_link():
    file = spreadsheets.as_xlsx([["=1+1", "https://example.org"], DANGEROUS[:2]])
    sheet = ZipFile(BytesIO(file)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_moments_are_written_on_the_organisations_clocks(app):
    moment = spreadsheets.plain(datetime(2026, 11, 19, 1, 5, tzinfo=UTC))
    assert read_csv(spreadsheets.as_csv([[moment, date(2026, 11, 19)]])) == [
        ["2026-11-19 09:05", "2026-11-19"]
    ]
    assert read_xlsx(spreadsheets.as_xlsx([["At"], [moment]]))[1] == [datetime(2026, 11, 19, 9, 5)]  # noqa: DTZ001


def test_a_text_too_long_for_excel_is_shortened_and_not_lost():
    rows = read_xlsx(spreadsheets.as_xlsx([[spreadsheets.plain("=" + "x" * 40_000)]]))
    assert len(rows[0][0]) == spreadsheets.LONGEST_TEXT


def test_the_file_is_named_after_the_list_and_the_day(app):
    with app.test_request_context():
        answer = spreadsheets.answer([[1]], ["Number"], "outbox", "csv")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=outbox-20")
        assert answer.mimetype == "text/csv"
        with pytest.raises(NotFound):
            spreadsheets.answer([[1]], ["Number"], "outbox", "pdf")
