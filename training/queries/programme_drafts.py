"""What the programme editor asks: its drafts, keys that are taken, rubrics, who stays on which version."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assessment.models import RubricVersion
from core.db import Words, db
from core.record import Entry
from people.models import Account, Person
from training.models import Exam, Module, Programme, ProgrammeDraft, ProgrammeVersion
from training.queries import cohorts

_WITH = (joinedload(ProgrammeDraft.programme), joinedload(ProgrammeDraft.based_on))


def draft(draft_id: int) -> ProgrammeDraft | None:
    return db.session.get(ProgrammeDraft, draft_id, options=_WITH)


def draft_of(programme_id: int) -> ProgrammeDraft | None:
    """What is being written of a programme."""
    return db.session.scalar(
        select(ProgrammeDraft).where(ProgrammeDraft.programme_id == programme_id).options(*_WITH)
    )


def drafts() -> Sequence[ProgrammeDraft]:
    """What is being written, the oldest first."""
    return db.session.scalars(select(ProgrammeDraft).order_by(ProgrammeDraft.id).options(*_WITH)).all()


def names() -> dict[str, Words]:
    """Key → name of every programme."""
    return {row.key: row.name for row in db.session.execute(select(Programme.key, Programme.name))}


def names_in_drafts(besides: int | None = None) -> Sequence[Words]:
    """What the new programmes are called that are being written; `besides`: id of a draft to leave out."""
    found = select(ProgrammeDraft.name).where(ProgrammeDraft.name.is_not(None))
    found = found.where(ProgrammeDraft.id != besides) if besides else found
    return [one for one in db.session.scalars(found) if one]


def module_keys(programme_id: int | None) -> set[str]:
    """Of every module that any version of a programme has: none is ever given to another one. No programme,
    no keys."""
    found = select(Module.key).join(ProgrammeVersion)
    return set(db.session.scalars(found.where(ProgrammeVersion.programme_id == programme_id).distinct()))


def exam_keys(programme_id: int | None) -> set[str]:
    """The same of exams."""
    found = select(Exam.key).join(ProgrammeVersion)
    return set(db.session.scalars(found.where(ProgrammeVersion.programme_id == programme_id).distinct()))


def exams_elsewhere(programme_id: int) -> set[str]:
    """Keys of the exams that the newest versions of the other programmes have."""
    newest = select(func.max(ProgrammeVersion.id)).group_by(ProgrammeVersion.programme_id)
    others = newest.where(ProgrammeVersion.programme_id != programme_id)
    return set(db.session.scalars(select(Exam.key).where(Exam.programme_version_id.in_(others)).distinct()))


def rubrics(named: set[int] | None = None) -> Sequence[RubricVersion]:
    """The newest version of every rubric, and those that are `named` already."""
    newest = select(func.max(RubricVersion.id)).group_by(RubricVersion.rubric_id)
    return db.session.scalars(
        select(RubricVersion)
        .where(RubricVersion.id.in_(newest) | RubricVersion.id.in_(named or ()))
        .order_by(RubricVersion.rubric_id, RubricVersion.number.desc())
    ).all()


def staying(reader: Account, programme_id: int) -> Sequence[Any]:
    """Every cohort of a programme within reach of `reader`, the latest first: rows of `cohorts.cohorts`."""
    found = cohorts.cohorts(reader).where(ProgrammeVersion.programme_id == programme_id)
    return db.session.execute(found.order_by(*(one.desc() for one in cohorts.COHORT_ORDER))).all()


def published(programme_id: int) -> dict[int, Any]:
    """Version → row of (subject_id, who published it, reason)."""
    versions = select(ProgrammeVersion.id).where(ProgrammeVersion.programme_id == programme_id)
    rows = db.session.execute(
        select(Entry.subject_id, Person.name.label("who"), Entry.reason)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            Entry.subject_kind == "programme_version",
            Entry.verb == "published",
            Entry.subject_id.in_(versions),
        )
    )
    return {row.subject_id: row for row in rows}
