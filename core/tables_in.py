"""Tables that come in: bytes of a CSV or Excel file as rows of text, with the line each began on.

What a spreadsheet did to a value is not repaired but marked (`Marked`): who reads the row decides whether
such a value may be taken. No digit is ever changed here; a number shown as percent is read as it is shown.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from core.i18n import _
from core.percent_cells import percent_cells
from core.refusal import Refused
from core.spreadsheets import STARTS_A_FORMULA

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DELIMITERS = (",", ";", "\t", "|")
SNIFFED = 30
"""Rows that are looked at to find the delimiter."""
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LARGEST_UNPACKED = 200 * 1024 * 1024
LONGEST_CELL = 100_000
MOST_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; further ones it has turned into zeros."""
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
BLANKS = " \t\r\n\v\f\xa0\u3000" + INVISIBLE
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"})
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+\Z")
ZEROED = re.compile(r"[+-]?[1-9]\d{14}0+(?:[.,]0*)?\Z")
CELL_AT = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')


class TableRefused(Refused):
    """The file is not a table that can be read."""


class Marked(str):
    """A cell's text with what a spreadsheet did to it: "number" it was kept as a number, all its digits
    are there but a leading 0 or + would not be; "shortened" digits are lost; "day" it was turned into a
    day or a time; "fault" it is the error of a formula."""

    __slots__ = ("how",)
    how: str

    def __new__(cls, text: str, how: str) -> "Marked":
        cell = super().__new__(cls, text)
        cell.how = how
        return cell


class Row(NamedTuple):
    """`line` counts from 1 as text editors and spreadsheets do; a row of several lines has its first."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A header, the line it stands on, and the rows under it, blank ones left out; read once only."""

    header: list[str]
    line: int
    rows: Iterator[Row]


def read(content: bytes) -> Table:
    """The table in a CSV or Excel (xlsx) file, whichever it is. Rows are read while they are asked for.

    Raises TableRefused, now or while rows are read, saying where the file breaks off or cannot be read."""
    rows = _filled(read_rows(content))
    ahead = list(islice(rows, SNIFFED))
    if not ahead:
        raise TableRefused(_("The file is empty."), "file")
    # Above a header there may stand a title: a single cell.
    at = next((n for n, row in enumerate(ahead) if sum(map(bool, row.cells)) > 1), 0)
    header = ahead[at]
    if len(header.cells) > MOST_COLUMNS:
        raise TableRefused(_("The file has more than %(most)s columns.", most=MOST_COLUMNS), "file")
    return Table(header.cells, header.line, _limited(ahead[at + 1 :], rows))


def read_rows(content: bytes) -> Iterator[Row]:
    """Every row of the file, blank ones as well. Raises TableRefused as `read` does."""
    if not content.startswith(OLD_EXCEL):
        return _sheet_rows(content) if content.startswith(ZIP) else _csv_rows(decoded(content))
    sentence = _("This is an old or locked Excel file. Save it as .xlsx without a password.")
    raise TableRefused(sentence, "file")


def _filled(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        while row.cells and not row.cells[-1]:
            row.cells.pop()
        if row.cells:
            yield row


def _limited(ahead: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    count = 0
    for part in (ahead, rows):
        for row in part:
            count += 1
            if count > MOST_ROWS:
                most = f"{MOST_ROWS:,}"
                raise TableRefused(_("The file has more than %(most)s rows. Divide it.", most=most), "file")
            yield row


def cleaned(text: str) -> str:
    """Without blanks at its ends, invisible ones included, and without the apostrophe of our exports."""
    text = text.strip(BLANKS)
    if text[:1] == "'" and text[1:].startswith(STARTS_A_FORMULA):
        return text[1:].strip(BLANKS)
    return text


def damage(cell: str) -> str | None:
    """What a spreadsheet did to this cell (see `Marked`), as far as can be told; None for nothing."""
    if type(cell) is Marked:
        return cell.how
    if cell[:1] == "#" and cell in ERRORS:
        return "fault"
    if cell[-1:].isdigit() and (SCIENTIFIC.match(cell) or ZEROED.match(cell)):
        return "shortened"
    return None


# CSV


def decoded(content: bytes) -> str:
    """The text, in UTF-8, UTF-16, GB18030 or Windows-1252, whichever it is written in.

    Raises TableRefused for what is none of them or no text at all."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _text(content, encoding)
    if b"\x00" in content:
        raise _unreadable()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _text(content, "gb18030" if _is_chinese(content) else "cp1252")


def _text(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _unreadable() from fault
    if "\x00" in text:
        raise _unreadable()
    return text


def _unreadable() -> TableRefused:
    return TableRefused(
        _("The file is neither a CSV nor an Excel file. Save it as CSV UTF-8 or as .xlsx."), "file"
    )


def _is_chinese(content: bytes) -> bool:
    """GB18030 if most of what is not ASCII is then a common Chinese character; else a European text,
    whose letters with accents stand alone among plain ones."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    strange = [letter for letter in text if letter > "\x7f"]
    common = sum(_is_common(letter) for letter in strange)
    return common * 2 >= len(strange)


def _is_common(letter: str) -> bool:
    try:
        return len(letter.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _csv_rows(text: str) -> Iterator[Row]:
    told = re.match(r'"?sep=(.)"?\r?\n', text)  # how Excel is told, and tells, the delimiter
    if told:
        return _parsed(text[told.end() :], told[1], first=2)
    return _parsed(text, delimiter_of(text))


def _parsed(text: str, delimiter: str, first: int = 1) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    # Strict, as a quotation mark that is never closed would swallow all rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first
    try:
        for cells in reader:
            yield Row(line, [cleaned(cell) for cell in cells])
            line = first + reader.line_num
    except csv.Error as fault:
        raise TableRefused(
            _("The file cannot be read from line %(line)s on: a quotation mark is not closed.", line=line),
            "file",
        ) from fault


def delimiter_of(text: str) -> str:
    """Comma, semicolon, tab or bar: the one by which most of the first rows have as many cells as the
    others, and more than one."""
    return max(DELIMITERS, key=lambda one: _agreement(text, one))


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text[: LONGEST_CELL * 4], newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for cells in islice((cells for cells in reader if any(cells)), SNIFFED):
            widths[len(cells)] += 1
    except csv.Error:
        return 0.0, 0
    wide = [(count, width) for width, count in widths.items() if width > 1]
    count, width = max(wide, default=(0, 0))
    return count / max(widths.total(), 1), width


# Excel


def _sheet_rows(content: bytes) -> Iterator[Row]:
    _check_sheets(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for place, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None:
                with zipfile.ZipFile(io.BytesIO(content)) as parts:
                    percent = percent_cells(parts, place)
                return _numbered(sheet.iter_rows(), sheet.start[1], percent)
    except (CalamineError, OSError, ValueError) as fault:
        raise _unreadable() from fault
    return iter(())


def _numbered(
    rows: Iterable[list[Any]], blank_columns: int, percent: Container[tuple[int, int]]
) -> Iterator[Row]:
    """`blank_columns`: so many at the left are left out of `rows`; `percent`: (line, column) of cells that
    are shown as percent."""
    for line, cells in enumerate(rows, 1):
        said = [spoken(cell) for cell in cells]
        for place, cell in enumerate(cells):
            if isinstance(cell, float) and (line, blank_columns + place + 1) in percent:
                said[place] = _percent(cell)
        yield Row(line, [""] * blank_columns + said)


def _percent(number: float) -> Marked:
    """As it is shown: 0.93 is kept, 93% is seen, and meant."""
    whole = (Decimal(str(number)) * 100).normalize()
    return Marked(f"{whole:f}%", "number")


def _check_sheets(content: bytes) -> None:
    """Refuse what would not fit into memory: packed too tightly, or with a stray cell far away from the
    others, which makes a table of all cells in between."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                raise TableRefused(_("The Excel file is too large when unpacked. Divide it."), "file")
            for name in parts.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_sheet(parts.read(name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise _unreadable() from fault


def _check_sheet(xml: bytes) -> None:
    for found in CELL_AT.finditer(xml):
        if len(found[1]) == 3 or int(found[2]) > MOST_ROWS + SNIFFED:
            place = f"{found[1].decode()}{int(found[2])}"
            raise TableRefused(
                _("There is a cell far away from the others, at %(place)s. Delete it.", place=place), "file"
            )


def spoken(cell: Any) -> str:
    """A cell of a workbook as text, marked where the workbook did not keep it as text."""
    if isinstance(cell, str):
        return cleaned(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime | date | time):
        return Marked(cell.isoformat(), "day")
    return Marked(str(cell), "day") if isinstance(cell, timedelta) else str(cell or "")


def _number(number: float) -> Marked:
    if abs(number) >= 10**MOST_DIGITS:
        return Marked(str(number), "shortened")
    whole = int(number) if number == int(number) else number
    return Marked(str(whole), "number")
