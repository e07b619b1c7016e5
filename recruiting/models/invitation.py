"""What calendars were told of interviews, and the address at which one's own can be read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from core.outbox import Letter
from people.models import Account
from recruiting.models.scoring import Interview, Panelist
from recruiting.states import Reply, Told

CANDIDATE = text("account_id IS NULL")


class Invitation(Base):
    """One message about an interview to the calendar of one person: of an account, or, without one, of
    the candidate. What somebody was told last is the newest whose letter was not stopped.

    The sequence rises with every message of the interview; nobody gets two of one number."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("interview_id", "account_id", "sequence"),
        UniqueConstraint("letter_id"),
        CheckConstraint("sequence >= 0", name="sequence_counts"),
        Index(
            "uq_invitation_candidate",
            "interview_id",
            "sequence",
            unique=True,
            sqlite_where=CANDIDATE,
            postgresql_where=CANDIDATE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sequence: Mapped[int]
    told: Mapped[Told]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str]
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    written_at: Mapped[datetime]

    interview: Mapped[Interview] = relationship()
    letter: Mapped[Letter] = relationship()


class InvitationReply(Base):
    """What somebody's calendar answered to an invitation; without an account, the candidate's. Of several
    that one stands which answers the higher sequence, of these the one written later. `digest` names
    the answer, so that the same message counts once however often it arrives."""

    __tablename__ = "invitation_reply"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint("sequence >= 0", name="sequence_counts"),
        Index("ix_invitation_reply_interview", "interview_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[Reply]
    sequence: Mapped[int]
    stamped_at: Mapped[datetime]
    received_at: Mapped[datetime]
    digest: Mapped[str]


append_only(InvitationReply.__table__)


class CalendarFeed(Base):
    """A secret address of somebody's own interviews. `nonce` is what the address is signed over; who
    renews or revokes it gets another row, or none, and the old address leads nowhere."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index(
            "uq_calendar_feed_live",
            "account_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("revoked_at IS NULL OR revoked_at >= made_at", name="revoked_after_made"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    nonce: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Reminder(Base):
    """A letter to somebody whose scorecard is missing: at most one on any day."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("panelist_id", "on_day"),
        CheckConstraint("number >= 1", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panelist_id: Mapped[int] = mapped_column(ForeignKey("panelist.id"))
    number: Mapped[int]
    on_day: Mapped[date]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    panelist: Mapped[Panelist] = relationship()
