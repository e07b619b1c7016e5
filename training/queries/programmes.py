"""What is asked about programmes, their versions and their materials."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.db import db
from training.models import (
    Exam,
    ExamModule,
    Material,
    MaterialReceipt,
    MaterialVersion,
    Module,
    Prerequisite,
    Programme,
    ProgrammeVersion,
)

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


def kept_since() -> datetime | None:
    """When the first programme was published: since then training is kept here."""
    return db.session.scalar(select(func.min(ProgrammeVersion.published_at)))


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


def newest_of_each() -> Sequence[ProgrammeVersion]:
    """The newest version of every programme."""
    newest = select(func.max(ProgrammeVersion.id)).group_by(ProgrammeVersion.programme_id)
    return db.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.id.in_(newest))
        .order_by(ProgrammeVersion.programme_id)
    ).all()


def programme(programme_id: int) -> Programme | None:
    return db.session.get(Programme, programme_id)


def numbers(programme_id: int) -> Sequence[ProgrammeVersion]:
    """Every version, newest first, without what is in them."""
    return db.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme_id)
        .order_by(ProgrammeVersion.number.desc())
    ).all()


def to_read(version: ProgrammeVersion, person_id: int) -> Sequence[Any]:
    """What is to be read for the modules of a version: rows of `materials`."""
    taught = {one.key for one in version.modules}
    return [row for row in materials(version.programme_id, person_id) if row.module_key in taught]


def materials(programme_id: int, person_id: int) -> Sequence[Any]:
    """What is to be read now, newest versions: rows of (id, material_id, title, body, url, number,
    module_key, read_at: when that person read it, or None)."""
    newest = (
        select(func.max(MaterialVersion.number))
        .where(MaterialVersion.material_id == Material.id)
        .correlate(Material)
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            MaterialVersion.id,
            MaterialVersion.material_id,
            MaterialVersion.title,
            MaterialVersion.body,
            MaterialVersion.url,
            MaterialVersion.number,
            Material.module_key,
            MaterialReceipt.read_at,
        )
        .join(Material, Material.id == MaterialVersion.material_id)
        .outerjoin(
            MaterialReceipt,
            (MaterialReceipt.material_version_id == MaterialVersion.id)
            & (MaterialReceipt.person_id == person_id),
        )
        .where(
            Material.programme_id == programme_id,
            Material.retired_at.is_(None),
            MaterialVersion.number == newest,
        )
        .order_by(Material.id)
    ).all()


def material_version(version_id: int) -> MaterialVersion | None:
    return db.session.get(MaterialVersion, version_id)


def receipt(version_id: int, person_id: int) -> MaterialReceipt | None:
    return db.session.scalar(
        select(MaterialReceipt).where(
            MaterialReceipt.material_version_id == version_id, MaterialReceipt.person_id == person_id
        )
    )
