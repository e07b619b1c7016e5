"""Rubrics as versioned data: a change makes a new version; what was rated stays on its own."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Words


class Rubric(Base):
    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words]


class RubricVersion(Base):
    """One edition of a rubric: what is rated, and the questions that everybody is asked for it."""

    __tablename__ = "rubric_version"
    __table_args__ = (UniqueConstraint("rubric_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    questions: Mapped[list[Words]] = mapped_column(default=list)

    rubric: Mapped[Rubric] = relationship(lazy="joined", innerjoin=True)
    criteria: Mapped[list["Criterion"]] = relationship(order_by="Criterion.position")


class Criterion(Base):
    """What is rated; `anchors` holds the behaviour that stands for 1, 2, 3, 4 and 5, in that order.
    `must_reach`: the item is critical, and a rating below this fails the whole, whatever the mark."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("rubric_version_id", "position"),
        CheckConstraint("weight > 0", name="weight_counts"),
        CheckConstraint("must_reach BETWEEN 2 AND 5", name="must_reach_is_rated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    position: Mapped[int]
    name: Mapped[Words]
    weight: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(1))
    anchors: Mapped[list[Words]]
    must_reach: Mapped[int | None]


for table in (RubricVersion.__table__, Criterion.__table__):
    append_only(table)
