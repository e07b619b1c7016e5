"""Honours: by which rule they are proposed, and what was decided. Both are only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.rules.honours import Ask
from careers.states import HonourKind, HonourState
from core.append_only import append_only
from core.db import Base
from core.record import Entry
from people.models import Employment, Team
from people.states import EmploymentKind


class HonourRule(Base):
    """Who may be honoured, for periods that begin on `since` or later; see careers.rules.honours.Ask."""

    __tablename__ = "honour_rule"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("least_days BETWEEN 0 AND 28", name="days_of_month"),
        CheckConstraint("least_months BETWEEN 0 AND 120", name="months_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    since: Mapped[date]
    levels: Mapped[list[str]]
    least_days: Mapped[int]
    least_months: Mapped[int]
    leaves_out: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    published_at: Mapped[datetime]

    @property
    def ask(self) -> Ask:
        kinds = frozenset(map(EmploymentKind, self.leaves_out))
        return Ask(frozenset(self.levels), self.least_days, self.least_months, kinds)


class HonourDecision(Base):
    """What was decided about somebody whom the rule proposed in a team for a period; the one with the highest
    number stands; why is in the record. `evidence`: score, days and satisfaction of that day."""

    __tablename__ = "honour_decision"
    __table_args__ = (
        UniqueConstraint("kind", "period", "team_id", "employment_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        Index("ix_honour_decision_employment_id", "employment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[HonourKind]
    period: Mapped[date]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    number: Mapped[int]
    state: Mapped[HonourState]
    rule_id: Mapped[int] = mapped_column(ForeignKey("honour_rule.id"))
    evidence: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    employment: Mapped[Employment] = relationship()
    team: Mapped[Team] = relationship()
    rule: Mapped[HonourRule] = relationship()
    entry: Mapped[Entry] = relationship()


append_only(HonourRule.__table__)
append_only(HonourDecision.__table__)
