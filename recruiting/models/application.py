"""An application and its visits to stages.

The open visit *is* the state: where an application stands, since when, and what it waits for is said
there and nowhere else. Closing one and opening the next is a move; the database allows one open visit
per application, so of two people who move one card at once the second is told.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.db import Base, Exact, Words
from core.i18n import _
from people.models import Person
from recruiting.models.opening import Channel, Opening
from recruiting.models.pipeline import PipelineVersion, Stage
from recruiting.states import OPEN, Outcome, ReasonFamily, Status, Verdict, Wait, WaitsOn


class Shown(NamedTuple):
    """A name for pages."""

    name: str
    latin_name: str | None

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.latin_name}" if self.latin_name else self.name


def veil(application_id: int) -> str:
    """What a candidate is called whose name is hidden."""
    return _("Candidate %(number)s", number=application_id)


class DispositionReason(Base):
    """Why an application ended. Renaming one keeps its id, so old counts stay whole, and what it was called
    before (`FormerName`), so that what ended then says it still."""

    __tablename__ = "disposition_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    family: Mapped[ReasonFamily]
    name: Mapped[Words]
    retired_at: Mapped[datetime | None]


class FormerName(Base):
    """What a reason was called until it was renamed: whatever it was given for until then says so."""

    __tablename__ = "reason_former_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason_id: Mapped[int] = mapped_column(ForeignKey("disposition_reason.id"), index=True)
    name: Mapped[Words]
    until: Mapped[datetime]


OPEN_STATUS = text("status IN ('active', 'on hold')")
STANDING = text("left_at IS NULL")


class Application(Base):
    """One person for one opening, on the pipeline version on which it began."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("id", "opening_id"),
        CheckConstraint(
            "(status IN ('rejected', 'withdrawn')) = (disposition_reason_id IS NOT NULL)",
            name="reason_iff_ended",
        ),
        CheckConstraint(
            "(status IN ('active', 'on hold')) = (closed_at IS NULL)", name="closed_at_iff_closed"
        ),
        CheckConstraint("status <> 'hired' OR employment_id IS NOT NULL", name="hired_means_employed"),
        # One person, one opening: one application that is still open, whatever arrives at once.
        Index(
            "uq_application_open",
            "person_id",
            "opening_id",
            unique=True,
            sqlite_where=OPEN_STATUS,
            postgresql_where=OPEN_STATUS,
        ),
        Index("ix_application_opening_status", "opening_id", "status", "id"),
        Index("ix_application_applied_at", "applied_at", "id"),
        Index(
            "ix_application_void",
            "id",
            sqlite_where=text("status = 'void'"),
            postgresql_where=text("status = 'void'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    pipeline_version_id: Mapped[int] = mapped_column(ForeignKey("pipeline_version.id"))
    status: Mapped[Status] = mapped_column(default=Status.ACTIVE)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    referrer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    disposition_reason_id: Mapped[int | None] = mapped_column(ForeignKey("disposition_reason.id"))
    transferred_from_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    employment_id: Mapped[int | None] = mapped_column(ForeignKey("employment.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    is_veiled = False
    """Is its person hidden from the reader for whom it was loaded? Set by `queries.blindness`."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    referrer: Mapped[Person | None] = relationship(foreign_keys=[referrer_id])
    opening: Mapped[Opening] = relationship()
    pipeline_version: Mapped[PipelineVersion] = relationship()
    channel: Mapped[Channel] = relationship()
    disposition_reason: Mapped[DispositionReason | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def shown(self) -> Shown:
        """Who this is, as the reader may know it: for pages; letters and the record know the person."""
        if self.is_veiled:
            return Shown(veil(self.id), None)
        return Shown(self.person.name, self.person.latin_name)


class Visit(Base):
    """A stay in a stage. `voided_at` marks one that an undo took back: kept, but never counted.

    `mark` and `verdict` are the visit's result as it stands (scorecards and results hold the history);
    `due_at` is when its target days, of those that are worked, are over; `waits_on_id` names the account
    it waits on, if one; `waits_since` is since when it waits for this, and on this part.
    Whatever changes an open application touches this row too: its `version` tells who came second."""

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["application_id", "opening_id"], ["application.id", "application.opening_id"]),
        CheckConstraint("left_at IS NULL OR left_at >= entered_at", name="leaves_after_entering"),
        CheckConstraint(
            "(left_at IS NULL) = (outcome IS NULL AND voided_at IS NULL)", name="outcome_iff_left"
        ),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark_in_range"),
        Index(
            "uq_visit_standing",
            "application_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index(
            "ix_visit_board",
            "opening_id",
            "stage_id",
            "entered_at",
            "id",
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_visit_standing", "entered_at", "id", sqlite_where=STANDING, postgresql_where=STANDING),
        Index(
            "ix_visit_waits_on",
            "waits_on",
            "waits_since",
            "id",
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index(
            "ix_visit_target",
            "opening_id",
            "due_at",
            "stage_id",
            "waits_on",
            "waits_for",
            "left_at",  # always NULL here, but without it SQLite looks at each row
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_visit_due", "waits_on", "due_at", "id", sqlite_where=STANDING, postgresql_where=STANDING),
        Index(
            "ix_visit_waits_on_id",
            "waits_on_id",
            "entered_at",
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_visit_application", "application_id", "id"),
        Index("ix_visit_funnel", "opening_id", "stage_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int]
    opening_id: Mapped[int]
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    voided_at: Mapped[datetime | None]
    overridden: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[Decimal | None] = mapped_column(Exact(5, 1))
    verdict: Mapped[Verdict | None]
    waits_for: Mapped[Wait]
    waits_on: Mapped[WaitsOn]
    waits_on_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    waits_since: Mapped[datetime]
    due_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    application: Mapped[Application] = relationship(viewonly=True)
    stage: Mapped[Stage] = relationship()

    @property
    def allowed_days(self) -> int:
        """How many days on the calendar the stay has until it is due: its target and the free days within."""
        return clock.dates_between(self.entered_at, self.due_at)

    @property
    def seen(self) -> str:
        """What a page hands out and gets back, to notice that somebody else was faster."""
        return f"{self.id}.{self.version}"
