"""Practical exams by rubric: naming assessors, their sheets, and the attempt that comes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assessment.rules import SCALE, falls_short, mean, of_hundred, weighted_mean
from core import clock, files
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from people.models import Account
from people.permissions import Permission
from training import breaking_off, cohorts, examining
from training.marking import ExamRefused, Score, keep_still
from training.models import (
    Assessor,
    AssessorSheet,
    Enrolment,
    Exam,
    PracticalAssessment,
    SheetFile,
    SheetRating,
)
from training.queries import exams, missed_sittings
from training.queries import practicals as queries

MOST_ASSESSORS = 2


class AssessingRefused(ExamRefused):
    """Nobody was named, and no sheet taken."""


@dataclass(frozen=True)
class Sheet:
    """`ratings`: criterion id → 1..5; `evidence`: criterion id → what was seen; `rejects`: not ready,
    whatever the ratings; `next_since`: not to be tried again before; `file`: name and content of what shows
    it."""

    ratings: Mapping[int, int]
    evidence: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    rejects: bool = False
    next_since: date | None = None
    file: tuple[str, bytes] | None = None


def begin(
    enrolment: Enrolment,
    exam: Exam,
    assessors: Sequence[Account],
    on: date,
    task: str | None = None,
    *,
    actor: Account,
) -> PracticalAssessment:
    """Let one or two colleagues assess somebody by the rubric, as many as the policy asks at least.

    Raises AssessingRefused for too few or many, who may not assess, one that is open already, an exam without
    a rubric; ExamRefused for who may not sit, and for a day on which they were not there.
    """
    course = examining.course_on(enrolment, exam, on, actor=actor)
    examining.check_not_appealed(course)
    examining.check_there(missed_sittings.not_there([enrolment.id]), enrolment, exam, on)
    if queries.open_of(enrolment.id, exam.id):
        raise AssessingRefused(_("Not begun. They are being assessed already."))
    if not course.sitting.may:
        raise AssessingRefused(examining.obstacle_sentence(course))
    _check_assessors(enrolment, assessors, course.rules.assessors)
    rubric = queries.rubric_of(exam)
    if rubric is None:
        raise AssessingRefused(_("Not begun. This exam has no rubric."))
    made = PracticalAssessment(
        enrolment=enrolment,
        exam=exam,
        rubric_version_id=rubric.id,
        held_on=on,
        task=(task or "").strip() or None,
        begun_at=clock.now(),
        assessors=[Assessor(account_id=one.id) for one in assessors],
    )
    _add(made, actor)
    return made


def _add(made: PracticalAssessment, actor: Account) -> None:
    entry = record(
        "assessment begun",
        made.enrolment,
        actor_id=actor.id,
        rule=f"rubric version {made.rubric_version_id}",
        exam=made.exam.id,
        assessors=[one.account_id for one in made.assessors],
    )
    db.session.flush()
    made.entry_id = entry.id
    db.session.add(made)
    db.session.flush()


def _check_assessors(enrolment: Enrolment, assessors: Sequence[Account], least: int) -> None:
    least = max(1, least)
    if not least <= len({one.id for one in assessors}) <= MOST_ASSESSORS:
        sentence = (
            _("Not begun. The policy asks for two assessors.")
            if least > 1
            else _("Not begun. Name one or two assessors.")
        )
        raise AssessingRefused(sentence, "assessors")
    present = enrolment.placements[-1].cohort
    for one in assessors:
        if one.person_id == enrolment.employment.person_id:
            raise AssessingRefused(_("Not begun. Nobody assesses themselves."), "assessors")
        cohorts.check_may(one, Permission.SCORE, present.team_id, present.id)


def submit(assessment: PracticalAssessment, sheet: Sheet, *, actor: Account) -> AssessorSheet:
    """Hand in what one assessor found; with the last sheet it becomes an attempt.

    Raises AssessingRefused for who is not asked or has handed in, an assessment that is over, and where a
    rating, a word of why or a sensible day is missing; core.files.FileRefused for a file of another kind.
    """
    keep_still(assessment.enrolment, actor=actor, permission=Permission.SCORE)
    alone(f"assessment {assessment.id}")
    db.session.refresh(assessment, ["attempt_id", "withdrawn_at", "sheets"])
    if actor.id not in {one.account_id for one in assessment.assessors}:
        raise AssessingRefused(_("Not handed in. You are not asked to assess."))
    if assessment.attempt_id is not None or assessment.withdrawn_at is not None:
        raise AssessingRefused(_("Not handed in. This assessment is over."))
    if actor.id in {one.account_id for one in assessment.sheets}:
        raise AssessingRefused(_("Not handed in. Your sheet is in already."))
    _check_sheet(assessment, sheet)
    made = _add_sheet(assessment, sheet, actor)
    if len(assessment.sheets) == len(assessment.assessors):
        _conclude(assessment, actor)
    return made


def _add_sheet(assessment: PracticalAssessment, sheet: Sheet, actor: Account) -> AssessorSheet:
    shown = files.keep(*sheet.file) if sheet.file else None
    entry = record(
        "assessed",
        assessment.enrolment,
        actor_id=actor.id,
        rule=f"rubric version {assessment.rubric_version_id}",
        assessment=assessment.id,
        rejects=sheet.rejects,
        file=shown is not None,
    )
    db.session.flush()
    made = AssessorSheet(
        account_id=actor.id,
        comment=sheet.comment.strip(),
        rejects=sheet.rejects,
        next_since=sheet.next_since,
        submitted_at=clock.now(),
        entry_id=entry.id,
        ratings=[
            SheetRating(criterion_id=key, value=value, evidence=sheet.evidence.get(key, "").strip())
            for key, value in sheet.ratings.items()
        ],
    )
    if shown:
        made.file = SheetFile(digest=shown.digest, file_name=shown.name, media_type=shown.media_type)
    assessment.sheets.append(made)
    db.session.flush()
    return made


def _check_sheet(assessment: PracticalAssessment, sheet: Sheet) -> None:
    criteria = assessment.rubric_version.criteria
    unrated = [one for one in criteria if sheet.ratings.get(one.id) not in SCALE]
    if unrated:
        names = _(", ").join(say(one.name) for one in unrated)
        raise AssessingRefused(
            _("Not handed in. A rating from 1 to 5 is missing for: %(names)s", names=names),
            f"rating_{unrated[0].id}",
        )
    if set(sheet.ratings) != {one.id for one in criteria}:
        raise AssessingRefused(_("Not handed in. A rating is of another rubric; open the page again."))
    if sheet.rejects and not sheet.comment.strip():
        raise AssessingRefused(_("Not handed in. Say why they are not ready."), "comment")
    if sheet.next_since is not None and sheet.next_since <= assessment.held_on:
        raise AssessingRefused(_("Not handed in. The next try lies after this one."), "next_since")


def _conclude(assessment: PracticalAssessment, actor: Account) -> None:
    """The mark is the mean of the assessors' marks of 100. A critical item that one of them rated too low
    fails, and so does one who rejects."""
    criteria = assessment.rubric_version.criteria
    rated = [{one.criterion_id: one.value for one in sheet.ratings} for sheet in assessment.sheets]
    weights = {one.id: one.weight for one in criteria}
    must_reach = {one.id: one.must_reach for one in criteria if one.must_reach is not None}
    mark: Decimal = mean([of_hundred(weighted_mean(ratings, weights)) for ratings in rated])
    rejects = any(sheet.rejects for sheet in assessment.sheets)
    score = Score(
        mark=mark,
        on=assessment.held_on,
        form=assessment.task,
        assessed=True,
        failed_item=rejects or any(falls_short(ratings, must_reach) for ratings in rated),
    )
    attempt = examining.enter(assessment.enrolment, assessment.exam, score, actor=actor)
    assessment.attempt_id = attempt.id
    days = [one.next_since for one in assessment.sheets if one.next_since is not None]
    if days and not exams.mark_of(attempt.id).passed:
        why = next(one.comment or "" for one in assessment.sheets if one.next_since == max(days))
        examining.add_next_try(attempt, max(days), actor=actor, reason=why)
    db.session.flush()


def withdraw(assessment: PracticalAssessment, *, actor: Account, reason: str) -> None:
    """Take back an assessment that is not over: nothing is used up, and its sheets stay in the record. Raises
    AssessingRefused for one that is over, and without a reason."""
    keep_still(assessment.enrolment, actor=actor)
    alone(f"assessment {assessment.id}")
    db.session.refresh(assessment, ["attempt_id", "withdrawn_at"])
    if assessment.attempt_id is not None or assessment.withdrawn_at is not None:
        raise AssessingRefused(_("Not withdrawn. This assessment is over."))
    if not reason.strip():
        raise AssessingRefused(_("Not withdrawn. Say why, for the record."), "reason")
    breaking_off.break_off(assessment, actor=actor, reason=reason)
