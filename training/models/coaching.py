"""The log of coaching: what a coach saw of a trainee, and what they agreed comes next."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Json
from people.models import Account
from training.models.enrolment import Enrolment
from training.states import CoachingTopic


class CoachingNote(Base):
    """An entry of the log. What it says is in its wordings."""

    __tablename__ = "coaching_note"
    __table_args__ = (Index("ix_coaching_note_enrolment_id", "enrolment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))

    enrolment: Mapped[Enrolment] = relationship()
    wordings: Mapped[list["CoachingWording"]] = relationship(
        order_by="CoachingWording.number", back_populates="note"
    )

    @property
    def wording(self) -> "CoachingWording":
        """The one that stands."""
        return self.wordings[-1]


class CoachingWording(Base):
    """What an entry says; a correction is a further one, and the highest number stands. `says` holds
    "observed" and "next_step", and may be wiped."""

    __tablename__ = "coaching_wording"
    __table_args__ = (
        UniqueConstraint("note_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("coaching_note.id"))
    number: Mapped[int]
    on: Mapped[date]
    topic: Mapped[CoachingTopic]
    says: Mapped[dict[str, Any] | None] = mapped_column(Json)
    written_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    note: Mapped[CoachingNote] = relationship(back_populates="wordings")
    by: Mapped[Account] = relationship()

    @property
    def observed(self) -> str:
        return str((self.says or {}).get("observed", ""))

    @property
    def next_step(self) -> str:
        return str((self.says or {}).get("next_step", ""))


append_only(CoachingNote.__table__)
append_only(CoachingWording.__table__, may_wipe="says")
