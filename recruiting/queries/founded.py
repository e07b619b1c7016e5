"""What of the defaults is in the database already."""

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.db import db
from recruiting.models import DispositionReason, Pipeline, PipelineVersion, RoleProfile


def keys(column: InstrumentedAttribute[str]) -> frozenset[str]:
    """Every value of a `key` column."""
    return frozenset(db.session.scalars(select(column)))


def ids(kind: type[RoleProfile] | type[DispositionReason]) -> dict[str, int]:
    """Key → id of every role profile or disposition reason, in the order of their ids."""
    return {row.key: row.id for row in db.session.execute(select(kind.key, kind.id).order_by(kind.id))}


def has_pipeline() -> bool:
    """Is there any pipeline?"""
    return db.session.scalar(select(Pipeline.id).limit(1)) is not None


def newest_number(pipeline_id: int) -> int:
    """The number of the newest version of a pipeline, 0 before the first."""
    numbers = select(func.max(PipelineVersion.number)).where(PipelineVersion.pipeline_id == pipeline_id)
    return db.session.scalar(numbers) or 0
