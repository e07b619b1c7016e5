"""What is asked about programmes, their versions and their materials."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.db import db
from training.models import Exam, ExamModule, Material, Module, Prerequisite, Programme, ProgrammeVersion

_WHOLE = (
    selectinload(ProgrammeVersion.modules).options(
        selectinload(Module.topics), selectinload(Module.prerequisites).joinedload(Prerequisite.needs)
    ),
    selectinload(ProgrammeVersion.exams).selectinload(Exam.covers).joinedload(ExamModule.module),
)


def by_key(key: str) -> Programme | None:
    return db.session.scalar(select(Programme).where(Programme.key == key))


def newest_number(programme_id: int) -> int:
    """The number of the newest version; 0 before the first."""
    query = select(func.max(ProgrammeVersion.number)).where(ProgrammeVersion.programme_id == programme_id)
    return db.session.scalar(query) or 0


def newest(programme_id: int) -> ProgrammeVersion | None:
    """The newest version with its modules, topics, prerequisites and exams."""
    return db.session.scalar(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme_id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
        .options(*_WHOLE)
    )


def version(version_id: int) -> ProgrammeVersion | None:
    """One version, whole."""
    return db.session.scalar(
        select(ProgrammeVersion).where(ProgrammeVersion.id == version_id).options(*_WHOLE)
    )


def material_keys(programme_id: int) -> Sequence[str]:
    return db.session.scalars(select(Material.key).where(Material.programme_id == programme_id)).all()
