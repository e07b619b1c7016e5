"""What the columns of a file mean: whom a cell names, which day, which number."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core import tables_in
from core.i18n import _

NAME_HEADS = ("name", "姓名", "employee", "员工", "email", "e-mail", "邮箱", "电子邮箱")
DAY_HEADS = ("day", "date", "日期", "日", "天")
HALF_WIDTH = str.maketrans("，．。％＋－−", ",..%+--")
NUMBER = re.compile(r"[+-]?((?![0０])\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
"""A comma parts thousands. What one would be that parts anything else, 12,34 or 0,850, is for the person to
say: a comma that was dropped made another number of it."""
THOUSANDS = re.compile(r"[+-]?(?![0０])\d{1,3},\d{3}")
"""Where a comma may part decimals as well, this could be two numbers."""
WITH_COMMA = re.compile(r"[+-]?[\d.]*,[\d.,]*")
DAY = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00(?::00)?)?\Z")


def heads(table: tables_in.Table) -> list[str]:
    """What the columns are headed by, as it is looked for."""
    return [str(cell).strip().lower() for cell in table.header]


def place_of(found: Iterable[str], wanted: Collection[str]) -> int | None:
    """The first column that is headed by one of these."""
    return next((place for place, head in enumerate(found) if head in wanted), None)


def cell(row: tables_in.Row, place: int) -> str:
    return str(row.cells[place]).strip() if place < len(row.cells) else ""


def called(people: Iterable[Any], id_name: str) -> dict[str, set[int]]:
    """What somebody may be called in a file → the ids of who that can be. `people`: rows of (`id_name`, name,
    latin_name, email)."""
    found: dict[str, set[int]] = {}
    for row in people:
        both = f"{row.name} {row.latin_name}" if row.latin_name else None
        for name in filter(None, (row.name, row.latin_name, both, row.email)):
            found.setdefault(name.lower(), set()).add(getattr(row, id_name))
    return found


def measures(known: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """What a column of numbers may be headed by → key of what it measures. `known`: (key, name in each
    language); of two that are called the same the last one wins."""
    found: dict[str, str] = {}
    for key, name in known:
        found |= dict.fromkeys((key.lower(), *(text.lower() for text in name.values())), key)
    return found


def day_read(said: str) -> date | None:
    """2026-10-01, 2026/10/1, 2026 年 10 月 1 日, and as a spreadsheet keeps it. None for what is no day, or
    could be two."""
    found = DAY.match(said.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def number_read(said: str) -> Decimal | None:
    """A number as people type it: 4.8, 92 %, 1,240, full-width as well. None for what is none, or could be
    two: 1,2 and 0,850 and 1 240; `no_number` says why."""
    text = _plain(said)
    return Decimal(text.replace(",", "")) if NUMBER.fullmatch(text) else None


def no_number(said: str) -> str:
    """Why something typed is no number, for the person."""
    return two_numbers(said) or _("“%(said)s” is no number.", said=said)


def two_numbers(said: str) -> str | None:
    """What to say of a text whose comma could part thousands or decimals; None of any other."""
    if not WITH_COMMA.fullmatch(_plain(said)):
        return None
    return _(
        "“%(said)s” could be two numbers: a comma parts thousands, as in 1,240. Write decimals with a point: "
        "0.85.",
        said=said,
    )


def _plain(said: str) -> str:
    return said.translate(HALF_WIDTH).strip().removesuffix("%").rstrip()


def numbers(row: tables_in.Row, keys: Mapping[int, str]) -> tuple[dict[str, Decimal], str | None]:
    """Key → number of the columns `keys` of a row, blank ones left out; and the first text that is no number,
    or that a spreadsheet has spoilt."""
    found: dict[str, Decimal] = {}
    for place, key in keys.items():
        said = cell(row, place)
        if not said:
            continue
        number = number_read(said)
        if number is None or tables_in.damage(row.cells[place]) in ("fault", "day", "shortened"):
            return found, said
        found[key] = number
    return found, None
