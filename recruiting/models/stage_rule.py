"""Rules that move applications by themselves: versioned data, with a log of everything they did.

A rule belongs to a stage of a pipeline by the stage's key, so it holds on every version that has it.
No rule can reject: the database knows no such act, and a proposal is decided by an account or not at all.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, column_property, mapped_column, query_expression, relationship

from core.append_only import append_only
from core.db import Base, Json, Words
from core.record import Entry
from people.models import Account
from recruiting.models.application import DispositionReason, Visit
from recruiting.models.pipeline import Pipeline
from recruiting.states import RuleAct, RuleState


class StageRule(Base):
    """A rule. Its newest version is the one that acts, while it is on."""

    __tablename__ = "stage_rule"
    __table_args__ = (Index("ix_stage_rule_stage", "pipeline_id", "stage_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    stage_key: Mapped[str]
    name: Mapped[Words]
    state: Mapped[RuleState] = mapped_column(default=RuleState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    pipeline: Mapped[Pipeline] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list["StageRuleVersion"]] = relationship(
        order_by="StageRuleVersion.number", back_populates="rule", lazy="selectin"
    )

    @property
    def newest(self) -> "StageRuleVersion":
        return self.versions[-1]


class StageRuleVersion(Base):
    """What a rule asks and does. `conditions`: each as {"kind", "value"}, all of which must hold.
    `note`: why it holds somebody, for the record. `letter_minutes`: how long its letters are held, and
    so for how long a person can undo what it did."""

    __tablename__ = "stage_rule_version"
    __table_args__ = (
        UniqueConstraint("rule_id", "number"),
        CheckConstraint(
            "(act = 'propose a rejection') = (reason_id IS NOT NULL)", name="reason_iff_proposes"
        ),
        CheckConstraint("letter_minutes BETWEEN 1 AND 10080", name="letters_leave_within_a_week"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("stage_rule.id"))
    number: Mapped[int]
    act: Mapped[RuleAct]
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    note: Mapped[str]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("disposition_reason.id"))
    letter_minutes: Mapped[int]
    made_at: Mapped[datetime]

    rule: Mapped[StageRule] = relationship(back_populates="versions")
    reason: Mapped[DispositionReason | None] = relationship(lazy="joined")


class RuleDeed(Base):
    """What a version of a rule did about a visit: at most once. `entry_id` names what the record says."""

    __tablename__ = "rule_deed"
    __table_args__ = (
        UniqueConstraint("rule_version_id", "visit_id"),
        Index("ix_rule_deed_visit", "visit_id"),
        Index("ix_rule_deed_act", "act", "visit_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    rule_version_id: Mapped[int] = mapped_column(ForeignKey("stage_rule_version.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    act: Mapped[RuleAct]
    at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    newest_first: Mapped[int] = column_property(-id)
    """Lists go by a key upwards: by this one the newest deed comes first."""
    proposes: Mapped[Words | None] = query_expression()
    """What the reason of a proposal was called then: known to those that `queries.proposals` lists."""

    rule_version: Mapped[StageRuleVersion] = relationship()
    visit: Mapped[Visit] = relationship()
    entry: Mapped[Entry] = relationship()


class RejectionDecision(Base):
    """What a person made of a proposed rejection. Without a person there is none."""

    __tablename__ = "rejection_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    deed_id: Mapped[int] = mapped_column(ForeignKey("rule_deed.id"), unique=True)
    rejects: Mapped[bool]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    deed: Mapped[RuleDeed] = relationship()
    decided_by: Mapped[Account] = relationship()


for table in (StageRuleVersion.__table__, RuleDeed.__table__, RejectionDecision.__table__):
    append_only(table)
