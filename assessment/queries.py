"""What is asked about rubrics."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessment.models import Rubric, RubricVersion
from core.db import db


def newest_rubric(key: str) -> RubricVersion | None:
    """The newest version of the rubric with this key, with its criteria."""
    return db.session.scalar(
        select(RubricVersion)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.key == key)
        .order_by(RubricVersion.number.desc())
        .limit(1)
        .options(selectinload(RubricVersion.criteria))
    )


def rubric_called(key: str) -> Rubric | None:
    return db.session.scalar(select(Rubric).where(Rubric.key == key))
