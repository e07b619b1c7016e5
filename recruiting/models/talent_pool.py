"""Whom we would like to see again, and how long somebody who was turned down has to wait."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from people.models import Person
from recruiting.models.application import Application
from recruiting.states import PoolEnd, PoolReason

STILL_IN = text("left_at IS NULL")
LONGEST_COOL_DOWN = 1095
"""Days."""


class PoolEntry(Base):
    """A stay in the talent pool: why, on account of which application, until the end of which day."""

    __tablename__ = "pool_entry"
    __table_args__ = (
        CheckConstraint("(left_at IS NULL) = (ending IS NULL)", name="ending_iff_left"),
        Index(
            "uq_pool_entry_person", "person_id", unique=True, sqlite_where=STILL_IN, postgresql_where=STILL_IN
        ),
        Index(
            "ix_pool_entry_expires_on", "expires_on", "id", sqlite_where=STILL_IN, postgresql_where=STILL_IN
        ),
        Index("ix_pool_entry_application_id", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    reason: Mapped[PoolReason]
    note: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_on: Mapped[date]
    written_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    ending: Mapped[PoolEnd | None]

    person: Mapped[Person] = relationship()
    application: Mapped[Application] = relationship()


class CoolDown(Base):
    """From `since` on, who is turned down for this reason may apply again after so many days; an
    application that ended earlier keeps the days of its own time."""

    __tablename__ = "cool_down"
    __table_args__ = (
        CheckConstraint(f"days BETWEEN 0 AND {LONGEST_COOL_DOWN}", name="days_in_range"),
        UniqueConstraint("reason_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reason_id: Mapped[int] = mapped_column(ForeignKey("disposition_reason.id"))
    number: Mapped[int]
    days: Mapped[int]
    since: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
