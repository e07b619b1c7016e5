"""Monthly reviews: what is measured, the figures, and what each closed month came to. Figures and
revisions are only ever added: of several the one with the highest number stands."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.rules.figures import FIGURE_DECIMALS, WEIGHT_DECIMALS
from careers.rules.scoring import Measure
from careers.states import AppealState, Direction, FigureSource
from core.append_only import append_only
from core.db import Base, Exact, Words
from people.models import Team


class ReviewFormula(Base):
    """What months are measured by, from `since` on: for one level, one team, both, or everybody (neither).
    A later version of the same scope takes its place from its own `since` on."""

    __tablename__ = "review_formula"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    level: Mapped[str | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    since: Mapped[date]
    published_at: Mapped[datetime]

    team: Mapped[Team | None] = relationship()
    indicators: Mapped[list["ReviewIndicator"]] = relationship(
        order_by="ReviewIndicator.position", lazy="selectin"
    )

    @property
    def measures(self) -> list[Measure]:
        return [one.measure for one in self.indicators]


class ReviewIndicator(Base):
    """One line of a formula. `target` brings 100 points, `zero` none; between them it is a straight line.
    `is_total`: a sum over the month, so that the target shrinks with the days not worked."""

    __tablename__ = "review_indicator"
    __table_args__ = (
        UniqueConstraint("formula_id", "key"),
        UniqueConstraint("formula_id", "position"),
        CheckConstraint("weight > 0", name="weight_counts"),
        CheckConstraint(
            "(direction = 'higher' AND target > zero) OR (direction = 'lower' AND target < zero)",
            name="target_lies_in_its_direction",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    formula_id: Mapped[int] = mapped_column(ForeignKey("review_formula.id"))
    position: Mapped[int]
    key: Mapped[str]
    group: Mapped[Words]
    name: Mapped[Words]
    unit: Mapped[Words]
    direction: Mapped[Direction]
    target: Mapped[Decimal] = mapped_column(Numeric(12, FIGURE_DECIMALS))
    zero: Mapped[Decimal] = mapped_column(Numeric(12, FIGURE_DECIMALS))
    weight: Mapped[Decimal] = mapped_column(Numeric(6, WEIGHT_DECIMALS))
    is_total: Mapped[bool]

    @property
    def measure(self) -> Measure:
        return Measure(self.key, self.direction, self.target, self.zero, self.weight, self.is_total)


class ReviewFigure(Base):
    """What was measured of somebody in a month; without a figure, the one before was taken back."""

    __tablename__ = "review_figure"
    __table_args__ = (UniqueConstraint("employment_id", "month", "key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    month: Mapped[date]
    key: Mapped[str]
    number: Mapped[int]
    figure: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    source: Mapped[FigureSource]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class ReviewRevision(Base):
    """What a month came to when it was closed, and after each correction. `lines`: how the score is made
    up, to be reproduced from the formula. `counts`: whether the month counts towards a level."""

    __tablename__ = "review_revision"
    __table_args__ = (
        UniqueConstraint("employment_id", "month", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_of_100"),
        CheckConstraint("days_worked BETWEEN 0 AND days", name="days_of_month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    month: Mapped[date]
    number: Mapped[int]
    formula_id: Mapped[int] = mapped_column(ForeignKey("review_formula.id"))
    score: Mapped[Decimal] = mapped_column(Exact(5, 2))
    lines: Mapped[dict[str, Any]]
    days_worked: Mapped[int]
    days: Mapped[int]
    counts: Mapped[bool]
    comment: Mapped[str | None]
    closed_at: Mapped[datetime]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    formula: Mapped[ReviewFormula] = relationship()


class ReviewAppeal(Base):
    """The employee thinks that a closed month is wrong; at most one appeal is open for a month."""

    __tablename__ = "review_appeal"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answer_iff_answered"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="says_why"),
        Index(
            "uq_review_appeal_open",
            "employment_id",
            "month",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_review_appeal_employment_id", "employment_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    month: Mapped[date]
    said: Mapped[str]
    state: Mapped[AppealState] = mapped_column(default=AppealState.OPEN)
    appealed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


for _table in (ReviewFormula, ReviewIndicator, ReviewFigure, ReviewRevision):
    append_only(_table.__table__)
