"""Persons entered twice: who may be one, and who was made one."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from people.models import Account, Person
from recruiting.states import Likeness

OPEN_QUESTION = text("settled_at IS NULL")
HOLDS = text("undone_at IS NULL")


class Suspicion(Base):
    """Two persons who may be one. Settled by somebody saying yes (a merge) or no."""

    __tablename__ = "suspicion"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="each_pair_once"),
        CheckConstraint("(settled_at IS NULL) = (is_same IS NULL)", name="answer_iff_settled"),
        Index("ix_suspicion_open", "why", "id", sqlite_where=OPEN_QUESTION, postgresql_where=OPEN_QUESTION),
        Index("ix_suspicion_second_id", "second_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    why: Mapped[Likeness]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_same: Mapped[bool | None]

    first: Mapped[Person] = relationship(foreign_keys=[first_id])
    second: Mapped[Person] = relationship(foreign_keys=[second_id])


class PersonMerge(Base):
    """`absorbed` was entered twice and is `survivor`. `moved` says which rows of which column changed
    hands, `filled` which gaps of the survivor were filled, so that it can be undone exactly."""

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("survivor_id <> absorbed_id", name="two_persons"),
        CheckConstraint("(undone_at IS NULL) = (undo_reason IS NULL)", name="reason_iff_undone"),
        Index(
            "uq_person_merge_holds", "absorbed_id", unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS
        ),
        Index("ix_person_merge_survivor_id", "survivor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survivor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    absorbed_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved: Mapped[dict[str, Any]]
    filled: Mapped[dict[str, Any]]
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undo_reason: Mapped[str | None]

    survivor: Mapped[Person] = relationship(foreign_keys=[survivor_id])
    absorbed: Mapped[Person] = relationship(foreign_keys=[absorbed_id])
    merged_by: Mapped[Account | None] = relationship(foreign_keys=[merged_by_id])
