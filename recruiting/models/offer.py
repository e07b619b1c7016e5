"""Offers: each new proposal is a version of its own. One at most is out or accepted, and beside it one
at most is being written."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from core import clock
from core.db import Base, Words
from people.models import Account
from recruiting.models.application import Application, DispositionReason
from recruiting.states import LIVE_OFFERS, EmploymentKind, OfferState, SalaryPeriod

BINDING = text("state IN ('sent', 'accepted')")
DRAFTED = text("state = 'draft'")


class Offer(Base):
    """Terms, from when, and until when they can be accepted. `terms` is read by the candidate.

    needs_approval: somebody other than its author must approve it before it can go out; False only for
    those written before that rule.  replaces_id: the version that went out before it.
    beyond_seats: made on purpose although every seat was filled or promised.  kind: as what they are to be
    employed, as the opening said when it was written; None for those written before openings said it.
    salary: what it pays, in smallest units, where the opening names a range to compare it with."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("(state = 'declined') = (decline_reason_id IS NOT NULL)", name="reason_iff_declined"),
        CheckConstraint(
            "state = 'draft' OR sent_at IS NOT NULL OR state = 'retracted'", name="sent_at_once_sent"
        ),
        CheckConstraint(
            "(salary IS NULL) = (salary_currency IS NULL) AND (salary IS NULL) = (salary_period IS NULL)",
            name="salary_is_whole",
        ),
        CheckConstraint("salary > 0", name="salary_counts"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by_id <> author_id", name="approved_by_another"),
        CheckConstraint(
            "NOT needs_approval OR approved_at IS NOT NULL OR state IN ('draft', 'retracted')",
            name="approved_before_it_goes_out",
        ),
        Index(
            "uq_offer_binding", "application_id", unique=True, sqlite_where=BINDING, postgresql_where=BINDING
        ),
        Index(
            "uq_offer_draft", "application_id", unique=True, sqlite_where=DRAFTED, postgresql_where=DRAFTED
        ),
        Index("ix_offer_expires_at", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    state: Mapped[OfferState] = mapped_column(default=OfferState.DRAFT)
    terms: Mapped[str]
    starts_on: Mapped[date]
    kind: Mapped[EmploymentKind | None]
    salary: Mapped[int | None]
    salary_currency: Mapped[str | None]
    salary_period: Mapped[SalaryPeriod | None]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    decline_reason_id: Mapped[int | None] = mapped_column(ForeignKey("disposition_reason.id"))

    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    needs_approval: Mapped[bool] = mapped_column(default=True)
    beyond_seats: Mapped[bool] = mapped_column(default=False, server_default=false())
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))

    application: Mapped[Application] = relationship()
    author: Mapped[Account | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[Account | None] = relationship(foreign_keys=[approved_by_id])
    replaces: Mapped["Offer | None"] = relationship(remote_side=[id])
    decline_reason: Mapped[DispositionReason | None] = relationship()
    decline_said: Mapped[Words | None] = query_expression()
    """What that reason was called when it was given, read along where it is shown (`queries.offers`)."""

    @property
    def last_day(self) -> date:
        """The last day on which it can be accepted: it runs out when that day does."""
        return clock.local(self.expires_at - timedelta(microseconds=1)).date()

    @property
    def misses_range(self) -> bool:
        """Does it pay less or more than the opening says now?"""
        said = self.application.opening.salary
        if said is None or self.salary is None or self.salary_currency is None or self.salary_period is None:
            return False
        return said.misses(self.salary, self.salary_currency, self.salary_period)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_OFFERS

    @property
    def is_binding(self) -> bool:
        """Is it out, or accepted?"""
        return self.state in (OfferState.SENT, OfferState.ACCEPTED)

    @property
    def awaits_approval(self) -> bool:
        return self.state is OfferState.DRAFT and self.needs_approval and self.approved_at is None
