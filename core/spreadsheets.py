"""Lists to take away, as CSV or Excel, in which no cell can turn into a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from flask import Response, abort, send_file
from xlsxwriter import Workbook

from core import clock

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SIGNS = "=+-@＝＋－＠"
STARTS_A_FORMULA = (*SIGNS, "\t", "\r", "\n")
CELL_WITHIN = re.compile(rf'([;\t\r\n]"*)(?=[{re.escape(SIGNS)}])')
"""Where another cell begins for an Excel that reads semicolons or tabs instead of commas, as in many
countries: it cares for no quotes that begin elsewhere, and ends a row at every line."""
LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds; a longer text would be left out whole."""

Cell = str | int | float | Decimal | bool | date | datetime | None


def answer(rows: Iterable[Sequence[Any]], header: Sequence[str], name: str, kind: str) -> Response:
    """The rows under their header as a file `name-2026-11-19.kind`. `kind`: a key of KINDS; anything
    else is an address that does not exist. Moments are written on the organisation's clocks."""
    if kind not in KINDS:
        abort(404)
    table = [[plain(cell) for cell in row] for row in (header, *rows)]
    file = as_csv(table) if kind == "csv" else as_xlsx(table)
    download = f"{name}-{clock.today().isoformat()}.{kind}"
    return send_file(BytesIO(file), mimetype=KINDS[kind], as_attachment=True, download_name=download)


def plain(cell: Any) -> Cell:
    """What may stand in a cell: numbers and days as they are; text that begins as a formula would,
    behind an apostrophe."""
    if isinstance(cell, datetime):
        return clock.local(cell).replace(tzinfo=None)
    if cell is None or isinstance(cell, bool | int | float | Decimal | date):
        return cell
    text = str(cell)[: LONGEST_TEXT - 1]
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def as_csv(table: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    file = StringIO(newline="")
    csv.writer(file).writerows([_written(cell) for cell in row] for row in table)
    return file.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> Any:
    if isinstance(cell, str):
        return CELL_WITHIN.sub(r"\1'", cell)
    return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else cell


def as_xlsx(table: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with its header in bold and kept in sight."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats: dict[type, Any] = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for row_number, row in enumerate(table):
        for column, cell in enumerate(row):
            _put(sheet, row_number, column, cell, bold if row_number == 0 else formats.get(type(cell)))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return file.getvalue()


def _put(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, look)  # never a formula, a link or a number
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(row, column, cell, look)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, look)
    elif cell is not None:
        sheet.write_number(row, column, cell, look)
