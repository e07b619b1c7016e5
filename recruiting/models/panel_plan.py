"""How an interview stage is manned, as versioned data."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models import RubricVersion
from core.db import Base
from people.models import Account
from recruiting.models.pipeline import Pipeline


class PanelPlan(Base):
    """How many interviewers a stage wants, how long it takes, and what each looks at. It belongs to the
    step of that key in every version of the pipeline; the highest number is in use. What each looks at
    is of the rubric version named here and holds only for stages that are scored by it."""

    __tablename__ = "panel_plan"
    __table_args__ = (
        UniqueConstraint("pipeline_id", "stage_key", "number"),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_make_sense"),
        CheckConstraint("number >= 1", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    stage_key: Mapped[str]
    number: Mapped[int]
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    minutes: Mapped[int]
    published_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    pipeline: Mapped[Pipeline] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    author: Mapped[Account | None] = relationship()
    seats: Mapped[list["PanelSeat"]] = relationship(order_by="PanelSeat.position", lazy="selectin")


class PanelSeat(Base):
    """One interviewer of a plan; `focus` holds the ids of the criteria to look at above all, none for
    all of them alike."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("panel_plan.id"))
    position: Mapped[int]
    focus: Mapped[list[int]]
