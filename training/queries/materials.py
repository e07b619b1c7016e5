"""What is asked about a material: its versions, and who has read which."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import selectinload

from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person
from people.permissions import Permission
from training.models import (
    Cohort,
    Enrolment,
    Material,
    MaterialReceipt,
    MaterialVersion,
    Placement,
    ProgrammeVersion,
)
from training.queries.reach import reachable, reaches_all


def material(material_id: int) -> Material | None:
    """With its versions."""
    return db.session.get(Material, material_id, options=[selectinload(Material.versions)])


def withdrawn(programme_id: int) -> Sequence[Material]:
    """Materials of a programme that nobody needs to read any more."""
    return db.session.scalars(
        select(Material)
        .where(Material.programme_id == programme_id, Material.retired_at.is_not(None))
        .order_by(Material.id)
        .options(selectinload(Material.versions))
    ).all()


def publishers(material_id: int) -> dict[int, str]:
    """Version → the name of who published it; versions that came with the product are not in it."""
    rows = db.session.execute(
        select(Entry.subject_id, Person.name)
        .join(MaterialVersion, MaterialVersion.id == Entry.subject_id)
        .join(Account, Account.id == Entry.actor_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            Entry.subject_kind == "material_version",
            Entry.verb == "published",
            MaterialVersion.material_id == material_id,
        )
    )
    return {row.subject_id: row.name for row in rows}


def readers(reader: Account, one: Material) -> Sequence[Any]:
    """Everybody within reach of `reader` who has read a version of a material, once for each version, and
    whoever is in training by its programme now and has read none: rows of (person_id, name, latin_name,
    cohort, number, language, read_at), by name, the newest version first."""
    receipts = (
        select(
            MaterialReceipt.person_id,
            MaterialVersion.number,
            MaterialReceipt.language,
            MaterialReceipt.read_at,
        )
        .join(MaterialVersion, MaterialVersion.id == MaterialReceipt.material_version_id)
        .where(MaterialVersion.material_id == one.id)
        .subquery()
    )
    statement = (
        select(
            Person.id.label("person_id"),
            Person.name,
            Person.latin_name,
            _cohort(one.programme_id).label("cohort"),
            receipts.c.number,
            receipts.c.language,
            receipts.c.read_at,
        )
        .outerjoin(receipts, receipts.c.person_id == Person.id)
        .where(receipts.c.number.is_not(None) | _in_training(one.programme_id), _within(reader))
        .order_by(Person.name, Person.id, receipts.c.number.desc())
    )
    return db.session.execute(statement).all()


def _cohort(programme_id: int) -> Any:
    """The code of the cohort of the programme in which somebody sits, or sat last."""
    newest = (
        select(func.max(Placement.id))
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.programme_version_id)
        .where(Employment.person_id == Person.id, ProgrammeVersion.programme_id == programme_id)
        .correlate(Person)
        .scalar_subquery()
    )
    return (
        select(Cohort.code)
        .join(Placement, Placement.cohort_id == Cohort.id)
        .where(Placement.id == newest)
        .correlate(Person)
        .scalar_subquery()
    )


def _sits(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on Person: they have, or had, a seat of which these hold."""
    return Person.id.in_(
        select(Employment.person_id)
        .join(Enrolment, Enrolment.employment_id == Employment.id)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.programme_version_id)
        .where(*conditions)
    )


def _in_training(programme_id: int) -> ColumnElement[bool]:
    return _sits(ProgrammeVersion.programme_id == programme_id, Placement.until.is_(None))


def _within(reader: Account) -> ColumnElement[bool]:
    return true() if reaches_all(reader, Permission.SEE_TRAINING) else _sits(reachable(reader))
