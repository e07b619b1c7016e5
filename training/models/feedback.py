"""Feedback on a day of a module, by those who were there."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base


class Feedback(Base):
    """Somebody answered about the sessions of a module that their class had on a day, once for all of them.
    Whose answer it is serves to ask once and to let it be changed; no page and no export tells."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("cohort_id", "module_id", "held_on", "enrolment_id"),
        Index("ix_feedback_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    held_on: Mapped[date]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))

    versions: Mapped[list["FeedbackVersion"]] = relationship(order_by="FeedbackVersion.number")

    @property
    def key(self) -> tuple[int, int, date]:
        """What it is about."""
        return self.cohort_id, self.module_id, self.held_on


class FeedbackVersion(Base):
    """What they answered; a change is a further one, and the highest number stands. The comment may be
    wiped."""

    __tablename__ = "feedback_version"
    __table_args__ = (
        UniqueConstraint("feedback_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    number: Mapped[int]
    comment: Mapped[str | None]
    answered_at: Mapped[datetime]

    ratings: Mapped[list["FeedbackRating"]] = relationship()


class FeedbackRating(Base):
    __tablename__ = "feedback_rating"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 5", name="on_the_scale"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("feedback_version.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    value: Mapped[int]


append_only(Feedback.__table__)
append_only(FeedbackVersion.__table__, may_wipe="comment")
append_only(FeedbackRating.__table__)
