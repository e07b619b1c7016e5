"""Offers: each new proposal is a version of its own; one is live per application."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.db import Base
from recruiting.models.application import Application, DispositionReason
from recruiting.states import LIVE_OFFERS, OfferState

LIVE = text("state IN ('draft', 'sent', 'accepted')")


class Offer(Base):
    """Terms, from when, and until when they can be accepted. `terms` is read by the candidate."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("(state = 'declined') = (decline_reason_id IS NOT NULL)", name="reason_iff_declined"),
        CheckConstraint(
            "state = 'draft' OR sent_at IS NOT NULL OR state = 'retracted'", name="sent_at_once_sent"
        ),
        Index("uq_offer_live", "application_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_offer_expires_at", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    state: Mapped[OfferState] = mapped_column(default=OfferState.DRAFT)
    terms: Mapped[str]
    starts_on: Mapped[date]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    decline_reason_id: Mapped[int | None] = mapped_column(ForeignKey("disposition_reason.id"))

    application: Mapped[Application] = relationship()
    decline_reason: Mapped[DispositionReason | None] = relationship()

    @property
    def last_day(self) -> date:
        """The last day on which it can be accepted: it runs out when that day does."""
        return clock.local(self.expires_at - timedelta(microseconds=1)).date()

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_OFFERS
