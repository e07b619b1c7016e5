"""Check-ins: the employee and whoever leads them rate the competencies of the next level apart from each
other, then look at both together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.models.ladder import LadderVersion
from careers.states import Side
from core.append_only import append_only
from core.db import Base
from people.models import Account, Employment

_OPEN = text("closed_at IS NULL AND called_off_at IS NULL")


class CheckIn(Base):
    """About the competencies of `level` in one version of the ladder. `closed_at`: when both sides had handed
    in; at most one of somebody is open. One that is called off before stays, with why."""

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint(
            "(called_off_at IS NULL) = (called_off_reason IS NULL)", name="says_why_iff_called_off"
        ),
        CheckConstraint("closed_at IS NULL OR called_off_at IS NULL", name="closed_or_called_off"),
        Index("uq_check_in_open", "employment_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_check_in_employment_id", "employment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("ladder_version.id"))
    level: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    called_off_reason: Mapped[str | None]

    employment: Mapped[Employment] = relationship()
    version: Mapped[LadderVersion] = relationship()
    sheets: Mapped[list["CheckInSheet"]] = relationship(order_by="CheckInSheet.id", lazy="selectin")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.called_off_at is None

    def sheet_of(self, side: Side) -> "CheckInSheet | None":
        return next((one for one in self.sheets if one.side is side), None)


class CheckInSheet(Base):
    """What one side handed in, all at a time and once."""

    __tablename__ = "check_in_sheet"
    __table_args__ = (UniqueConstraint("check_in_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id"))
    side: Mapped[Side]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    account: Mapped[Account] = relationship()
    ratings: Mapped[list["CheckInRating"]] = relationship(order_by="CheckInRating.id", lazy="selectin")


class CheckInRating(Base):
    """`note`: what was seen; it may be wiped."""

    __tablename__ = "check_in_rating"
    __table_args__ = (
        UniqueConstraint("sheet_id", "competency"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_of_5"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("check_in_sheet.id"))
    competency: Mapped[str]
    rating: Mapped[int]
    note: Mapped[str | None]


append_only(CheckInSheet.__table__)
append_only(CheckInRating.__table__, may_wipe="note")
