"""What is asked about practical exams: their rubric, who is still to assess whom, what was found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from assessment import queries as rubrics
from assessment.models import RubricVersion
from core.db import db
from people.models import Account, Employment, Grant, Person
from people.permissions import GRANTS, Permission
from training.models import (
    Assessor,
    AssessorSheet,
    Enrolment,
    Exam,
    ExamAttempt,
    PracticalAssessment,
    SheetRating,
)

IS_OPEN = (PracticalAssessment.attempt_id.is_(None), PracticalAssessment.withdrawn_at.is_(None))


def rubric_of(exam: Exam) -> RubricVersion | None:
    """The version that the exam names; else the newest of the rubric that goes by the exam's own key."""
    if exam.rubric_version_id is None:
        return rubrics.newest_rubric(exam.key)
    return db.session.get(RubricVersion, exam.rubric_version_id)


def open_of(enrolment_id: int, exam_id: int) -> PracticalAssessment | None:
    return db.session.scalar(
        select(PracticalAssessment).where(
            PracticalAssessment.enrolment_id == enrolment_id, PracticalAssessment.exam_id == exam_id, *IS_OPEN
        )
    )


def all_open(enrolment_id: int) -> Sequence[PracticalAssessment]:
    """The assessments of somebody that are not over, with their exams."""
    return db.session.scalars(
        select(PracticalAssessment)
        .where(PracticalAssessment.enrolment_id == enrolment_id, *IS_OPEN)
        .order_by(PracticalAssessment.id)
        .options(joinedload(PracticalAssessment.exam, innerjoin=True))
    ).all()


def open_ones(enrolment_id: int) -> dict[int, int]:
    """Exam → the assessment of somebody that is not over."""
    rows = db.session.execute(
        select(PracticalAssessment.exam_id, PracticalAssessment.id).where(
            PracticalAssessment.enrolment_id == enrolment_id, *IS_OPEN
        )
    )
    return {row.exam_id: row.id for row in rows}


def assessment(assessment_id: int) -> PracticalAssessment | None:
    """With its rubric, its assessors and what they found."""
    return db.session.scalar(_whole().where(PracticalAssessment.id == assessment_id))


def of_attempts(enrolment_id: int, exam_key: str) -> dict[int, PracticalAssessment]:
    """Attempt → how it was assessed, of the attempts of somebody at an exam."""
    found = db.session.scalars(
        _whole()
        .join(ExamAttempt, ExamAttempt.id == PracticalAssessment.attempt_id)
        .where(ExamAttempt.enrolment_id == enrolment_id, ExamAttempt.exam_key == exam_key)
        .order_by(PracticalAssessment.id)
    )
    return {one.attempt_id: one for one in found if one.attempt_id is not None}


def _whole() -> Select[PracticalAssessment]:
    who = joinedload(Account.person, innerjoin=True)
    sheets = selectinload(PracticalAssessment.sheets)
    return select(PracticalAssessment).options(
        joinedload(PracticalAssessment.exam, innerjoin=True),
        joinedload(PracticalAssessment.enrolment, innerjoin=True)
        .joinedload(Enrolment.employment, innerjoin=True)
        .joinedload(Employment.person, innerjoin=True),
        joinedload(PracticalAssessment.rubric_version, innerjoin=True).selectinload(RubricVersion.criteria),
        selectinload(PracticalAssessment.assessors).joinedload(Assessor.account, innerjoin=True).options(who),
        sheets.joinedload(AssessorSheet.account, innerjoin=True).options(who),
        sheets.joinedload(AssessorSheet.file),
        sheets.selectinload(AssessorSheet.ratings).joinedload(SheetRating.criterion, innerjoin=True),
    )


def assesses(account_id: int, enrolment_id: int, exam_key: str) -> bool:
    """Is or was an account asked to assess somebody in an exam, and so shown what was found before?"""
    asked = (
        select(Assessor.assessment_id)
        .join(PracticalAssessment, PracticalAssessment.id == Assessor.assessment_id)
        .join(Exam, Exam.id == PracticalAssessment.exam_id)
        .where(
            Assessor.account_id == account_id,
            PracticalAssessment.enrolment_id == enrolment_id,
            Exam.key == exam_key,
        )
    )
    return bool(db.session.scalar(select(asked.exists())))


def waiting_for(account_id: int) -> Sequence[Any]:
    """The assessments in which an account still has its sheet to hand in, longest first: rows of (id,
    held_on, exam, name, latin_name)."""
    handed_in = exists(
        select(AssessorSheet.id).where(
            AssessorSheet.assessment_id == PracticalAssessment.id, AssessorSheet.account_id == account_id
        )
    )
    return db.session.execute(
        select(
            PracticalAssessment.id,
            PracticalAssessment.held_on,
            Exam.name.label("exam"),
            Person.name,
            Person.latin_name,
        )
        .join(Assessor, Assessor.assessment_id == PracticalAssessment.id)
        .join(Exam, Exam.id == PracticalAssessment.exam_id)
        .join(Enrolment, Enrolment.id == PracticalAssessment.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(Assessor.account_id == account_id, ~handed_in, *IS_OPEN)
        .order_by(PracticalAssessment.held_on, PracticalAssessment.id)
    ).all()


def possible_assessors(person_id: int) -> Sequence[Account]:
    """Who may assess somebody: whoever scores and sees training, besides themselves, by name."""
    needed = {Permission.SCORE, Permission.SEE_TRAINING}
    roles = [role for role, granted in GRANTS.items() if needed <= granted]
    return (
        db.session.scalars(
            select(Account)
            .join(Person, Person.id == Account.person_id)
            .where(
                Account.grants.any(Grant.role.in_(roles)),
                Account.closed_at.is_(None),
                Account.person_id != person_id,
            )
            .order_by(Person.name, Account.id)
        )
        .unique()
        .all()
    )
