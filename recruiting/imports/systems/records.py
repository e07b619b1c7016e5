"""What any export says, whatever its layout: people, their applications, and the way these took."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from core import tables_in
from core.i18n import _
from core.tables_in import TableRefused
from recruiting.imports import problems
from recruiting.placing import Note

TRUE = frozenset({"true", "1", "yes", "t"})
DELETED = ("_fivetran_deleted", "is_deleted")
MARKS = (*DELETED, "_fivetran_synced")
"""Columns in which the connector says something of its own."""
MOST_LINES = 10
"""So many further addresses are told by their lines."""
HIRED_THERE = ("hired", "hire")
UNLISTED = "not listed: "
"""Before the key of a thing that the files refer to and do not list: together they are the word for it. With
no key it is the word for the opening of whoever the files name none for."""
BESIDE = "*"
"""With it begins the name of what stands for files of a ZIP that are no tables: "*.pdf × 12"."""


class Line(NamedTuple):
    """A row of one of the files by the names of its columns; a column that is missing is empty."""

    number: int
    cells: Mapping[str, str]

    def __call__(self, name: str) -> str:
        return self.cells.get(name, "")

    def says(self, name: str) -> bool:
        return self(name).lower() in TRUE


class Event(NamedTuple):
    """That somebody entered a stage, of that name there."""

    at: datetime
    stage: str


@dataclass(frozen=True)
class Ending:
    """How it ended there; `reason` in the words used there. `hired` and a moment, or neither."""

    at: datetime
    reason: str
    is_hire: bool = False


@dataclass
class Record:
    """One application. `problem`: why it cannot be taken over, with the column that says so."""

    line: int
    key: str
    person_key: str
    name: str = ""
    email: str = ""
    phone: str = ""
    opening: str = ""
    channel: str = ""
    applied_at: datetime | None = None
    events: list[Event] = field(default_factory=list)
    ending: Ending | None = None
    problem: str | None = None
    column: str = ""
    value: str = ""
    notes: list[Note] = field(default_factory=list)
    """What there is to say of it although it can be taken over."""


Layout = Mapping[str, Sequence[str]]
"""Which files are read, and which of their columns: nothing else comes in."""


class Files:
    """The files of an export, by their names; one that is missing has no rows. `reads`: what of them is
    read; a column beyond it is empty for whoever asks."""

    def __init__(self, files: Iterable[tuple[str, bytes]], reads: Layout) -> None:
        self._files, self._reads = dict(files), reads

    def rows(self, name: str, *, with_deleted: bool = False) -> Iterator[Line]:
        """The rows of a file, as a rule but for those that are marked as deleted."""
        wanted = {*self._reads[name], *MARKS}
        content = self._files.get(f"{name}.csv")
        for line in _lines(f"{name}.csv", content) if content is not None else ():
            if with_deleted or not any(map(line.says, DELETED)):
                yield Line(
                    line.number, {title: cell for title, cell in line.cells.items() if title in wanted}
                )

    def not_read(self) -> dict[str, list[str]]:
        """File → its columns that have a value and are not read; none named where it is not read at all.
        What the connector adds for itself, and files without a row, are no loss."""
        found = {name: self._unread(name, content) for name, content in self._files.items()}
        return {name: titles for name, titles in found.items() if titles is not None}

    def _unread(self, name: str, content: bytes) -> list[str] | None:
        read = self._reads.get(name.removesuffix(".csv"))
        if name.startswith(BESIDE):
            return []
        if read is None:
            return [] if _has_rows(content) else None
        left: dict[str, None] = {}
        for line in _lines(name, content):
            left.update((title, None) for title, cell in line.cells.items() if cell and title not in left)
        return [title for title in left if title not in {*read, *MARKS, ""}] or None

    def by(self, name: str, key: str) -> dict[str, Line]:
        """The rows of a file by the value of one column; the first of several."""
        found: dict[str, Line] = {}
        for line in self.rows(name):
            found.setdefault(line(key), line)
        return found

    def called(self, name: str) -> dict[str, Line]:
        """The rows of a file of names by their keys. What was deleted there since is in it too: who passed
        a stage passed it."""
        return {line("id"): line for line in self.rows(name, with_deleted=True)}

    def grouped(self, name: str, key: str) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.rows(name):
            found[line(key)].append(line)
        return found


def _lines(name: str, content: bytes) -> Iterator[Line]:
    try:
        table = tables_in.read(content)
        header = [title.lower() for title in table.header]
        for row in table.rows:
            yield Line(row.line, dict(zip(header, row.cells, strict=False)))
    except TableRefused as refusal:
        raise TableRefused(_("%(file)s: %(why)s", file=name, why=refusal.sentence), "files") from refusal


def _has_rows(content: bytes) -> bool:
    """Of a file that nobody reads; one that cannot be read holds something too."""
    try:
        return next(tables_in.read(content).rows, None) is not None
    except TableRefused:
        return bool(content)


def moment(text: str) -> datetime | None:
    """The moment that is written there, in UTC where no zone is; None for anything else."""
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip())
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def in_time(events: Iterable[tuple[str, str]]) -> list[Event]:
    """(moment as text, stage) as events, first things first; those without either are left out."""
    found = [Event(at, stage) for text, stage in events if stage and (at := moment(text))]
    return sorted(found, key=lambda event: event.at)


def up_to_now(events: Iterable[tuple[str, str]], stage: str, since: str) -> list[Event]:
    """The events in time, and at their end the stage in which the application is said to stand: a history
    lacks what its system moved without writing it down. `since`: as text, when that was at the latest."""
    found = in_time(events)
    if not stage or (found and found[-1].stage == stage):
        return found
    at = moment(since) or (found[-1].at if found else None)
    return [*found, Event(max([at, *(one.at for one in found[-1:])]), stage)] if at else found


def unlisted(key: str) -> str:
    """The word for what has this key and no name in the files; none for no key."""
    return f"{UNLISTED}{key}" if key else ""


def notes_on(events: Sequence[tuple[str, str]], now: str, file: str, key: str) -> list[Note]:
    """What there is to say of a history and of the stage of now: stages that `file` does not list, and steps
    without a moment. `key`: the column that holds the moments."""
    found = [
        Note(problems.UNKNOWN_STAGE, f"{file}.csv", stage.removeprefix(UNLISTED))
        for stage in (*(stage for _text, stage in events), now)
        if stage.startswith(UNLISTED)
    ]
    found += [Note(problems.NO_MOMENT, key, text) for text, stage in events if stage and not moment(text)]
    return list(dict.fromkeys(found))


def further(lines: Sequence[Line] | None, column: str, file: str) -> list[Note]:
    """That there are more addresses or numbers than the first; in which lines of `file`, as a note is read
    by some who may not see these."""
    first = first_value(lines, column).lower()
    more = [str(line.number) for line in lines or () if line(column).lower() not in ("", first)]
    return [Note(problems.FURTHER, f"{file}.csv", ", ".join(more[:MOST_LINES]))] if more else []


def first_value(lines: Sequence[Line] | None, column: str) -> str:
    """The value of the first row that has one."""
    return next((line(column) for line in lines or () if line(column)), "")
