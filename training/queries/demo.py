"""What the sample team's story looks up about its classes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from people.models import Employment, Person, Post
from training.models import ClassSession, Cohort, Enrolment, Homework, Placement
from training.queries.enrolments import AWAITING_ORDER
from training.states import EnrolmentState

_WHO = joinedload(Enrolment.employment, innerjoin=True).joinedload(Employment.person, innerjoin=True)


def in_line(team_id: int) -> Sequence[Enrolment]:
    """Those of a team who await a cohort, longest first."""
    return db.session.scalars(
        select(Enrolment)
        .join(Post, (Post.employment_id == Enrolment.employment_id) & Post.until.is_(None))
        .where(Enrolment.state == EnrolmentState.AWAITING_COHORT, Post.team_id == team_id)
        .order_by(*AWAITING_ORDER)
        .options(_WHO)
    ).all()


def ends_of(cohort_id: int) -> list[tuple[int, datetime]]:
    """(session, when it ends) of a cohort, by time."""
    rows = db.session.execute(
        select(ClassSession.id, ClassSession.ends_at)
        .where(ClassSession.cohort_id == cohort_id)
        .order_by(ClassSession.starts_at)
    )
    return [(row.id, row.ends_at) for row in rows]


def session(session_id: int) -> ClassSession:
    return db.session.get_one(ClassSession, session_id)


def sitting_in(one: ClassSession) -> Sequence[Enrolment]:
    """Who sits in the session's cohort on its day."""
    on = clock.local(one.starts_at).date()
    return db.session.scalars(
        select(Enrolment)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .where(
            Placement.cohort_id == one.cohort_id,
            Placement.since <= on,
            Placement.until.is_(None) | (Placement.until > on),
        )
        .order_by(Placement.id)
        .options(_WHO)
    ).all()


def cohort(cohort_id: int) -> Cohort:
    return db.session.get_one(Cohort, cohort_id)


def homework(homework_id: int) -> Homework:
    return db.session.get_one(Homework, homework_id)


def cohort_called(code: str) -> Cohort | None:
    """The newest cohort whose name begins so."""
    return db.session.scalar(
        select(Cohort).where(Cohort.code.startswith(code)).order_by(Cohort.id.desc()).limit(1)
    )


def ahead() -> Sequence[Cohort]:
    """The cohorts that are not over, the first to end first."""
    going_on = Cohort.cancelled_at.is_(None), Cohort.ends_on >= clock.today()
    return db.session.scalars(select(Cohort).where(*going_on).order_by(Cohort.ends_on, Cohort.id)).all()


def enrolment(enrolment_id: int) -> Enrolment:
    return db.session.get_one(Enrolment, enrolment_id)


def seated_in(cohort_id: int) -> Sequence[Enrolment]:
    """Who sits in a cohort now."""
    return db.session.scalars(
        select(Enrolment)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .where(Placement.cohort_id == cohort_id, Placement.until.is_(None))
        .order_by(Placement.id)
    ).all()


def trained() -> Sequence[Enrolment]:
    """Whose class is over, in the order in which they were hired."""
    over = (
        select(Placement.enrolment_id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .where(Cohort.ends_on < clock.today())
    )
    return db.session.scalars(select(Enrolment).where(Enrolment.id.in_(over)).order_by(Enrolment.id)).all()


def called(name: str) -> Enrolment:
    """The newest enrolment of somebody of this name."""
    return db.session.scalars(
        select(Enrolment)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(Person.name == name)
        .order_by(Enrolment.id.desc())
        .limit(1)
        .options(_WHO)
    ).one()
