"""What is decided around exams: further attempts, later days, retraining's end, marks looked at again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from training.models.exam import ExamAttempt
from training.states import AppealOutcome, Decision, RemedyKind


class ExamGrant(Base):
    """One attempt more than the policy allows. It is of one cycle and ends with it."""

    __tablename__ = "exam_grant"
    __table_args__ = (CheckConstraint("cycle > 0", name="cycle_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    exam_key: Mapped[str]
    cycle: Mapped[int]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class TrainingDecision(Base):
    """What a manager decided when neither an attempt nor retraining was left. `cycles`: how many there had
    been."""

    __tablename__ = "training_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    kind: Mapped[Decision]
    cycles: Mapped[int]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class NextTry(Base):
    """The day before which a failed exam is not taken again; of several the newest stands."""

    __tablename__ = "next_try"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("exam_attempt.id"))
    number: Mapped[int]
    since: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class Remedy(Base):
    """What is worked on before the next attempt: a module again, or coaching. The note may be wiped."""

    __tablename__ = "remedy"
    __table_args__ = (
        CheckConstraint("(kind = 'module') = (module_key IS NOT NULL)", name="module_iff_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("exam_attempt.id"), index=True)
    kind: Mapped[RemedyKind]
    module_key: Mapped[str | None]
    topics: Mapped[list[str]]
    due_on: Mapped[date | None]
    note: Mapped[str | None]
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class ExamAppeal(Base):
    """Somebody asks for a mark to be looked at again; once for each attempt. The grounds are in the entry."""

    __tablename__ = "exam_appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("exam_attempt.id"), unique=True)
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    attempt: Mapped[ExamAttempt] = relationship()


class AppealDecision(Base):
    """What the second marker found. A mark that changed is a further `ExamMark`."""

    __tablename__ = "appeal_decision"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("exam_appeal.id"), primary_key=True)
    outcome: Mapped[AppealOutcome]
    decided_at: Mapped[datetime]
    marker_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class ReEvaluation(Base):
    """From here on a cycle of attempts at an exam is decided by another version of the policy than the one
    with which it began; the newest stands."""

    __tablename__ = "re_evaluation"
    __table_args__ = (UniqueConstraint("enrolment_id", "exam_key", "cycle", "policy_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    exam_key: Mapped[str]
    cycle: Mapped[int]
    policy_id: Mapped[int] = mapped_column(ForeignKey("exam_policy.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


for _table in (ExamGrant, TrainingDecision, NextTry, ExamAppeal, AppealDecision, ReEvaluation):
    append_only(_table.__table__)
append_only(Remedy.__table__, may_wipe="note")
