"""Pipelines as versioned data. A published version never changes; an application ends on its own."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models import RubricVersion
from core.db import Base, Json, Words
from core.drafts import next_version
from recruiting.states import Part, StageKind


class Pipeline(Base):
    __tablename__ = "pipeline"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]


class PipelineVersion(Base):
    __tablename__ = "pipeline_version"
    __table_args__ = (UniqueConstraint("pipeline_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]

    pipeline: Mapped[Pipeline] = relationship(lazy="joined", innerjoin=True)
    stages: Mapped[list["Stage"]] = relationship(order_by="Stage.position", back_populates="version")


class Stage(Base):
    """One step. `owner` decides when its result is in. `key` is the canonical name under which reports
    join the same step of several versions; `pass_mark` is on the scale of its kind: 1–5 in interviews,
    0–100 elsewhere, where the mean of a rubric is put on that scale (`assessment.rules.of_hundred`)."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("pipeline_version_id", "position"),
        UniqueConstraint("pipeline_version_id", "key"),
        CheckConstraint("owner IN ('recruiter', 'hiring manager')", name="owner_decides"),
        CheckConstraint("target_days > 0", name="target_days_count"),
        CheckConstraint("pass_mark BETWEEN 0 AND 100", name="pass_mark_in_range"),
        CheckConstraint("kind <> 'interview' OR pass_mark <= 5", name="interviews_are_marked_to_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_version_id: Mapped[int] = mapped_column(ForeignKey("pipeline_version.id"))
    position: Mapped[int]
    key: Mapped[str]
    kind: Mapped[StageKind]
    name: Mapped[Words]
    rubric_version_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_version.id"))
    pass_mark: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    target_days: Mapped[int]
    owner: Mapped[Part] = mapped_column(default=Part.RECRUITER)

    version: Mapped[PipelineVersion] = relationship(back_populates="stages")
    rubric_version: Mapped[RubricVersion | None] = relationship()


class PipelineDraft(Base):
    """What may become the next version of a pipeline; at most one at a time. `stages`: in their order,
    each as the fields of a Stage, its marks as text. Nothing looks at it but the editor."""

    __tablename__ = "pipeline_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"), unique=True)
    based_on_id: Mapped[int] = mapped_column(ForeignKey("pipeline_version.id"))
    stages: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    begun_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": next_version}

    pipeline: Mapped[Pipeline] = relationship()
    based_on: Mapped[PipelineVersion] = relationship()
