"""Files of monthly figures that were taken in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from people.models import Account


class ReviewImport(Base):
    """One file that changed something. `batch` is that of its entries in the record. `entered` months were
    open, `corrected` ones closed. Undoing it adds figures that stand as those before it did."""

    __tablename__ = "review_import"
    __table_args__ = (
        CheckConstraint("entered >= 0 AND corrected >= 0", name="counts_count"),
        CheckConstraint("entered + corrected > 0", name="changed_something"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        Index("ix_review_import_taken_at", "taken_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    batch: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    taken_at: Mapped[datetime]
    entered: Mapped[int]
    corrected: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class FigureHeading(Base):
    """What somebody said that a column measures, so that their next file need not be told."""

    __tablename__ = "figure_heading"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    heading: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
