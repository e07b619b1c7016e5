"""What somebody wrote and uploaded while they learned, and what others wrote about it: found, and wiped."""

from typing import Any

from sqlalchemy import null, or_, select, update

from core.db import db
from core.record import Entry
from people.models import Employment
from training.models import (
    AssessorSheet,
    CoachingNote,
    CoachingWording,
    Enrolment,
    ExamAttempt,
    ExamMark,
    Feedback,
    FeedbackVersion,
    HandIn,
    HomeworkMarking,
    PracticalAssessment,
    Remedy,
    SheetFile,
    SheetRating,
    StudyClaim,
    StudyVersion,
)

REASONED = (
    *("homework mark corrected", "homework returned", "coaching note corrected"),
    *("assessment withdrawn", "exam mark corrected", "exam mark recorded anew"),
    *("exam missed", "missed sitting corrected"),
    *("exam attempt voided", "exam attempt restored", "exam mark overridden", "exam override lifted"),
    *("signed off for a retake", "next try set", "remedy assigned", "attempt granted"),
    *("mark appealed against", "appeal decided"),
)
"""Entries about an enrolment whose reason speaks of what is erased."""


def _learns(person_id: int) -> Any:
    works = select(Employment.id).where(Employment.person_id == person_id)
    return select(Enrolment.id).where(Enrolment.employment_id.in_(works))


def _claims(person_id: int) -> Any:
    works = select(Employment.id).where(Employment.person_id == person_id)
    return select(StudyClaim.id).where(StudyClaim.employment_id.in_(works))


def _sheets(learns: Any) -> Any:
    """Of their practical exams."""
    assessed = select(PracticalAssessment.id).where(PracticalAssessment.enrolment_id.in_(learns))
    return select(AssessorSheet.id).where(AssessorSheet.assessment_id.in_(assessed))


def digests_of(person_id: int) -> frozenset[str]:
    """Of every file that they handed in or showed as evidence, or an assessor showed of them."""
    handed = select(HandIn.digest).where(HandIn.enrolment_id.in_(_learns(person_id)))
    shown = select(StudyVersion.digest).where(StudyVersion.claim_id.in_(_claims(person_id)))
    found = select(SheetFile.digest).where(SheetFile.sheet_id.in_(_sheets(_learns(person_id))))
    return frozenset(filter(None, db.session.scalars(handed.union(shown, found))))


def wipe(person_id: int) -> None:
    """Forget words, files and reasons."""
    learns, claims = _learns(person_id), _claims(person_id)
    _wipe_words(learns, claims)
    _wipe_reasons(learns, claims)


def _wipe_words(learns: Any, claims: Any) -> None:
    """In each row all that the database lets be wiped goes at once."""
    handed = select(HandIn.id).where(HandIn.enrolment_id.in_(learns))
    notes = select(CoachingNote.id).where(CoachingNote.enrolment_id.in_(learns))
    answers = select(Feedback.id).where(Feedback.enrolment_id.in_(learns))
    sheets, sat = _sheets(learns), select(ExamAttempt.id).where(ExamAttempt.enrolment_id.in_(learns))
    file = {"digest": None, "file_name": None, "media_type": None}
    for which, values in (
        (update(HandIn).where(HandIn.enrolment_id.in_(learns)), {"text": None, **file}),
        (update(StudyVersion).where(StudyVersion.claim_id.in_(claims)), {"what": None, "url": None, **file}),
        (update(SheetFile).where(SheetFile.sheet_id.in_(sheets)), file),
        (update(AssessorSheet).where(AssessorSheet.id.in_(sheets)), {"comment": None}),
        (update(SheetRating).where(SheetRating.sheet_id.in_(sheets)), {"evidence": None}),
        (update(ExamMark).where(ExamMark.attempt_id.in_(sat)), {"comment": None}),
        (update(Remedy).where(Remedy.attempt_id.in_(sat)), {"note": None}),
        (update(HomeworkMarking).where(HomeworkMarking.hand_in_id.in_(handed)), {"comment": None}),
        (update(CoachingWording).where(CoachingWording.note_id.in_(notes)), {"says": null()}),
        (update(FeedbackVersion).where(FeedbackVersion.feedback_id.in_(answers)), {"comment": None}),
    ):
        db.session.execute(which.values(values).execution_options(synchronize_session=False))


def _wipe_reasons(learns: Any, claims: Any) -> None:
    """Why a mark was corrected, an attempt declared void and an hour refused; the seal of the record stays
    whole without it."""
    of_learning = (Entry.subject_kind == Enrolment.__tablename__) & Entry.verb.in_(REASONED)
    of_claims = Entry.subject_kind == StudyClaim.__tablename__
    db.session.execute(
        update(Entry)
        .where(
            or_(of_learning & Entry.subject_id.in_(learns), of_claims & Entry.subject_id.in_(claims)),
            Entry.reason.is_not(None),
        )
        .values(reason=None)
        .execution_options(synchronize_session=False)
    )
