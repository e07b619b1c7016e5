"""The record: who did what, when, from what to what, why, under which rule, by which way.

Entries are only ever added. The database itself refuses to change or delete one (`append_only`);
the one exception is wiping the free text of `reason`, which erasure on request needs: the seal covers
the digest of that text, so the chain stays whole without it. Keep personal data out of `details`.
"""

import enum
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.append_only import append_only
from core.db import Base, db


class Way(enum.StrEnum):
    """How a change came about."""

    HAND = "hand"
    RULE = "rule"
    IMPORT = "import"


class Entry(Base):
    """One change of one subject. `batch` ties together what was done with one confirmation."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_subject", "subject_kind", "subject_id", "id"),
        Index("ix_entry_subject_at", "subject_kind", "at"),
        Index("ix_entry_news", "subject_kind", "verb", "at", "subject_id"),
        Index("ix_entry_batch", "batch"),
        Index(
            "ix_entry_corrects",
            "corrects_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    way: Mapped[Way] = mapped_column(default=Way.HAND)
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    details: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    reason_digest: Mapped[str | None]
    rule: Mapped[str | None]
    batch: Mapped[str | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class Seal(Base):
    """A link of the hash chain over the entries, in the order in which they were sealed."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    digest: Mapped[str] = mapped_column(unique=True)


append_only(Entry.__table__, may_wipe="reason")
append_only(Seal.__table__)

_way: ContextVar[Way] = ContextVar("way", default=Way.HAND)


@contextmanager
def by(way: Way) -> Iterator[None]:
    """Whatever is recorded inside came about in this way."""
    token = _way.set(way)
    try:
        yield
    finally:
        _way.reset(token)


def record(
    verb: str,
    subject: Any,
    *,
    actor_id: int | None,
    reason: str | None = None,
    rule: str | None = None,
    batch: str | None = None,
    corrects: Entry | None = None,
    **details: Any,
) -> Entry:
    """Add an entry about `subject` (a flushed model object); returns it, not yet flushed.

    `verb` is what happened, as the past tense ("moved"); `details` are ids, codes and numbers, with
    `state` holding what the subject is after the change where it has one.
    """
    entry = entry_of(
        verb,
        subject,
        actor_id=actor_id,
        reason=reason,
        rule=rule,
        batch=batch,
        corrects=corrects,
        **details,
    )
    db.session.add(entry)
    return entry


def entry_of(
    verb: str,
    subject: Any,
    *,
    actor_id: int | None,
    reason: str | None = None,
    rule: str | None = None,
    batch: str | None = None,
    corrects: Entry | None = None,
    **details: Any,
) -> Entry:
    """What `record` adds, for whoever adds many at once."""
    return Entry(
        at=clock.now(),
        actor_id=actor_id,
        way=_way.get(),
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        details=details,
        reason=reason or None,
        reason_digest=digest_of(reason) if reason else None,
        rule=rule,
        batch=batch,
        corrects_id=corrects.id if corrects else None,
    )


def way_of_now() -> Way:
    """How what happens here comes about; for entries that are written many at once."""
    return _way.get()


def new_batch() -> str:
    """A name for what is done with one confirmation."""
    return secrets.token_hex(8)


def digest_of(reason: str) -> str:
    """What the seal covers in place of the reason's text."""
    return hashlib.sha256(reason.encode()).hexdigest()
