"""Imports of candidates: the file, how its columns are read, what became of its rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from core.db import Base
from people.models import Account
from recruiting.models.opening import Channel, Opening


class ImportKind(StrEnum):
    """How the file is laid out: a table of candidates, or the export of another system."""

    TABLE = "table"
    GREENHOUSE = "greenhouse"
    LEVER = "lever"


class ImportState(StrEnum):
    """uploaded → checked → running → done; what is done can be undone (undoing → undone), what runs can be
    cancelled: it takes back what it has added (cancelling → cancelled). What was never begun is discarded."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    UNDOING = "undoing"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"
    UNDONE = "undone"


AT_WORK = (ImportState.RUNNING, ImportState.CANCELLING, ImportState.UNDOING)
"""What the worker goes on with."""


class RowOutcome(StrEnum):
    """What became of a row, where there is something to say: most are simply added and have no row here.

    faulty: left out.  known: applied here before.  joined: added, to somebody who was known.
    added: added, under a key of the system it came from.  kept: an undo left it."""

    FAULTY = "faulty"
    KNOWN = "known"
    JOINED = "joined"
    ADDED = "added"
    KEPT = "kept"


class CandidateImport(Base):
    """One import. `batch` is that of its entries in the record. `columns` says what each column holds, or
    where the words of another system lead to; `not_read`, which of its files and columns nothing takes
    (`systems.exported.not_read`; None for a table, whose columns are chosen). `reached` is the line up to
    which the work is done (the application, while it is taken back); it is written with that work, so a
    worker that was killed is followed by one that goes on there. `stopped_by_id`: who cancelled or undid
    it. `same_people`: who is here under another name, with the same e-mail address, is that person."""

    __tablename__ = "candidate_import"
    __table_args__ = (
        CheckConstraint("added >= 0 AND known >= 0 AND faulty >= 0", name="counts_count"),
        CheckConstraint(
            "(state IN ('done', 'undoing', 'cancelled', 'discarded', 'undone')) = (ended_at IS NOT NULL)",
            name="ended_at_iff_ended",
        ),
        Index("ix_candidate_import_state", "state", "id"),
        Index("ix_candidate_import_digest", "digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind]
    name: Mapped[str]
    digest: Mapped[str]
    batch: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    columns: Mapped[dict[str, Any]]
    not_read: Mapped[dict[str, Any] | None]
    same_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[ImportState] = mapped_column(default=ImportState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    stopped_by: Mapped[Account | None] = relationship(foreign_keys=[stopped_by_id])
    opening: Mapped[Opening | None] = relationship()
    channel: Mapped[Channel] = relationship()
    files: Mapped[list["ImportFile"]] = relationship(order_by="ImportFile.id")

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def done_rows(self) -> int:
        """So many rows have been dealt with."""
        return self.added + self.known + self.faulty


class ImportFile(Base):
    """A file as it was uploaded. Its content is forgotten some time after the import has ended."""

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_import_id: Mapped[int] = mapped_column(ForeignKey("candidate_import.id"), index=True)
    name: Mapped[str]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


class ImportRow(Base):
    """Something to say of one row. `problem` is a key of `imports.problems.SENTENCES`; `field` the column
    as it is called there; `value` what stands in it. `key` and `person_key` name the application and the
    person in the system they came from. `filled` are facts of a known candidate that were gaps before."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_line", "candidate_import_id", "outcome", "line", "id"),
        Index("ix_import_row_key", "key"),
        Index("ix_import_row_person_key", "person_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_import_id: Mapped[int] = mapped_column(ForeignKey("candidate_import.id"))
    line: Mapped[int]
    outcome: Mapped[RowOutcome]
    field: Mapped[str | None]
    problem: Mapped[str | None]
    value: Mapped[str | None]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    key: Mapped[str | None]
    person_key: Mapped[str | None]
    filled: Mapped[dict[str, Any] | None]


class ColumnMemory(Base):
    """How a header was read the last time, to be proposed the next. `layout` is its digest."""

    __tablename__ = "column_memory"
    __table_args__ = (UniqueConstraint("layout"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    layout: Mapped[str]
    columns: Mapped[dict[str, Any]]
    remembered_at: Mapped[datetime]
