"""Exams taken: the policy as versioned data, attempts and their marks, which are only ever added."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Exact
from training.models.enrolment import Enrolment
from training.models.programme import Exam
from training.states import Counting, ExamKind, Missing


class ExamPolicy(Base):
    """One version of what exams of a programme ask. A cycle of attempts is decided by the version with
    which it began. `attendance_share` admits to an exam; `retrainings`: fresh cycles after the first."""

    __tablename__ = "exam_policy"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("attendance_share BETWEEN 0 AND 1", name="share_is_one"),
        CheckConstraint("retrainings >= 0", name="retrainings_count"),
        CheckConstraint("appeal_days >= 0", name="appeal_days_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    attendance_share: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    retrainings: Mapped[int]
    appeal_days: Mapped[int] = mapped_column(default=14, server_default="14")
    published_at: Mapped[datetime]

    rules: Mapped[list["ExamRule"]] = relationship(order_by="ExamRule.kind", lazy="selectin")


class ExamRule(Base):
    """What a policy asks of exams of one kind. Marks are of 100; `part_mark`: what each topic needs;
    `assessors`: how many mark by the rubric, 0 where a mark may be entered as a number."""

    __tablename__ = "exam_rule"
    __table_args__ = (
        CheckConstraint("pass_mark BETWEEN 0 AND 100", name="mark_of_100"),
        CheckConstraint("part_mark BETWEEN 0 AND 100", name="part_of_100"),
        CheckConstraint("attempts > 0", name="attempts_count"),
        CheckConstraint("wait_days >= 0", name="wait_counts"),
        CheckConstraint("assessors BETWEEN 0 AND 2", name="two_assessors_at_most"),
    )

    policy_id: Mapped[int] = mapped_column(ForeignKey("exam_policy.id"), primary_key=True)
    kind: Mapped[ExamKind] = mapped_column(primary_key=True)
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    part_mark: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    attempts: Mapped[int]
    wait_days: Mapped[int]
    needs_remediation: Mapped[bool]
    caps_retakes: Mapped[bool]
    counts: Mapped[Counting]
    needs_other_form: Mapped[bool] = mapped_column(default=False, server_default=false())
    assessors: Mapped[int] = mapped_column(default=0, server_default="0")


class ExamCycle(Base):
    """A fresh set of attempts after retraining; the first cycle needs no row. `modules`: keys of those
    that are taught again, in the cohort of the placement; `exams`: keys of those that begin anew. The other
    exams go on in the cycle in which they are."""

    __tablename__ = "exam_cycle"
    __table_args__ = (CheckConstraint("number > 1", name="first_needs_none"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    modules: Mapped[list[str]]
    exams: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    begun_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class ExamAttempt(Base):
    """Somebody sat an exam. `exam_key` is the exam's own, which is the same over the versions of its
    programme. `most`: how many there could be in this cycle, voided ones besides."""

    __tablename__ = "exam_attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "exam_key", "cycle", "number"),
        CheckConstraint("cycle > 0", name="cycle_counts"),
        CheckConstraint("number BETWEEN 1 AND most", name="number_is_allowed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    exam_key: Mapped[str]
    cycle: Mapped[int]
    number: Mapped[int]
    most: Mapped[int]
    policy_id: Mapped[int] = mapped_column(ForeignKey("exam_policy.id"))
    sat_on: Mapped[date]
    form: Mapped[str | None]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    enrolment: Mapped[Enrolment] = relationship()
    exam: Mapped[Exam] = relationship()
    policy: Mapped[ExamPolicy] = relationship()


class ExamMark(Base):
    """What an attempt was marked with; of several the one with the highest number stands. No `mark`: the
    attempt is void. `recorded` and `passed` are what the policy made of it that day, and stay so.
    `parts`: topic key → mark of 100. `computed`: what the marking gave where somebody decided another mark in
    its place. `failed_item`: a critical item of the rubric was not met, which fails whatever the mark. The
    comment may be wiped."""

    __tablename__ = "exam_mark"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark_of_100"),
        CheckConstraint("recorded <= mark", name="recorded_is_no_more"),
        CheckConstraint("(mark IS NULL) = (recorded IS NULL)", name="recorded_iff_marked"),
        CheckConstraint("mark IS NOT NULL OR NOT passed", name="void_is_no_pass"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("exam_attempt.id"))
    number: Mapped[int]
    mark: Mapped[Decimal | None] = mapped_column(Exact(5, 2))
    parts: Mapped[dict[str, Any]]
    recorded: Mapped[Decimal | None] = mapped_column(Exact(5, 2))
    passed: Mapped[bool]
    computed: Mapped[Decimal | None] = mapped_column(Exact(5, 2))
    failed_item: Mapped[bool] = mapped_column(default=False, server_default=false())
    comment: Mapped[str | None]
    marker_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class MissedSitting(Base):
    """Somebody was not there for an exam. That is no attempt, and nothing is failed by it. `is_excused`: as
    was said at first."""

    __tablename__ = "missed_sitting"
    __table_args__ = (UniqueConstraint("enrolment_id", "exam_id", "missed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    missed_on: Mapped[date]
    is_excused: Mapped[bool]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    enrolment: Mapped[Enrolment] = relationship()
    exam: Mapped[Exam] = relationship()


class MissingCorrection(Base):
    """What is said of a missed sitting in place of what was said before; of several the one with the highest
    number stands."""

    __tablename__ = "missing_correction"
    __table_args__ = (CheckConstraint("number > 0", name="number_counts"),)

    missed_id: Mapped[int] = mapped_column(ForeignKey("missed_sitting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[Missing]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class SignOff(Base):
    """What was weak in a failed attempt has been worked on: the next one is unlocked."""

    __tablename__ = "sign_off"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("exam_attempt.id"), primary_key=True)
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


for _table in (ExamPolicy, ExamRule, ExamCycle, ExamAttempt, MissedSitting, MissingCorrection, SignOff):
    append_only(_table.__table__)
append_only(ExamMark.__table__, may_wipe="comment")
