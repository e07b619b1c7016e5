"""Complaints about somebody: reported, then upheld or dismissed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.states import ComplaintState
from core.db import Base
from people.models import Account, Employment


class Complaint(Base):
    """`decided_on` is the day from which an upheld one counts."""

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
