"""Homework: what a class is to hand in, every version that somebody did, and every marking of it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models import Criterion, RubricVersion
from core import files
from core.append_only import append_only
from core.db import Base
from people.models import Account
from training.models.cohort import Cohort
from training.models.enrolment import Enrolment
from training.models.programme import Module


class Homework(Base):
    """An assignment, as it reads now. Without a rubric it gets a plain mark of 100. `wording` counts how
    often title and task were put; what they were before is in `former`."""

    __tablename__ = "homework"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_there"),
        CheckConstraint("wording > 0", name="wording_counts"),
        Index("ix_homework_cohort_id", "cohort_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int | None] = mapped_column(ForeignKey("module.id"))
    title: Mapped[str]
    task: Mapped[str]
    wording: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    rubric_version_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_version.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    cohort: Mapped[Cohort] = relationship()
    module: Mapped[Module | None] = relationship()
    rubric_version: Mapped[RubricVersion | None] = relationship()
    former: Mapped[list["HomeworkWording"]] = relationship(order_by="HomeworkWording.number")

    def worded(self, number: int) -> "Homework | HomeworkWording":
        """What has title and task as they were put the so-manieth time."""
        return next((one for one in self.former if one.number == number), self)


class HomeworkWording(Base):
    """Title and task as they read before they were corrected; why is in the record."""

    __tablename__ = "homework_wording"
    __table_args__ = (
        UniqueConstraint("homework_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("title <> ''", name="title_is_there"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    homework_id: Mapped[int] = mapped_column(ForeignKey("homework.id"))
    number: Mapped[int]
    title: Mapped[str]
    task: Mapped[str]
    replaced_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class HandIn(Base):
    """A version that a trainee handed in: a text, a file or both. `due_at`: until when it was in time; a day
    moved later makes nothing late or early. `wording`: of the task that it answers. Text and file may be
    wiped."""

    __tablename__ = "hand_in"
    __table_args__ = (
        UniqueConstraint("homework_id", "enrolment_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("wording > 0", name="wording_counts"),
        CheckConstraint(
            "(digest IS NULL) = (file_name IS NULL) AND (digest IS NULL) = (media_type IS NULL)",
            name="file_is_whole",
        ),
        Index("ix_hand_in_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    homework_id: Mapped[int] = mapped_column(ForeignKey("homework.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    number: Mapped[int]
    wording: Mapped[int]
    text: Mapped[str | None]
    digest: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    handed_in_at: Mapped[datetime]
    due_at: Mapped[datetime]

    homework: Mapped[Homework] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    markings: Mapped[list["HomeworkMarking"]] = relationship(
        order_by="HomeworkMarking.number", back_populates="hand_in"
    )


class HomeworkMarking(Base):
    """What a version was found to be; the one with the highest number stands. It has a mark of 100, or is
    returned to be handed in anew until `again_until`. `failed_item`: a critical item of the rubric is not
    met. The comment may be wiped."""

    __tablename__ = "homework_marking"
    __table_args__ = (
        UniqueConstraint("hand_in_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("(mark IS NULL) = (again_until IS NOT NULL)", name="marked_or_returned"),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark_of_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"))
    number: Mapped[int]
    mark: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    failed_item: Mapped[bool]
    again_until: Mapped[datetime | None]
    comment: Mapped[str | None]
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    hand_in: Mapped[HandIn] = relationship(back_populates="markings")
    marked_by: Mapped[Account] = relationship()
    ratings: Mapped[list["HomeworkRating"]] = relationship()


class HomeworkRating(Base):
    __tablename__ = "homework_rating"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 5", name="on_the_scale"),)

    marking_id: Mapped[int] = mapped_column(ForeignKey("homework_marking.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    value: Mapped[int]

    criterion: Mapped[Criterion] = relationship()


append_only(HomeworkWording.__table__)
append_only(HandIn.__table__, may_wipe=("text", "digest", "file_name", "media_type"))
files.named_by(HandIn.digest)
append_only(HomeworkMarking.__table__, may_wipe="comment")
append_only(HomeworkRating.__table__)
