"""What channels cost: their terms as versions, the costs that were booked, the rewards for referrals.

Terms and costs are only ever added: a change is a new version, a correction a new row that names the one
it replaces. What was promised or booked under earlier terms stays as it was.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from people.models import Account, Employment, Person
from recruiting.models.application import Application
from recruiting.models.opening import Channel, Opening
from recruiting.states import CostModel, RewardState

LIVE = text("state <> 'forfeited'")


class ChannelTerms(Base):
    """The cost model of a channel from the day `since` on. `amount` is in the smallest unit of
    `currency`, for one posting, click, event or hire; `share` is per cent of a yearly salary;
    `stay_days` is how long a hire stays before the bonus falls due."""

    __tablename__ = "channel_terms"
    __table_args__ = (
        UniqueConstraint("channel_id", "number"),
        CheckConstraint("(model IN ('free', 'share of salary')) = (amount IS NULL)", name="amount_iff_fixed"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="currency_iff_amount"),
        CheckConstraint("(model = 'share of salary') = (share IS NOT NULL)", name="share_iff_of_salary"),
        CheckConstraint("(model = 'bonus') = (stay_days IS NOT NULL)", name="stay_iff_bonus"),
        CheckConstraint("amount BETWEEN 1 AND 1000000000", name="amount_in_range"),
        CheckConstraint("share > 0 AND share <= 100", name="share_in_range"),
        CheckConstraint("stay_days BETWEEN 1 AND 1000", name="stay_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    number: Mapped[int]
    model: Mapped[CostModel]
    amount: Mapped[int | None]
    currency: Mapped[str | None]
    share: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    stay_days: Mapped[int | None]
    since: Mapped[date]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ReferralReward(Base):
    """What is promised for a hire who was referred: so much, due on the day `due_on` if the hire is
    still employed then."""

    __tablename__ = "referral_reward"
    __table_args__ = (
        CheckConstraint("due_on >= started_on", name="due_after_the_start"),
        CheckConstraint(
            "(state IN ('paid', 'forfeited')) = (settled_on IS NOT NULL)", name="settled_iff_over"
        ),
        CheckConstraint("amount BETWEEN 1 AND 1000000000", name="amount_in_range"),
        # One hire, one reward, whoever presses twice.
        Index(
            "uq_referral_reward_live",
            "employment_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_referral_reward_state", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    referrer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("channel_terms.id"))
    amount: Mapped[int]
    currency: Mapped[str]
    started_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[RewardState] = mapped_column(default=RewardState.PENDING)
    settled_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    application: Mapped[Application] = relationship()
    employment: Mapped[Employment] = relationship()
    referrer: Mapped[Person] = relationship()
    terms: Mapped[ChannelTerms] = relationship()


class ChannelCost(Base):
    """Money spent on a channel: `amount` in the smallest unit of `currency`, on the day `spent_on`; for
    one opening, or for all where there is none. The newest row of a chain of corrections counts; one of
    nothing cancels. `once` is the name of the form that booked it, so that sent twice it books once."""

    __tablename__ = "channel_cost"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        UniqueConstraint("once"),
        CheckConstraint("amount BETWEEN 0 AND 1000000000", name="amount_in_range"),
        CheckConstraint("amount > 0 OR replaces_id IS NOT NULL", name="nothing_only_cancels"),
        CheckConstraint("(replaces_id IS NULL) = (why IS NULL)", name="reason_iff_corrected"),
        Index("ix_channel_cost_channel", "channel_id", "spent_on", "id"),
        Index("ix_channel_cost_opening", "opening_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))
    campaign: Mapped[str | None]
    spent_on: Mapped[date]
    amount: Mapped[int]
    currency: Mapped[str]
    note: Mapped[str]
    booked_at: Mapped[datetime]
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reward_id: Mapped[int | None] = mapped_column(ForeignKey("referral_reward.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("channel_cost.id"))
    why: Mapped[str | None]
    once: Mapped[str | None]

    channel: Mapped[Channel] = relationship()
    opening: Mapped[Opening | None] = relationship()
    booked_by: Mapped[Account | None] = relationship()


for table in (ChannelTerms.__table__, ChannelCost.__table__):
    append_only(table)
