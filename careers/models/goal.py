"""The development plan: goals agreed by both sides. A change is a further wording, agreed anew."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.states import GoalSource, GoalState, LookOutcome, RequirementKind, Side
from core.append_only import append_only
from core.db import Base, Json
from people.models import Account, Employment


class DevelopmentGoal(Base):
    """One goal of somebody. `revision` rises with every change, so that two who change it notice each
    other; `due_on` is that of the newest wording."""

    __tablename__ = "development_goal"
    __table_args__ = (
        Index("ix_development_goal_employment_id", "employment_id", "id"),
        Index("ix_development_goal_state", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    state: Mapped[GoalState] = mapped_column(default=GoalState.PROPOSED)
    due_on: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]

    employment: Mapped[Employment] = relationship()
    wordings: Mapped[list["GoalWording"]] = relationship(order_by="GoalWording.number", lazy="selectin")
    looks: Mapped[list["GoalLook"]] = relationship(order_by="GoalLook.id", lazy="selectin")

    @property
    def wording(self) -> "GoalWording":
        return self.wordings[-1]

    def awaits(self, side: Side) -> bool:
        """Is it this side that has yet to agree?"""
        return self.state is GoalState.PROPOSED and side not in {one.side for one in self.wording.agreements}


class GoalWording(Base):
    """What a goal says: `says` holds "what", "action" and "evidence", and can be wiped. `kind` and `key`: the
    requirement of the ladder from which it was drawn, if from one."""

    __tablename__ = "goal_wording"
    __table_args__ = (UniqueConstraint("goal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("development_goal.id"))
    number: Mapped[int]
    source: Mapped[GoalSource]
    says: Mapped[dict[str, Any] | None] = mapped_column(Json)
    due_on: Mapped[date]
    kind: Mapped[RequirementKind | None]
    key: Mapped[str | None]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account] = relationship(lazy="selectin")
    agreements: Mapped[list["GoalAgreement"]] = relationship(order_by="GoalAgreement.id", lazy="selectin")

    def part(self, name: str) -> str:
        return str((self.says or {}).get(name, ""))


class GoalAgreement(Base):
    """One side agrees to a wording."""

    __tablename__ = "goal_agreement"
    __table_args__ = (UniqueConstraint("wording_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("goal_wording.id"))
    side: Mapped[Side]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class GoalLook(Base):
    """A goal was looked at again, with what was found."""

    __tablename__ = "goal_look"
    __table_args__ = (Index("ix_goal_look_goal_id", "goal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("development_goal.id"))
    outcome: Mapped[LookOutcome]
    note: Mapped[str | None]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account] = relationship(lazy="selectin")


append_only(GoalWording.__table__, may_wipe="says")
append_only(GoalAgreement.__table__)
append_only(GoalLook.__table__, may_wipe="note")
