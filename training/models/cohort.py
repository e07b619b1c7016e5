"""Cohorts: a programme taught to a class, by whom, when and where."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, and_, false, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, Words
from people.models import Account, Site, Team
from training.models.programme import Module, ProgrammeVersion
from training.states import SessionState, TrainerPart


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, or a day worked in its place. Without a site
    it is so everywhere."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        Index(
            "uq_calendar_day_everywhere",
            "day",
            unique=True,
            sqlite_where=text("site_id IS NULL"),
            postgresql_where=text("site_id IS NULL"),
        ),
        UniqueConstraint("site_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date]
    is_worked: Mapped[bool]
    name: Mapped[Words]


class Cohort(Base):
    """An intake. `place` is a room, or the address of a call; `rhythm` is what the timetable was made
    from (`training.rules.timetable.Rhythm`). Whether it is planned, running or finished follows from
    its days. (id, seats) is unique so that placements can hold on to the number of seats."""

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("id", "seats"),
        CheckConstraint("seats > 0", name="seats_count"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    place: Mapped[str]
    seats: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    rhythm: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    programme_version: Mapped[ProgrammeVersion] = relationship()
    team: Mapped[Team] = relationship()
    site: Mapped[Site] = relationship()
    sessions: Mapped[list["ClassSession"]] = relationship(
        order_by="ClassSession.starts_at", back_populates="cohort"
    )
    trainers: Mapped[list["CohortTrainer"]] = relationship(order_by="CohortTrainer.id")


class CohortTrainer(Base):
    """Who teaches a cohort, as an interval; `until` is the first day they no longer do."""

    __tablename__ = "cohort_trainer"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        Index(
            "uq_cohort_trainer_leads",
            "cohort_id",
            unique=True,
            sqlite_where=text("until IS NULL AND part = 'trainer'"),
            postgresql_where=text("until IS NULL AND part = 'trainer'"),
        ),
        Index(
            "uq_cohort_trainer_current",
            "cohort_id",
            "account_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    part: Mapped[TrainerPart]
    since: Mapped[date]
    until: Mapped[date | None]

    account: Mapped[Account] = relationship()


class ClassSession(Base):
    """A module, or a part of it, taught to a cohort at a time. `uid` and `sequence` are for calendars.
    `check_in_code` is what trainees enter while it goes on, where the trainer shows one. `is_make_up`: an
    extra one for whoever missed the module, which nobody else is due in. `is_broken_off`: called off with its
    class, so that who sat there is not done with the module."""

    __tablename__ = "class_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index("ix_class_session_cohort", "cohort_id", "starts_at"),
        Index("ix_class_session_starts_at", "starts_at"),
        Index("ix_class_session_trainer", "trainer_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    place: Mapped[str]
    state: Mapped[SessionState] = mapped_column(default=SessionState.PLANNED)
    is_make_up: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_broken_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    check_in_code: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    cohort: Mapped[Cohort] = relationship(back_populates="sessions")
    module: Mapped[Module] = relationship()
    trainer: Mapped[Account | None] = relationship()

    @property
    def takes_place(self) -> bool:
        """For everybody in the class."""
        return self.state is SessionState.PLANNED and not self.is_make_up


TAKES_PLACE = and_(ClassSession.state == SessionState.PLANNED, ClassSession.is_make_up.is_(False))
"""The same as a condition."""
IS_OF_MODULE = or_(TAKES_PLACE, ClassSession.is_broken_off)
"""What a module has in a class, for whether somebody is done with it: also what was broken off."""
