"""Which cells of an Excel file are shown as percent: 0.93 that everybody reads as 93 %."""

import re
from zipfile import ZipFile

BUILT_IN = frozenset({9, 10})
"""0 % and 0.00 %, which every file knows without naming them."""
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s([^>]*)>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\s([^>]*)>")
_SHEET, _PART = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>"), re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_AT = re.compile(r"([A-Z]+)(\d+)\Z")
_UNSPOKEN = re.compile(r"\\.|&quot;.*?&quot;|\[.*?\]")
"""Of a format what stands in quotation marks or behind a backslash is text, and a colour or condition in
brackets shows nothing."""


def percent_cells(book: ZipFile, place: int) -> set[tuple[int, int]]:
    """(line, column), both from 1, of the cells of the sheet at this place, the first is 0, that are shown as
    percent. None where the file does not say it as is usual."""
    names = set(book.namelist())
    if "xl/styles.xml" not in names:
        return set()
    styles = _percent_styles(book.read("xl/styles.xml").decode("utf-8", "replace"))
    sheet = _part_of(book, names, place) if styles else None
    return set(_cells(book.read(sheet), styles)) if sheet else set()


def _attributes(text: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(text))


def _percent_styles(xml: str) -> set[str]:
    """The numbers of the styles that show a number as percent."""
    told = [_attributes(found) for found in _FORMAT.findall(xml)]
    formats = {one.get("numFmtId") for one in told if "%" in _UNSPOKEN.sub("", one.get("formatCode", ""))}
    formats |= {str(one) for one in BUILT_IN}
    styles = _STYLES.search(xml)
    every = _STYLE.findall(styles[0]) if styles else []
    return {str(n) for n, one in enumerate(every) if _attributes(one).get("numFmtId") in formats}


def _part_of(book: ZipFile, names: set[str], place: int) -> str | None:
    """Where in the file a sheet is kept."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    sheets = _SHEET.findall(book.read("xl/workbook.xml").decode("utf-8", "replace"))
    parts = _PART.findall(book.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace"))
    targets = {one.get("Id"): one.get("Target", "") for one in map(_attributes, parts)}
    target = targets.get(_attributes(sheets[place]).get("r:id")) if place < len(sheets) else None
    path = target.lstrip("/") if target and target.startswith("/") else f"xl/{target}"
    return path if path in names else None


def _cells(xml: bytes, styles: set[str]) -> list[tuple[int, int]]:
    found = []
    for text in _CELL.findall(xml):
        one = _attributes(text.decode("ascii", "replace"))
        at = _AT.match(one.get("r", ""))
        if at and one.get("s") in styles:
            found.append((int(at[2]), _column(at[1])))
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
