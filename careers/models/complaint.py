"""Complaints about somebody: reported, then upheld or dismissed; decided anew, the earlier finding stays."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.states import ComplaintState
from core.append_only import append_only
from core.db import Base
from core.record import Entry
from people.models import Account, Employment


class Complaint(Base):
    """As it stands by its last finding; `decided_on` is the day from which an upheld one counts."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(state = 'reported') = (decided_on IS NULL)", name="day_iff_decided"),
        CheckConstraint("(decided_on IS NULL) = (finding IS NULL)", name="says_why"),
        CheckConstraint("decided_on >= happened_on", name="decided_after_it_happened"),
        Index("ix_complaint_employment_id", "employment_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    happened_on: Mapped[date]
    summary: Mapped[str]
    state: Mapped[ComplaintState] = mapped_column(default=ComplaintState.REPORTED)
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    finding: Mapped[str | None]

    employment: Mapped[Employment] = relationship()
    reported_by: Mapped[Account | None] = relationship(foreign_keys=[reported_by_id])
    findings: Mapped[list["ComplaintFinding"]] = relationship(order_by="ComplaintFinding.number")


class ComplaintFinding(Base):
    """What a complaint was decided to be on a day, and why; the one with the highest number stands."""

    __tablename__ = "complaint_finding"
    __table_args__ = (
        UniqueConstraint("complaint_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("state <> 'reported'", name="decides"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int]
    state: Mapped[ComplaintState]
    on: Mapped[date]
    finding: Mapped[str | None]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    entry: Mapped[Entry] = relationship()


append_only(ComplaintFinding.__table__, may_wipe="finding")
