"""A file of monthly figures: who is meant by each line, which month, and what was measured."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from careers.importing import Line
from careers.models import ReviewFormula
from careers.words import month as month_said
from core import tables_in
from core.columns_in import NAME_HEADS, called, cell, heads, measures, no_number, numbers, place_of
from core.columns_in import number_read as figure_read
from core.i18n import _
from core.months import last_day

MONTH_HEADS = ("month", "月份", "月")
MONTH = re.compile(r"(20\d\d)\s*[-/.年]?\s*(\d{1,2})(?!\d)")
__all__ = ["Read", "figure_read", "month_read", "read"]


@dataclass(frozen=True)
class Read:
    """`unknown`: headings of columns that measure nothing we know; they are left out, and said to be, until
    somebody says what they mean. `said`: heading → indicator, of those of which somebody has."""

    lines: list[Line]
    unknown: list[str]
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Columns:
    who: int
    when: int | None
    keys: Mapping[int, str]
    month: date | None


def read(
    content: bytes,
    people: Sequence[Any],
    formulas: Sequence[ReviewFormula],
    month: date | None,
    said: Mapping[str, str] | None = None,
) -> Read:
    """`content`: a CSV or Excel file with a column of names or e-mails, one of months (or `month` for all)
    and one for each indicator, headed by its name in either language or its key. `people`: rows of
    (employment_id, name, latin_name, email, started_on, ended_on). `said`: what other headings mean,
    heading → indicator.

    Raises core.tables_in.TableRefused for what is no table, or has no column of figures."""
    table = tables_in.read(content)
    found = heads(table)
    known = _meanings(formulas, said or {})
    who = place_of(found, NAME_HEADS) or 0
    when = place_of(found, MONTH_HEADS)
    keys = {place: known[head] for place, head in enumerate(found) if head in known and place != who}
    if not keys and not _could_mean_something(found, who, when):
        raise tables_in.TableRefused(_("No column is headed by the name of an indicator."), "file")
    if when is None and month is None:
        raise tables_in.TableRefused(_("No column is headed “Month”. Add one, or choose the month."), "file")
    columns, names = _Columns(who, when, keys, month), called(people, "employment_id")
    spans = {one.employment_id: (one.started_on, one.ended_on) for one in people}
    lines = [_line(row, columns, names, spans) for row in table.rows]
    unknown = [str(table.header[n]) for n in range(len(found)) if found[n] and n not in {who, when, *keys}]
    used = {head: key for head, key in (said or {}).items() if head in found and known.get(head) == key}
    return Read(_without_repeats(lines), unknown, used)


def _meanings(formulas: Sequence[ReviewFormula], said: Mapping[str, str]) -> dict[str, str]:
    """What a column may be headed by → key of the indicator; the newest names win, and before what was `said`
    of other headings."""
    keys = {one.key for formula in formulas for one in formula.indicators}
    named = measures((one.key, one.name) for formula in reversed(formulas) for one in formula.indicators)
    return {head: key for head, key in said.items() if key in keys} | named


def _could_mean_something(found: Sequence[str], who: int, when: int | None) -> bool:
    """Is there a column of which somebody could still say what it measures?"""
    return any(head and place not in {who, when} for place, head in enumerate(found))


_Spans = Mapping[int, tuple[date, date | None]]
"""Employment → its first and last day."""


def _line(row: tables_in.Row, columns: _Columns, names: Mapping[str, set[int]], spans: _Spans) -> Line:
    name = cell(row, columns.who)
    said = cell(row, columns.when) if columns.when is not None else ""
    month = month_read(said) if said else columns.month
    ever = names.get(name.lower(), set())
    meant = {one for one in ever if month is None or _was_there(spans[one], month)}
    if ever and not meant and month is not None:
        gone = _("%(name)s was not employed in %(month)s.", name=name, month=month_said(month))
        return Line(row.line, name, None, month, {}, gone)
    figures, bad = numbers(row, columns.keys)
    problem = _problem(name, meant, said, month, bad, figures)
    return Line(row.line, name, next(iter(meant), None), month, figures, problem)


def _was_there(span: tuple[date, date | None], month: date) -> bool:
    begun, ended = span
    return begun <= last_day(month) and (ended is None or ended >= month)


def _problem(
    name: str, meant: set[int], said: str, month: date | None, bad: str | None, figures: Mapping[str, Decimal]
) -> str | None:
    if not meant:
        return _("Nobody within your reach is called %(name)s.", name=name or "–")
    if len(meant) > 1:
        return _("Several are called %(name)s; give the e-mail.", name=name)
    if month is None:
        return _("“%(said)s” is no month: 2026-10.", said=said)
    if bad is not None:
        return no_number(bad)
    return None if figures else _("There is no figure on this line.")


def _without_repeats(lines: list[Line]) -> list[Line]:
    """A second line about the same month of the same person is refused, whatever it says."""
    seen: dict[tuple[int | None, date | None], int] = {}
    found = []
    for one in lines:
        first = seen.setdefault((one.employment_id, one.month), one.line)
        if one.problem is None and first != one.line:
            problem = _("Line %(line)s is about the same person and month.", line=first)
            one = Line(one.line, one.name, one.employment_id, one.month, one.figures, problem)
        found.append(one)
    return found


def month_read(said: str) -> date | None:
    """2026-10, 2026/10/01, 202610, 2026 年 10 月 → the first of October 2026."""
    found = MONTH.match(said.strip()) or re.match(r"(20\d\d)(\d\d)\Z", said.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return date(int(found[1]), int(found[2]), 1)
