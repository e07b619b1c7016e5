"""Service-desk duty: what is asked, and the days that are planned and were served."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.rules.desk import Rule
from careers.states import DeskState
from core.append_only import append_only
from core.db import Base
from people.models import Employment

_STANDS = text("state <> 'cancelled'")


class DeskRule(Base):
    """`days` in every `months`, for periods that begin on `since` or later; see careers.rules.desk.Rule."""

    __tablename__ = "desk_rule"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("days BETWEEN 1 AND 60", name="days_count"),
        CheckConstraint("months BETWEEN 1 AND 120", name="months_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    since: Mapped[date]
    days: Mapped[int]
    months: Mapped[int]
    daily_levels: Mapped[list[str]]
    published_at: Mapped[datetime]

    @property
    def rule(self) -> Rule:
        return Rule(self.since, self.days, self.months, frozenset(self.daily_levels))


class DeskDay(Base):
    """A day at the desk: planned, then served or missed; or cancelled before. `note`: why not, or what was
    seen there."""

    __tablename__ = "desk_day"
    __table_args__ = (
        CheckConstraint("(state = 'planned') = (settled_at IS NULL)", name="settled_iff_not_planned"),
        CheckConstraint("state NOT IN ('missed', 'cancelled') OR note IS NOT NULL", name="says_why"),
        Index(
            "uq_desk_day_standing",
            "employment_id",
            "on",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_desk_day_state", "state", "on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    on: Mapped[date]
    state: Mapped[DeskState] = mapped_column(default=DeskState.PLANNED)
    planned_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None]

    employment: Mapped[Employment] = relationship()


append_only(DeskRule.__table__)
