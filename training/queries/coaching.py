"""What is asked about the log of coaching: whose one may read, what it says, whom somebody coaches."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from core.db import db
from people.models import Account, Employment, Person
from people.permissions import Permission
from training.models import Coaching, CoachingNote, CoachingWording, Cohort, Enrolment, Placement
from training.queries import enrolments


def readable(reader: Account, enrolment_id: int) -> Enrolment | None:
    """A trainee whose log `reader` may read: it is read by the trainee, by the coach whom they have now, and
    by whoever sees their training (trainers, managers, administrators); a former coach reads it no more."""
    one = db.session.get(Enrolment, enrolment_id)
    if one is None:
        return None
    if one.employment.person_id == reader.person_id or coaches(reader, one):
        return one
    if not reader.may(Permission.SEE_TRAINING):
        return None
    return enrolments.enrolment(reader, enrolment_id, Permission.SEE_TRAINING)


def coaches(account: Account, one: Enrolment) -> bool:
    """Is `account` whose trainee this is now?"""
    present = enrolments.current_coaching(one.id)
    return present is not None and present.coach_id == account.person_id


def note(note_id: int) -> CoachingNote | None:
    return db.session.scalar(_notes(CoachingNote.id == note_id))


def of_enrolment(enrolment_id: int) -> Sequence[CoachingNote]:
    """The log of a trainee, the latest day first."""
    found = db.session.scalars(_notes(CoachingNote.enrolment_id == enrolment_id)).all()
    return sorted(found, key=lambda one: (one.wording.on, one.id), reverse=True)


def _notes(condition: Any) -> Select[CoachingNote]:
    by = selectinload(CoachingNote.wordings).joinedload(CoachingWording.by, innerjoin=True)
    return (
        select(CoachingNote)
        .where(condition)
        .options(by.joinedload(Account.person, innerjoin=True))
        .execution_options(populate_existing=True)
    )


def coached(person_id: int) -> Sequence[Any]:
    """Whom somebody coaches now, by name: rows of (enrolment_id, name, latin_name, state, since, code,
    noted_on). `noted_on`: the day of the latest entry."""
    latest = (
        select(func.max(CoachingWording.on))
        .join(CoachingNote, CoachingNote.id == CoachingWording.note_id)
        .where(CoachingNote.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            Enrolment.id.label("enrolment_id"), Person.name, Person.latin_name, Enrolment.state,
            Coaching.since, Cohort.code, latest.label("noted_on"),
        )
        .join(Coaching, Coaching.enrolment_id == Enrolment.id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Placement, (Placement.enrolment_id == Enrolment.id) & Placement.until.is_(None))
        .outerjoin(Cohort, Cohort.id == Placement.cohort_id)
        .where(Coaching.coach_id == person_id, Coaching.until.is_(None))
        .order_by(Person.name, Enrolment.id)
    ).all()  # fmt: skip
