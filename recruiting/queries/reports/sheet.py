"""What every report is made of: cases, counted in the cells of rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from core import clock
from core.db import Words
from core.statistics import ENOUGH, Curve, Span, kaplan_meier, quantile

DAY = 86_400.0


class Case(NamedTuple):
    """One thing that a number counts, about an application, or about an enrolment in the figures of
    training. `days`: how long it lasted, or has lasted where it is `going_on`; None where that is not
    asked."""

    about_id: int
    at: datetime
    days: float | None = None
    going_on: bool = False

    @property
    def span(self) -> Span:
        return Span(self.days or 0.0, not self.going_on)


def days_from(begin: datetime, end: datetime) -> float:
    """Days, with their part; never negative."""
    return max((end - begin).total_seconds(), 0.0) / DAY


@dataclass
class Row:
    """A row of a table, by what it is called in addresses. `name` is a name in both languages, a
    person's, or nothing for the row of all."""

    key: str
    name: Words | str | None = None
    cells: dict[str, list[Case]] = field(default_factory=dict)
    note: Any = None

    def add(self, column: str, case: Case) -> None:
        self.cells.setdefault(column, []).append(case)

    def cases(self, *columns: str) -> list[Case]:
        return [case for column in columns for case in self.cells.get(column, [])]

    def count(self, *columns: str) -> int:
        return sum(len(self.cells.get(column, [])) for column in columns)

    def curve(self, *columns: str) -> Curve:
        """How long the cases of these cells last, those that go on included."""
        return kaplan_meier(case.span for case in self.cases(*columns))

    def quantile(self, share: float, *columns: str) -> float | None:
        """Days below which `share` of the cases lie; None of too few."""
        days = [case.days or 0.0 for case in self.cases(*columns)]
        return quantile(days, share) if len(days) >= ENOUGH else None


Tables = Mapping[str, Sequence[Row]]
"""Name of a table → its rows."""


class Rows:
    """Rows by their key, made when first asked for."""

    def __init__(self, named: Callable[[str], Words | str | None] = lambda key: key) -> None:
        self._named = named
        self._rows: dict[str, Row] = {}

    def __getitem__(self, key: str) -> Row:
        if key not in self._rows:
            self._rows[key] = Row(key, self._named(key))
        return self._rows[key]

    def listed(self, order: Callable[[Row], Any] | None = None) -> list[Row]:
        rows = list(self._rows.values())
        return sorted(rows, key=order) if order else rows


def total(rows: Iterable[Row]) -> Row:
    """All of them in one row."""
    whole = Row("all")
    for row in rows:
        for column, cases in row.cells.items():
            whole.cells.setdefault(column, []).extend(cases)
    return whole


def find(tables: Tables, table: str, key: str, column: str) -> tuple[Row, list[Case]] | None:
    """The row and the cases of one cell; None where there is no such row."""
    rows = tables.get(table, [])
    row = total(rows) if key == "all" else next((one for one in rows if one.key == key), None)
    return None if row is None else (row, row.cases(*column.split(" ")))


def now_or(at: datetime | None) -> datetime:
    return at or clock.now()
