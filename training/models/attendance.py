"""Attendance: marks are only ever added. The one with the highest number stands; a correction is a
further one, and its reason is in the record."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.append_only import append_only
from core.db import Base
from training.states import Mark, MarkSource


class AttendanceMark(Base):
    """What somebody's attendance at a session was. `made_up_in_id`: the session in which a missed one
    was made up."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        UniqueConstraint("session_id", "enrolment_id", "number"),
        CheckConstraint("(mark = 'made up') = (made_up_in_id IS NOT NULL)", name="session_iff_made_up"),
        CheckConstraint("made_up_in_id <> session_id", name="made_up_elsewhere"),
        CheckConstraint("number > 0", name="number_counts"),
        # A workbook looks through every mark of a class for what was missed: all it needs is in here.
        Index("ix_attendance_mark_enrolment", "enrolment_id", "session_id", "mark", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    number: Mapped[int]
    mark: Mapped[Mark]
    made_up_in_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"))
    source: Mapped[MarkSource]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


append_only(AttendanceMark.__table__)
