"""Mutual review: rounds in which a team says how it works together, person by person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.states import RaterPart
from core.append_only import append_only
from core.db import Base
from people.models import Account, Employment, Person, Team


class MutualRound(Base):
    """One round of a team about a month. Answers can be given and changed up to `until`, included, unless it
    is closed before; nothing of them is shown until then. One that was withdrawn asks and tells nothing."""

    __tablename__ = "mutual_round"
    __table_args__ = (
        Index(
            "uq_mutual_round_team_id_month",
            "team_id",
            "month",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("closed_at IS NULL OR withdrawn_at IS NULL", name="closed_or_withdrawn"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    month: Mapped[date]
    until: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    team: Mapped[Team] = relationship()
    opened_by: Mapped[Account] = relationship(foreign_keys=[opened_by_id])


class MutualAsk(Base):
    """Somebody is asked about somebody. `rater_id` is a person, who may hold any account."""

    __tablename__ = "mutual_ask"
    __table_args__ = (
        UniqueConstraint("round_id", "rated_id", "rater_id"),
        Index("ix_mutual_ask_rater_id", "rater_id", "round_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("mutual_round.id"))
    rated_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), index=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[RaterPart]

    round: Mapped[MutualRound] = relationship()
    rated: Mapped[Employment] = relationship()
    rater: Mapped[Person] = relationship()


class MutualAnswer(Base):
    """What was answered; of several the one with the highest number counts. The comment may be wiped."""

    __tablename__ = "mutual_answer"
    __table_args__ = (UniqueConstraint("ask_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[int] = mapped_column(ForeignKey("mutual_ask.id"))
    number: Mapped[int]
    ratings: Mapped[dict[str, Any]]
    comment: Mapped[str | None]
    answered_at: Mapped[datetime]

    ask: Mapped[MutualAsk] = relationship()


append_only(MutualAsk.__table__)
append_only(MutualAnswer.__table__, may_wipe="comment")
