"""The monthly bonus: tables of what a score brings, and what was settled. Both are only ever added."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.models.review import ReviewRevision
from careers.rules.bonus import Step, Terms
from careers.states import BonusKind
from core.append_only import append_only
from core.db import Base
from core.drafts import next_version
from people.models import Team
from people.states import EmploymentKind


class BonusTable(Base):
    """What scores bring from `since` on: for one level, one team, both, or everybody (neither). A later one
    of the same scope takes its place from its own `since` on. See careers.rules.bonus.Terms."""

    __tablename__ = "bonus_table"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(kind = 'amount') = (currency IS NOT NULL)", name="currency_iff_amount"),
        CheckConstraint("least_share BETWEEN 0 AND 100", name="share_of_100"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    level: Mapped[str | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    since: Mapped[date]
    kind: Mapped[BonusKind]
    currency: Mapped[str | None]
    is_pro_rata: Mapped[bool]
    least_share: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    leaves_out: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    published_at: Mapped[datetime]

    team: Mapped[Team | None] = relationship()
    rows: Mapped[list["BonusStep"]] = relationship(order_by="BonusStep.score_from.desc()", lazy="selectin")

    @property
    def terms(self) -> Terms:
        steps = tuple(Step(one.score_from, one.worth) for one in self.rows)
        kinds = frozenset(map(EmploymentKind, self.leaves_out))
        return Terms(self.kind, self.currency, self.is_pro_rata, self.least_share, steps, kinds)


class BonusStep(Base):
    """One line of a table. `worth`: smallest units of its currency, or hundredths of a per cent of pay."""

    __tablename__ = "bonus_step"
    __table_args__ = (
        UniqueConstraint("table_id", "score_from"),
        CheckConstraint("score_from BETWEEN 0 AND 100", name="score_of_100"),
        CheckConstraint("worth > 0", name="worth_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("bonus_table.id"))
    score_from: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    worth: Mapped[int]


class BonusDraft(Base):
    """A table as it may be published next, begun as a copy of another or from nothing. `terms`: as
    careers.rules.bonus.kept keeps them."""

    __tablename__ = "bonus_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("bonus_table.id"))
    level: Mapped[str | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    terms: Mapped[dict[str, Any]]
    begun_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": next_version}

    based_on: Mapped[BonusTable | None] = relationship()
    team: Mapped[Team | None] = relationship()


class BonusSettlement(Base):
    """What was handed over to be paid for a month. The first one is the bonus, a later one its difference
    after a correction. `worth`: what the revision comes to by the table; `difference`: to what was settled
    before it.  `kind`: as what they were employed at the end of the month, as was known on that day."""

    __tablename__ = "bonus_settlement"
    __table_args__ = (
        UniqueConstraint("employment_id", "month", "number"),
        UniqueConstraint("revision_id"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("worth >= 0", name="worth_counts"),
        CheckConstraint("number > 1 OR difference = worth", name="first_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    month: Mapped[date]
    number: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("review_revision.id"))
    table_id: Mapped[int] = mapped_column(ForeignKey("bonus_table.id"))
    worth: Mapped[int]
    difference: Mapped[int]
    kind: Mapped[EmploymentKind | None]
    settled_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    revision: Mapped[ReviewRevision] = relationship()
    table: Mapped[BonusTable] = relationship()


for _table in (BonusTable, BonusStep, BonusSettlement):
    append_only(_table.__table__)
