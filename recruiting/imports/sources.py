"""The arrivals in an import's files, part by part, in the order of the lines; the same for the dry run and
for the run, whatever the layout of the files."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from core import tables_in
from core.tables_in import Table
from people.models import Account
from recruiting.imports import rows
from recruiting.imports.rows import Fault, Reading
from recruiting.imports.systems import exported
from recruiting.models import CandidateImport, ImportKind
from recruiting.placing import Arrival
from recruiting.queries import imports as queries

PART = 2_000
"""Rows that are dealt with in one transaction."""

Read = Arrival | list[Fault]


def parts(one: CandidateImport, account: Account, after: int = 0) -> Iterator[Sequence[Read]]:
    """What the rows beyond `after` say, up to PART rows at a time, as `account` may bring in. `after` is
    what `reached` said."""
    if one.kind is not ImportKind.TABLE:
        found = exported.read(one, account)
        yield from (found[start : start + PART] for start in range(after, len(found), PART))
        return
    table = table_of(one)
    reading = _reading(one, table, account)
    left = (row for row in table.rows if row.line > after)
    while part := list(islice(left, PART)):
        yield rows.read(part, reading)


def table_of(one: CandidateImport) -> Table:
    """The table that was uploaded. Raises TableRefused."""
    return tables_in.read(queries.files(one.id)[0][1])


def _reading(one: CandidateImport, table: Table, account: Account) -> Reading:
    return Reading(
        width=len(table.header),
        columns={int(number): field for number, field in one.columns.items() if field},
        openings=queries.said_openings(account),
        channels=queries.said_channels(),
        opening_id=one.opening_id,
        channel=one.channel,
    )


def reached(one: CandidateImport, part: Sequence[Read]) -> int:
    """How far one is after this part: the line of a table; of an export, whose files all have lines of
    their own, the number of its applications."""
    last = part[-1]
    line = last[0].line if isinstance(last, list) else last.line
    return line if one.kind is ImportKind.TABLE else one.reached + len(part)


def look(table: Table, number: int = 3) -> list[list[str]]:
    """For each column the first values in it, to show what it holds."""
    examples: list[list[str]] = [[] for _title in table.header]
    for row in islice(table.rows, 200):
        for column, cell in enumerate(row.cells[: len(examples)]):
            if cell and len(examples[column]) < number:
                examples[column].append(cell[:60])
    return examples


def shown(table: Table) -> list[dict[str, Any]]:
    """The columns that have a title or a value: number, title, examples."""
    columns = enumerate(zip(table.header, look(table), strict=True))
    return [
        {"number": n, "title": title, "examples": found} for n, (title, found) in columns if title or found
    ]
