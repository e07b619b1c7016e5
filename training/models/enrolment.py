"""Who is to be trained, in which cohort they sit and sat, and who coaches them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.db import Base
from people.models import Employment, Person
from training.models.cohort import Cohort
from training.states import EnrolmentState, PlacementEnd, TrainingExit

_LIVE = text("state IN ('awaiting a cohort', 'in training')")


class Enrolment(Base):
    """A hired person on the way to being on duty; at most one is live per employment. Transfers and
    retraining go on within the same one. `left_on`: the last day of who left before being on duty."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("(state = 'left') = (left_on IS NOT NULL)", name="day_iff_left"),
        CheckConstraint("(left_on IS NULL) = (exit_kind IS NULL)", name="kind_iff_left"),
        Index(
            "uq_enrolment_live",
            "employment_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.AWAITING_COHORT)
    wanted_on: Mapped[date]
    created_at: Mapped[datetime]
    left_on: Mapped[date | None]
    exit_kind: Mapped[TrainingExit | None]

    employment: Mapped[Employment] = relationship()
    placements: Mapped[list["Placement"]] = relationship(order_by="Placement.id", back_populates="enrolment")


class Placement(Base):
    """A seat in a cohort during an interval; `until` is the first day it is free again. `seats` follows
    the cohort's own number by its foreign key, so that the database refuses a seat too many. `seated_at`,
    `freed_at`: when it was written that it is taken, and that it is not, which a past day goes by."""

    __tablename__ = "placement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["cohort_id", "seats"],
            ["cohort.id", "cohort.seats"],
            name="fk_placement_cohort_id",
            onupdate="CASCADE",
        ),
        CheckConstraint("seat > 0", name="seat_counts"),
        CheckConstraint("until IS NOT NULL OR seat <= seats", name="seat_is_there"),
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        CheckConstraint("(until IS NULL) = (ended_by IS NULL)", name="end_iff_ended"),
        Index(
            "uq_placement_seat",
            "cohort_id",
            "seat",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index(
            "uq_placement_current",
            "enrolment_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_placement_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    cohort_id: Mapped[int]
    seats: Mapped[int]
    seat: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]
    ended_by: Mapped[PlacementEnd | None]
    seated_at: Mapped[datetime] = mapped_column(default=clock.now)
    freed_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship(back_populates="placements")
    cohort: Mapped[Cohort] = relationship()


class Coaching(Base):
    """Who accompanies a trainee, as an interval; a coach is a colleague."""

    __tablename__ = "coaching"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        Index(
            "uq_coaching_current",
            "enrolment_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    coach: Mapped[Person] = relationship()
