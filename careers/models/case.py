"""Promotion cases: the evidence frozen, two assessors apart from each other, a decision, its day. And how
somebody came to hold each level."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.models.ladder import LadderVersion
from careers.states import ActKind, CaseState
from core.append_only import append_only
from core.db import Base, Words
from people.models import Account, Employment

_RUNNING = text("state IN ('open', 'returned', 'approved')")


class PromotionCase(Base):
    """Somebody is to rise to `level`. `is_own`: applied for, not nominated. `revision` rises with every
    change, so that two who decide notice each other. `is_acting`: on trial until `acting_until`."""

    __tablename__ = "promotion_case"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('approved', 'applied', 'cancelled') OR effective_on IS NOT NULL",
            name="day_if_approved",
        ),
        CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name="says_why"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="by_whom_iff_decided"),
        CheckConstraint(
            "NOT is_acting OR acting_until IS NOT NULL OR effective_on IS NULL", name="trial_ends"
        ),
        Index(
            "uq_promotion_case_running",
            "employment_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_promotion_case_employment_id", "employment_id", "id"),
        Index("ix_promotion_case_state", "state", "effective_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("ladder_version.id"))
    level: Mapped[str]
    nominated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_own: Mapped[bool]
    statement: Mapped[str]
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    revision: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None]
    retry_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    pay_grade: Mapped[str | None]
    is_acting: Mapped[bool] = mapped_column(default=False)
    acting_until: Mapped[date | None]

    employment: Mapped[Employment] = relationship()
    version: Mapped[LadderVersion] = relationship()
    nominated_by: Mapped[Account] = relationship(foreign_keys=[nominated_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    assessments: Mapped[list["CaseAssessment"]] = relationship(
        order_by="CaseAssessment.id", back_populates="case"
    )
    tasks: Mapped[list["TakeOverTask"]] = relationship(order_by="TakeOverTask.position")


class CaseEvidence(Base):
    """How each requirement stood at a moment that matters to a case, kept as it was."""

    __tablename__ = "case_evidence"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("promotion_case.id"))
    number: Mapped[int]
    occasion: Mapped[str]
    lines: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class CaseAssessment(Base):
    """Somebody asked to rate the competencies of the level; they see no other ratings before their own. Who
    is released before is not asked any more, and makes room for another."""

    __tablename__ = "case_assessment"
    __table_args__ = (
        UniqueConstraint("case_id", "assessor_id"),
        CheckConstraint("released_at IS NULL OR submitted_at IS NULL", name="submitted_or_released"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("promotion_case.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    case: Mapped[PromotionCase] = relationship(back_populates="assessments")
    assessor: Mapped[Account] = relationship()
    ratings: Mapped[list["AssessmentRating"]] = relationship(order_by="AssessmentRating.id", lazy="selectin")

    @property
    def is_owed(self) -> bool:
        return self.submitted_at is None and self.released_at is None

    @property
    def is_of_nominator(self) -> bool:
        """Whoever opened the case does not rate it; they could be asked once, and may be waiting still."""
        return self.assessor_id == self.case.nominated_by_id

    @property
    def is_in_vain(self) -> bool:
        """Nothing will come, and somebody else may be asked: whoever is asked opened the case, or cannot sign
        in any more."""
        return self.is_owed and (self.is_of_nominator or self.assessor.closed_at is not None)


class AssessmentRating(Base):
    __tablename__ = "assessment_rating"
    __table_args__ = (
        UniqueConstraint("assessment_id", "competency"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_of_5"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("case_assessment.id"))
    competency: Mapped[str]
    rating: Mapped[int]
    note: Mapped[str]


class LevelAct(Base):
    """How somebody came to a level, as an act of its own: only a promotion is recorded as one."""

    __tablename__ = "level_act"
    __table_args__ = (Index("ix_level_act_employment_id", "employment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    kind: Mapped[ActKind]
    from_level: Mapped[str]
    to_level: Mapped[str]
    on: Mapped[date]
    pay_grade: Mapped[str | None]
    acting_until: Mapped[date | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("promotion_case.id"), unique=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class TakeOverTask(Base):
    """What is to be taken over with a level, ticked off one by one."""

    __tablename__ = "take_over_task"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="by_whom_iff_done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("promotion_case.id"))
    position: Mapped[int]
    name: Mapped[Words]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


for _table in (CaseEvidence, AssessmentRating, LevelAct):
    append_only(_table.__table__)
