"""Results of a visit: interviews and their scorecards, and results entered by hand.

Nothing here is overwritten: an amended scorecard or a corrected result is a new row that names the
one it replaces; the newest of a chain is the one that stands.
"""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models import Criterion, RubricVersion
from assessment.rules import Recommendation
from core.append_only import append_only
from core.db import Base, Exact
from people.models import Account
from recruiting.models.application import Visit
from recruiting.states import InterviewState, Verdict


def new_uid() -> str:
    """A name for an interview that no other event in the world has."""
    return f"interview-{secrets.token_hex(16)}@onduty"


class Interview(Base):
    """A time and a place for a visit; `minutes` long. Calendars know it by `uid`, which never changes,
    and take the higher `sequence` of two messages about it."""

    __tablename__ = "interview"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_make_sense"),
        CheckConstraint("sequence >= 0", name="sequence_counts"),
        UniqueConstraint("uid"),
        Index("ix_interview_starts_at", "starts_at"),
        Index("ix_interview_visit", "visit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str]
    state: Mapped[InterviewState] = mapped_column(default=InterviewState.PLANNED)
    uid: Mapped[str] = mapped_column(default=new_uid)
    sequence: Mapped[int] = mapped_column(default=0)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class Panelist(Base):
    """An account asked to score a visit. `released_at`: no longer asked. `focus`: the ids of the criteria
    to look at above all, as the plan of the panel had it when they were asked; none for all alike."""

    __tablename__ = "panelist"
    __table_args__ = (
        UniqueConstraint("visit_id", "account_id"),
        Index("ix_panelist_account", "account_id", "visit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    focus: Mapped[list[int]] = mapped_column(default=list)

    account: Mapped[Account] = relationship()
    visit: Mapped[Visit] = relationship()


class Scorecard(Base):
    """What one panelist made of a visit. `mark` is the weighted mean of its ratings, 1.0 to 5.0."""

    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint("panelist_id", "number"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("mark BETWEEN 1 AND 5", name="mark_in_range"),
        CheckConstraint("(number = 1) = (replaces_id IS NULL)", name="first_replaces_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panelist_id: Mapped[int] = mapped_column(ForeignKey("panelist.id"))
    number: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("scorecard.id"))
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    recommendation: Mapped[Recommendation]
    mark: Mapped[Decimal] = mapped_column(Exact(3, 1))
    comment: Mapped[str]
    submitted_at: Mapped[datetime]
    why_amended: Mapped[str | None]

    panelist: Mapped[Panelist] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    ratings: Mapped[list["Rating"]] = relationship(order_by="Rating.id")


class Rating(Base):
    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("scorecard_id", "criterion_id"),
        CheckConstraint("value BETWEEN 1 AND 5", name="value_on_the_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    value: Mapped[int]

    criterion: Mapped[Criterion] = relationship()


class Result(Base):
    """A result of a screening, test, simulation or check: a mark of 0 to 100 where there is one, and
    the verdict against the pass mark of that day. `way` in the record says who or what entered it."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark_in_range"),
        CheckConstraint("(number = 1) = (replaces_id IS NULL)", name="first_replaces_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    number: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"))
    mark: Mapped[Decimal | None] = mapped_column(Exact(5, 1))
    verdict: Mapped[Verdict]
    comment: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    entered_by: Mapped[Account | None] = relationship()


for table in (Scorecard.__table__, Rating.__table__, Result.__table__):
    append_only(table)
