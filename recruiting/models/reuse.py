"""How long a result may count for a later application of the same person, and where one was let count."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from people.models import Account
from recruiting.models.application import Visit
from recruiting.states import StageKind

LONGEST_REUSE = 36
"""Months."""


class ReuseWindow(Base):
    """From `since` on, a result of a stage of this kind may count again for so many months; 0 for never.
    What was let count under an earlier edition goes on counting."""

    __tablename__ = "reuse_window"
    __table_args__ = (
        CheckConstraint(f"months BETWEEN 0 AND {LONGEST_REUSE}", name="months_in_range"),
        UniqueConstraint("kind", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[StageKind]
    number: Mapped[int]
    months: Mapped[int]
    since: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    set_by: Mapped[Account | None] = relationship()


class CarriedResult(Base):
    """The result of `from_visit`, found at `earned_at`, was let count in `visit` by an act of somebody, for
    as long as edition `number` of its window of `months` allowed. `result` is the row that says so."""

    __tablename__ = "carried_result"
    __table_args__ = (
        UniqueConstraint("result_id"),
        CheckConstraint("visit_id <> from_visit_id", name="from_another_visit"),
        CheckConstraint("carried_at >= earned_at", name="found_before"),
        CheckConstraint("months > 0", name="within_a_window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    from_visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"))
    earned_at: Mapped[datetime]
    number: Mapped[int]
    months: Mapped[int]
    carried_at: Mapped[datetime]
    carried_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    visit: Mapped[Visit] = relationship(foreign_keys=[visit_id])
    from_visit: Mapped[Visit] = relationship(foreign_keys=[from_visit_id])


append_only(ReuseWindow.__table__)
append_only(CarriedResult.__table__)
