"""Nesting: what is asked of the first weeks on duty as versioned data, and what was measured each day."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Words
from training.models.enrolment import Enrolment


class NestingPolicy(Base):
    """One version of what nesting after a programme asks: every target held on `hold_days` days running.
    `most_per_coach`: how many who nest one coach accompanies at most; None: no number is asked."""

    __tablename__ = "nesting_policy"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("hold_days > 0", name="days_count"),
        CheckConstraint("most_per_coach > 0", name="coach_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    hold_days: Mapped[int]
    most_per_coach: Mapped[int | None]
    published_at: Mapped[datetime]

    targets: Mapped[list["NestingTarget"]] = relationship(order_by="NestingTarget.position", lazy="selectin")
    steps: Mapped[list["NestingStep"]] = relationship(order_by="NestingStep.from_day", lazy="selectin")


class NestingTarget(Base):
    """A measure of each day: at least `value` where it is a floor, at most otherwise."""

    __tablename__ = "nesting_target"

    policy_id: Mapped[int] = mapped_column(ForeignKey("nesting_policy.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[Words]
    value: Mapped[Decimal] = mapped_column(Numeric(9, 2))
    is_floor: Mapped[bool]


class NestingStep(Base):
    """From which day of nesting on, counted in days worked, somebody takes these kinds of contacts."""

    __tablename__ = "nesting_step"
    __table_args__ = (CheckConstraint("from_day > 0", name="day_counts"),)

    policy_id: Mapped[int] = mapped_column(ForeignKey("nesting_policy.id"), primary_key=True)
    from_day: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]


class Nesting(Base):
    """Somebody's nesting. `ended_on`: the first day on duty alone; `proficient_on`: the day on which the run
    began that was long enough."""

    __tablename__ = "nesting"
    __table_args__ = (
        CheckConstraint("(ended_on IS NULL) = (proficient_on IS NULL)", name="ends_by_its_targets"),
        CheckConstraint("proficient_on BETWEEN began_on AND ended_on", name="in_its_time"),
        Index(
            "ix_nesting_running",
            "began_on",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("nesting_policy.id"))
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    proficient_on: Mapped[date | None]

    enrolment: Mapped[Enrolment] = relationship()
    policy: Mapped[NestingPolicy] = relationship()


class NestingDay(Base):
    """What was measured on a day; of several entries the one with the highest number stands. `actuals`:
    key of the target → number; without any, what stood there was taken back."""

    __tablename__ = "nesting_day"
    __table_args__ = (
        UniqueConstraint("nesting_id", "day", "number"),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nesting_id: Mapped[int] = mapped_column(ForeignKey("nesting.id"))
    day: Mapped[date]
    number: Mapped[int]
    actuals: Mapped[dict[str, Any]]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


for _table in (NestingPolicy, NestingTarget, NestingStep, NestingDay):
    append_only(_table.__table__)
