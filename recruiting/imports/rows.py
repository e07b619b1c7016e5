"""Rows of a table of candidates as arrivals, or what is wrong with them, column by column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.tables_in import Row
from recruiting.candidates import Background
from recruiting.imports import cells, problems
from recruiting.imports.cells import CellFault
from recruiting.models import Channel
from recruiting.placing import Arrival
from recruiting.touches import PARTS, heard

SHOWN = 120
"""Characters of a wrong value that are kept to be shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`field`: the column as it is called in `columns.FIELDS`, or None; `value`: what stands there."""

    line: int
    field: str | None
    problem: str
    value: str | None = None


@dataclass(frozen=True)
class Reading:
    """How the rows of a table are read.

    columns: number of the column → field.  openings: what may stand for an opening, in lower case → its
    id.  channels: the same for channels.  opening_id, channel: what holds where a row says nothing."""

    width: int
    columns: Mapping[int, str]
    openings: Mapping[str, int]
    channels: Mapping[str, Channel]
    opening_id: int | None
    channel: Channel

    def readers(self) -> list[tuple[int, str, Any]]:
        own = {"opening": self._opening, "channel": self._channel}
        return [
            (number, field, own.get(field) or cells.READERS[field])
            for number, field in sorted(self.columns.items())
        ]

    def _opening(self, cell: str) -> int:
        found = self.openings.get(cell.lower())
        if found is None:
            raise CellFault(problems.NO_OPENING)
        return found

    def _channel(self, cell: str) -> Channel:
        found = self.channels.get(cell.lower())
        if found is None:
            raise CellFault(problems.NO_CHANNEL)
        return found


def read(rows: Iterable[Row], reading: Reading) -> list[Arrival | list[Fault]]:
    """Each row as an arrival, or all that is wrong with it."""
    readers = reading.readers()
    return [_read(row, readers, reading) for row in rows]


def _read(row: Row, readers: Sequence[tuple[int, str, Any]], reading: Reading) -> Arrival | list[Fault]:
    line, values, faults, found = row.line, row.cells, [], {}
    width = len(values)
    if width > reading.width:
        return [Fault(line, None, problems.SHIFTED, _shown(values[reading.width]))]
    for number, field, reader in readers:
        cell = values[number] if number < width else ""
        if cell:
            try:
                found[field] = reader(cell)
            except CellFault as fault:
                faults.append(Fault(line, field, fault.problem, _shown(cell)))
    if faults or "name" not in found or "email" not in found or reading.opening_id is None:
        faults += _missing(line, found, {one.field for one in faults}, reading)
    return faults or _arrival(line, found, reading)


def _missing(line: int, found: dict[str, Any], wrong: set[str | None], reading: Reading) -> list[Fault]:
    faults = []
    if not wrong & {"name", "family_name", "given_name"} and not _name(found):
        faults.append(Fault(line, "name", problems.MISSING))
    if not wrong & {"email", "phone"} and not found.get("email") and not found.get("phone"):
        faults.append(Fault(line, "email", problems.NO_CONTACT))
    if "opening" not in wrong and "opening" not in found and reading.opening_id is None:
        faults.append(Fault(line, "opening", problems.MISSING))
    return faults


def _name(found: dict[str, Any]) -> str:
    if "name" in found:
        return str(found["name"])
    family, given = found.get("family_name", ""), found.get("given_name", "")
    if family and given:
        return family + given if cells.language_of(family) == "zh_Hans" else f"{given} {family}"
    return str(family or given)


def _arrival(line: int, found: dict[str, Any], reading: Reading) -> Arrival:
    opening_id: Any = found.pop("opening", None) or reading.opening_id
    channel = found.pop("channel", None) or reading.channel
    name = _name(found)
    for part in ("name", "family_name", "given_name"):
        found.pop(part, None)
    met = heard(**{part: found.pop(part, None) for part in PARTS})
    found.setdefault("email", "")
    found.setdefault("language", cells.language_of(name))
    return Arrival(line, Background(name=name, **found), opening_id, channel, met=met)


def _shown(cell: str) -> str:
    return cell.replace("\x00", "�")[:SHOWN]
