"""Tables that come in, whatever spreadsheet, country or habit they come from."""

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core import spreadsheets, tables_in
from core.tables_in import TableRefused, damage, read, read_rows

ROWS = [["姓名", "Phone", "城市"], ["宋嘉树", "13812345678", "杭州"], ["Amara", "+49 (30) 123-456", "Köln"]]


def as_csv(rows, delimiter=",", encoding="utf-8", newline="\r\n"):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return file.getvalue().encode(encoding)


def as_xlsx(rows, first_row=1, first_column=1):
    book = openpyxl.Workbook()
    for row, cells in enumerate(rows, first_row):
        for column, cell in enumerate(cells, first_column):
            book.active.cell(row, column, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def whole(content):
    table = read(content)
    return [table.header, *[row.cells for row in table.rows]]


def refused(content):
    with pytest.raises(TableRefused) as refusal:
        whole(content)
    return refusal.value.sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found_out(app, encoding, delimiter):
    rows = [[cell.replace("ö", "oe") for cell in row] for row in ROWS]
    assert whole(as_csv(rows, delimiter, encoding)) == rows


def test_accents_of_a_western_file_do_not_become_chinese(app):
    rows = [["name", "city"], ["Zoë Müller", "Köln"], ["José Núñez", "Málaga"]]
    assert whole(as_csv(rows, ";", "cp1252")) == rows


def test_excel_may_say_its_separator_itself(app):
    assert whole(b"sep=|\r\nname|city\r\nAda|a;b,c\r\n") == [["name", "city"], ["Ada", "a;b,c"]]


def test_blank_rows_and_columns_and_a_title_are_no_trouble(app):
    rows = [
        ["Candidates 2026"],
        [],
        ["", "name", "", "city"],
        ["", "", "", ""],
        ["", " Ada\u00a0", "", "\u3000Köln"],
    ]
    for content in (as_csv(rows), as_xlsx(rows)):
        table = read(content)
        assert table.header == ["", "name", "", "city"] and table.line == 3
        assert [(row.line, row.cells) for row in table.rows] == [(5, ["", "Ada", "", "Köln"])]


def test_lines_are_counted_as_an_editor_counts_them(app):
    rows = [["name", "address"], ["Ada", "first line\nsecond line"], ["Bo", "x"]]
    assert [row.line for row in read(as_csv(rows, newline="\n")).rows] == [2, 4]


def test_a_sheet_that_does_not_begin_in_its_corner_keeps_its_lines(app):
    table = read(as_xlsx([["name", "city"], ["Ada", "Köln"]], first_row=4, first_column=3))
    assert (table.line, table.header) == (4, ["", "", "name", "city"])
    assert next(table.rows).line == 5


@pytest.mark.parametrize(
    ("cell", "text", "how"),
    [
        (13812345678, "13812345678", "number"),
        (3.0, "3", "number"),
        (0.5, "0.5", "number"),
        (110105199003074512, "1.101051990030745e+17", "shortened"),
        (datetime.date(2012, 3, 4), "2012-03-04", "day"),
        (datetime.time(9, 30), "09:30:00", "day"),
        (True, "TRUE", None),
        ("007", "007", None),
        ("1.38E+10", "1.38E+10", "shortened"),
        ("1,1E+17", "1,1E+17", "shortened"),
        ("110105199003074000", "110105199003074000", "shortened"),
        ("110105199003074512", "110105199003074512", None),
        ("'+86 138", "+86 138", None),
        ("O'Neill", "O'Neill", None),
        ("E10", "E10", None),
    ],
)
def test_what_a_spreadsheet_did_to_a_cell_is_marked_and_never_mended(app, cell, text, how):
    row = next(iter(read_rows(as_xlsx([[cell, "x"]]))))
    assert (str(row.cells[0]), damage(row.cells[0])) == (text, how)


def test_the_error_of_a_formula_is_no_value(app):
    table = read(as_csv([["name", "phone"], ["Ada", "#REF!"]]))
    assert damage(next(table.rows).cells[1]) == "fault"


def test_what_our_own_exports_guard_comes_back_as_it_was(app):
    told = [["name", "phone"], ["=Ada", "+49 30 1"], ["-Bo", "@x"]]
    guarded = [[spreadsheets.plain(cell) for cell in row] for row in told]
    assert whole(spreadsheets.as_csv(guarded)) == told == whole(spreadsheets.as_xlsx(guarded))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "empty"),
        (b"\x00\x01\x02 binary", "neither"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or locked"),
        (b"PK\x03\x04 not a zip", "neither"),
        (b'name,city\nAda,"Koeln\nBo,Rome\n', "line 2"),
        (b"a," * 300 + b"\nx,y\n", "200 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_words(app, content, says):
    assert says in refused(content)


def test_a_stray_cell_far_away_does_not_take_the_memory(app):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "name", "x"
    file = io.BytesIO()
    book.save(file)
    assert "XFD1048576" in refused(file.getvalue())


def test_too_many_rows_are_refused_while_they_are_read(app, monkeypatch):
    monkeypatch.setattr(tables_in, "MOST_ROWS", 3)
    assert "more than 3 rows" in refused(as_csv([["a", "b"]] * 5))


printable = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12
)


@settings(max_examples=60)
@given(
    rows=some.lists(some.lists(printable, min_size=2, max_size=4), min_size=1, max_size=8),
    delimiter=some.sampled_from([",", ";", "\t"]),
    encoding=some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_comes_in_as_it_went_out(rows, delimiter, encoding):
    rows = [["name", "phone", "city", "words"], *rows]
    found = [row.cells for row in tables_in._filled(read_rows(as_csv(rows, delimiter, encoding)))]
    wanted = [[tables_in.cleaned(cell) for cell in row] for row in rows]
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    if tables_in.delimiter_of(as_csv(rows, delimiter).decode()) == delimiter:
        assert found == [row for row in wanted if row]
