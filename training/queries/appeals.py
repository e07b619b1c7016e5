"""What is asked about appeals against marks."""

from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.record import Entry
from people.models import Account, Person
from training.models import (
    AppealDecision,
    AssessorSheet,
    ExamAppeal,
    ExamAttempt,
    ExamMark,
    PracticalAssessment,
)
from training.queries.exam_attempts import IS_APPEALED, STANDS

_Decided = aliased(Entry)
_Second = aliased(Person)
_OPEN = (
    select(ExamAppeal.id)
    .join(ExamAttempt, ExamAttempt.id == ExamAppeal.attempt_id)
    .join(ExamMark, (ExamMark.attempt_id == ExamAttempt.id) & STANDS)
    .outerjoin(AppealDecision, AppealDecision.appeal_id == ExamAppeal.id)
    .where(IS_APPEALED)
)
_NOT_THE_MARKER = ("exam attempt restored", "exam override lifted", "exam mark corrected")


def appeal_of(attempt_id: int) -> ExamAppeal | None:
    return db.session.scalar(
        select(ExamAppeal)
        .where(ExamAppeal.attempt_id == attempt_id)
        .options(joinedload(ExamAppeal.attempt, innerjoin=True).joinedload(ExamAttempt.enrolment))
    )


def decision_of(appeal_id: int) -> AppealDecision | None:
    return db.session.get(AppealDecision, appeal_id)


def is_undecided(enrolment_id: int) -> bool:
    """Is an appeal open against a mark of somebody, of whatever cycle?"""
    return db.session.scalar(_OPEN.where(ExamAttempt.enrolment_id == enrolment_id).limit(1)) is not None


def markers(attempt_id: int) -> set[int]:
    """The accounts that ever marked an attempt, under a mark decided in its place too, assessed it by the
    rubric, or said that it is void or counts again, or which of its marks does; not those by whom it was only
    recorded otherwise, since an earlier one was void."""
    marked = select(ExamMark.marker_id).where(ExamMark.attempt_id == attempt_id)
    decided = (
        select(Entry.actor_id)
        .join(ExamMark, ExamMark.entry_id == Entry.id)
        .where(ExamMark.attempt_id == attempt_id, Entry.verb.in_(_NOT_THE_MARKER))
    )
    assessed = (
        select(AssessorSheet.account_id)
        .join(PracticalAssessment, PracticalAssessment.id == AssessorSheet.assessment_id)
        .where(PracticalAssessment.attempt_id == attempt_id)
    )
    rows = db.session.scalars(union(marked, decided, assessed))
    return {one for one in rows if one is not None}


def told(attempt_id: int) -> Any:
    """An appeal with what became of it: a row of (filed_at, filed_by_id, grounds, outcome, decided_at, why,
    marker), or None."""
    second = aliased(Account)
    return db.session.execute(
        select(
            ExamAppeal.filed_at,
            ExamAppeal.filed_by_id,
            Entry.reason.label("grounds"),
            AppealDecision.outcome,
            AppealDecision.decided_at,
            _Decided.reason.label("why"),
            _Second.name.label("marker"),
        )
        .join(Entry, Entry.id == ExamAppeal.entry_id)
        .outerjoin(AppealDecision, AppealDecision.appeal_id == ExamAppeal.id)
        .outerjoin(_Decided, _Decided.id == AppealDecision.entry_id)
        .outerjoin(second, second.id == AppealDecision.marker_id)
        .outerjoin(_Second, _Second.id == second.person_id)
        .where(ExamAppeal.attempt_id == attempt_id)
    ).one_or_none()
