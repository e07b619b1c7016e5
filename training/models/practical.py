"""Practical exams by rubric: one or two assessors, each of whom rates without seeing the other."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models import Criterion, RubricVersion
from core import files
from core.append_only import append_only
from core.db import Base
from people.models import Account
from training.models.enrolment import Enrolment
from training.models.programme import Exam

_OPEN = text("attempt_id IS NULL AND withdrawn_at IS NULL")


class PracticalAssessment(Base):
    """Somebody is assessed by a rubric. With the last sheet it becomes an attempt; until then it can be
    withdrawn, which uses up nothing. `task`: what they had to do."""

    __tablename__ = "practical_assessment"
    __table_args__ = (
        CheckConstraint("attempt_id IS NULL OR withdrawn_at IS NULL", name="one_end"),
        Index(
            "uq_practical_assessment_open",
            "enrolment_id",
            "exam_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    held_on: Mapped[date]
    task: Mapped[str | None]
    begun_at: Mapped[datetime]
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("exam_attempt.id"), unique=True)
    withdrawn_at: Mapped[datetime | None]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    enrolment: Mapped[Enrolment] = relationship()
    exam: Mapped[Exam] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    assessors: Mapped[list["Assessor"]] = relationship(order_by="Assessor.account_id")
    sheets: Mapped[list["AssessorSheet"]] = relationship(order_by="AssessorSheet.id")


class Assessor(Base):
    __tablename__ = "assessor"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("practical_assessment.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)

    account: Mapped[Account] = relationship()


class AssessorSheet(Base):
    """What one assessor found. `rejects`: not ready, whatever the ratings; `next_since`: the day before which
    they should not try again. The comment, which is about a person, may be wiped."""

    __tablename__ = "assessor_sheet"
    __table_args__ = (
        ForeignKeyConstraint(
            ["assessment_id", "account_id"],
            ["assessor.assessment_id", "assessor.account_id"],
            name="fk_assessor_sheet_assessor",
        ),
        UniqueConstraint("assessment_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("practical_assessment.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    comment: Mapped[str | None]
    rejects: Mapped[bool]
    next_since: Mapped[date | None]
    submitted_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    account: Mapped[Account] = relationship()
    ratings: Mapped[list["SheetRating"]] = relationship()
    file: Mapped["SheetFile | None"] = relationship()


class SheetRating(Base):
    """`evidence`: what was seen; it may be wiped."""

    __tablename__ = "sheet_rating"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 5", name="on_the_scale"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("assessor_sheet.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    value: Mapped[int]
    evidence: Mapped[str | None]

    criterion: Mapped[Criterion] = relationship()


class SheetFile(Base):
    """What an assessor shows for what they found. It is about a person: the file may be wiped, and that there
    was one stays."""

    __tablename__ = "sheet_file"
    __table_args__ = (
        CheckConstraint(
            "(digest IS NULL) = (file_name IS NULL) AND (digest IS NULL) = (media_type IS NULL)",
            name="file_is_whole",
        ),
    )

    sheet_id: Mapped[int] = mapped_column(ForeignKey("assessor_sheet.id"), primary_key=True)
    digest: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]


append_only(Assessor.__table__)
append_only(AssessorSheet.__table__, may_wipe="comment")
append_only(SheetRating.__table__, may_wipe="evidence")
append_only(SheetFile.__table__, may_wipe=("digest", "file_name", "media_type"))
files.named_by(SheetFile.digest)
