"""Rubrics, their versions, and where each is in use."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from assessment.models import Criterion, Rubric, RubricVersion
from core.db import Words, db
from core.record import Entry
from people.models import Account, Person
from recruiting.models import Scorecard, Stage

_CRITERIA = selectinload(RubricVersion.criteria)


def rubric(rubric_id: int) -> Rubric | None:
    return db.session.get(Rubric, rubric_id)


def newest(rubric_id: int) -> RubricVersion:
    """The newest version, with its criteria; raises NoResultFound."""
    found = select(RubricVersion).where(RubricVersion.rubric_id == rubric_id)
    return db.session.scalars(found.order_by(RubricVersion.number.desc()).limit(1).options(_CRITERIA)).one()


def numbered(rubric_id: int, number: int) -> RubricVersion | None:
    """The version of this number, with its criteria."""
    return db.session.scalar(
        select(RubricVersion)
        .where(RubricVersion.rubric_id == rubric_id, RubricVersion.number == number)
        .options(_CRITERIA)
    )


def listed() -> Sequence[Any]:
    """Every rubric with its newest version, how many criteria that has and how many stages name it."""
    one = aliased(RubricVersion)
    number = select(func.max(one.number)).where(one.rubric_id == Rubric.id).scalar_subquery()
    return db.session.execute(
        select(
            Rubric.id,
            Rubric.name,
            RubricVersion.number,
            RubricVersion.published_at,
            _count(Criterion.id, Criterion.rubric_version_id).label("criteria"),
            _count(Stage.id, Stage.rubric_version_id).label("stages"),
            _count(Scorecard.id, Scorecard.rubric_version_id).label("scorecards"),
        )
        .select_from(Rubric)
        .join(RubricVersion, (RubricVersion.rubric_id == Rubric.id) & (RubricVersion.number == number))
        .order_by(Rubric.id)
    ).all()


def versions(rubric_id: int) -> Sequence[Any]:
    """Every version, newest first: who published it, how many stages name it, how many scorecards were
    written on it."""
    published = (Entry.subject_kind == "rubric_version") & (Entry.subject_id == RubricVersion.id)
    return db.session.execute(
        select(
            RubricVersion.number,
            RubricVersion.published_at,
            Person.name.label("by"),
            _count(Stage.id, Stage.rubric_version_id).label("stages"),
            _count(Scorecard.id, Scorecard.rubric_version_id).label("scorecards"),
        )
        .outerjoin(Entry, published & (Entry.verb == "rubric published"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(RubricVersion.rubric_id == rubric_id)
        .order_by(RubricVersion.number.desc())
    ).all()


def _count(what: Any, of: Any) -> Any:
    return select(func.count(what)).where(of == RubricVersion.id).correlate(RubricVersion).scalar_subquery()


def is_named(name: Words) -> bool:
    """Is there a rubric that is called so, in either language?"""
    names = db.session.scalars(select(Rubric.name)).all()
    return any(one.get(code) == text for one in names for code, text in name.items())


def free_key() -> str:
    """A key that no rubric has."""
    return f"own {(db.session.scalar(select(func.max(Rubric.id))) or 0) + 1}"
