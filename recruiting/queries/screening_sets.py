"""Sets of screening questions and their versions."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from core.db import db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import (
    DispositionReason,
    Opening,
    RoleProfile,
    ScreeningQuestion,
    ScreeningSet,
    ScreeningSheet,
    ScreeningVersion,
)
from recruiting.queries.reach import reachable
from recruiting.states import ReasonFamily

_QUESTIONS = (
    selectinload(ScreeningVersion.questions).options(
        selectinload(ScreeningQuestion.options), joinedload(ScreeningQuestion.reason)
    ),
)


def set_of_opening(opening_id: int) -> ScreeningSet | None:
    """The opening's own set, where it has one."""
    return db.session.scalar(select(ScreeningSet).where(ScreeningSet.opening_id == opening_id))


def set_of_profile(role_profile_id: int) -> ScreeningSet | None:
    """The set of a role profile."""
    return db.session.scalar(select(ScreeningSet).where(ScreeningSet.role_profile_id == role_profile_id))


def profiles_with_sets() -> frozenset[int]:
    """The role profiles that have a set."""
    asked = select(ScreeningSet.role_profile_id).where(ScreeningSet.role_profile_id.is_not(None))
    return frozenset(db.session.scalars(asked))


def newest_of(set_id: int) -> ScreeningVersion | None:
    """The newest version of a set with its questions."""
    return db.session.scalar(
        select(ScreeningVersion)
        .where(ScreeningVersion.screening_set_id == set_id)
        .order_by(ScreeningVersion.number.desc())
        .limit(1)
        .options(*_QUESTIONS)
    )


def newest_for(opening: Opening) -> ScreeningVersion | None:
    """What is asked of those who apply for this opening now: its own questions, or its role profile's."""
    return db.session.scalar(
        select(ScreeningVersion)
        .join(ScreeningSet, ScreeningSet.id == ScreeningVersion.screening_set_id)
        .where(
            or_(
                ScreeningSet.opening_id == opening.id, ScreeningSet.role_profile_id == opening.role_profile_id
            )
        )
        .order_by(case((ScreeningSet.opening_id.is_(None), 1), else_=0), ScreeningVersion.number.desc())
        .limit(1)
        .options(*_QUESTIONS)
    )


def version(version_id: int) -> ScreeningVersion:
    """A version with its questions; raises NoResultFound."""
    return db.session.scalars(
        select(ScreeningVersion).where(ScreeningVersion.id == version_id).options(*_QUESTIONS)
    ).one()


def rejection_reasons() -> frozenset[int]:
    """The reasons, retired ones too, that a knock-out may propose."""
    rejecting = DispositionReason.family == ReasonFamily.REJECTION
    return frozenset(db.session.scalars(select(DispositionReason.id).where(rejecting)))


# For pages


def _within_reach(reader: Account) -> Any:
    """The sets of role profiles are seen by everybody who sees openings; those of openings by reach."""
    return or_(ScreeningSet.role_profile_id.is_not(None), reachable(reader, Permission.SEE_OPENINGS))


def _listed(reader: Account) -> Select[*tuple[Any, ...]]:
    newest, person = aliased(ScreeningVersion), aliased(Person)
    latest = (
        select(func.max(ScreeningVersion.number))
        .where(ScreeningVersion.screening_set_id == ScreeningSet.id)
        .correlate(ScreeningSet)
        .scalar_subquery()
    )
    return (
        select(
            ScreeningSet.id,
            ScreeningSet.opening_id,
            RoleProfile.name.label("profile"),
            Opening.code,
            Opening.title,
            newest.id.label("version_id"),
            newest.number,
            newest.published_at,
            person.name.label("by"),
            _count(ScreeningQuestion, ScreeningQuestion.version_id == newest.id, newest).label("questions"),
            _answered(newest).label("answered"),
        )
        .outerjoin(RoleProfile, RoleProfile.id == ScreeningSet.role_profile_id)
        .outerjoin(Opening, Opening.id == ScreeningSet.opening_id)
        .join(newest, and_(newest.screening_set_id == ScreeningSet.id, newest.number == latest))
        .outerjoin(Account, Account.id == newest.published_by_id)
        .outerjoin(person, person.id == Account.person_id)
        .where(_within_reach(reader))
        .order_by(case((ScreeningSet.opening_id.is_(None), 0), else_=1), ScreeningSet.id)
    )


def _count(of: Any, condition: Any, beside: Any) -> Any:
    return select(func.count()).select_from(of).where(condition).correlate(beside).scalar_subquery()


def _answered(version: Any) -> Any:
    return _count(ScreeningSheet, ScreeningSheet.version_id == version.id, version)


def listed(reader: Account) -> Sequence[Any]:
    """A row for each set in reach, with its newest version; those of role profiles first."""
    return db.session.execute(_listed(reader)).all()


def found(set_id: int, reader: Account) -> Any:
    """A row of (ScreeningSet, RoleProfile, Opening); None where out of reach."""
    return db.session.execute(
        select(ScreeningSet, RoleProfile, Opening)
        .outerjoin(RoleProfile, RoleProfile.id == ScreeningSet.role_profile_id)
        .outerjoin(Opening, Opening.id == ScreeningSet.opening_id)
        .where(ScreeningSet.id == set_id, _within_reach(reader))
    ).one_or_none()


def versions(set_id: int) -> Sequence[Any]:
    """Every version of a set, newest first: id, number, when, by whom, how many were answered on it."""
    return db.session.execute(
        select(
            ScreeningVersion.id,
            ScreeningVersion.number,
            ScreeningVersion.published_at,
            Person.name.label("by"),
            _answered(ScreeningVersion).label("answered"),
        )
        .outerjoin(Account, Account.id == ScreeningVersion.published_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ScreeningVersion.screening_set_id == set_id)
        .order_by(ScreeningVersion.number.desc())
    ).all()


def numbered(set_id: int, number: int) -> ScreeningVersion | None:
    """The version of this number."""
    wanted = (ScreeningVersion.screening_set_id == set_id, ScreeningVersion.number == number)
    return db.session.scalar(select(ScreeningVersion).where(*wanted).options(*_QUESTIONS))


def with_questions(version_ids: Iterable[int]) -> dict[int, ScreeningVersion]:
    """Several versions with their questions, by id."""
    found = db.session.scalars(
        select(ScreeningVersion).where(ScreeningVersion.id.in_(list(version_ids))).options(*_QUESTIONS)
    )
    return {one.id: one for one in found}


def asked_by(opening: Opening) -> Any:
    """Which version those who apply for the opening answer: set_id, number, own (is it the opening's); None
    where nothing is asked. One statement."""
    return db.session.execute(
        select(
            ScreeningSet.id.label("set_id"),
            ScreeningVersion.number,
            ScreeningSet.opening_id.is_not(None).label("own"),
        )
        .join(ScreeningVersion, ScreeningVersion.screening_set_id == ScreeningSet.id)
        .where(
            or_(
                ScreeningSet.opening_id == opening.id, ScreeningSet.role_profile_id == opening.role_profile_id
            )
        )
        .order_by(case((ScreeningSet.opening_id.is_(None), 1), else_=0), ScreeningVersion.number.desc())
        .limit(1)
    ).first()
