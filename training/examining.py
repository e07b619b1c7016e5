"""Marking exams: an attempt with its mark, corrections, voids, missed sittings, signing off what was weak."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core import clock
from core.db import db
from core.i18n import _, day
from core.locks import alone
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import cohorts
from training.models import Enrolment, Exam, ExamAttempt, ExamMark, MissedSitting, Placement, SignOff
from training.queries import enrolments
from training.queries import exams as queries
from training.queries.exams import Course
from training.rules.exams import FULL, Judged, judge, valid
from training.states import LIVE, Obstacle

_CENTS = -2


class ExamRefused(Refused):
    """No mark was entered or changed."""


@dataclass(frozen=True)
class Score:
    """A mark of 100, in whole and by topic key; `form`: which paper was set."""

    mark: Decimal
    on: date
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    form: str | None = None
    comment: str | None = None


def enter(enrolment: Enrolment, exam: Exam, score: Score, *, actor: Account) -> ExamAttempt:
    """Enter that somebody sat an exam, and their mark. The policy with which their cycle began decides.

    Raises ExamRefused for who may not sit, a day to come or before the last attempt, and no mark of 100.
    """
    course = _course(enrolment, exam, score.on, actor)
    _check_score(exam, score)
    sitting = course.sitting
    if not sitting.may:
        raise ExamRefused(obstacle_sentence(course), "mark")
    voids = len(course.attempts) - len(valid(course.taken))
    ordinal = len(course.attempts) - voids + 1
    judged = judge(score.mark, score.parts, ordinal, course.rules)
    entry = record(
        "exam marked",
        enrolment,
        actor_id=actor.id,
        rule=f"exam policy {course.policy.id}",
        exam=exam.id,
        mark=str(score.mark),
        passed=judged.passed,
    )
    db.session.flush()
    attempt = ExamAttempt(
        enrolment=enrolment,
        exam=exam,
        exam_key=exam.key,
        cycle=course.cycle,
        number=len(course.attempts) + 1,
        most=course.rules.attempts + voids,
        policy=course.policy,
        sat_on=score.on,
        form=score.form,
        entry_id=entry.id,
    )
    db.session.add(attempt)
    db.session.flush()
    _add_mark(attempt, 1, score, judged, entry, actor)
    return attempt


def _course(enrolment: Enrolment, exam: Exam, on: date, actor: Account) -> Course:
    present = _keep_still(enrolment, actor)
    if enrolment.state not in LIVE or present is None:
        raise ExamRefused(_("Not saved. They are not in training, so that no exam can be entered."))
    if exam.programme_version_id != present.cohort.programme_version_id:
        raise ExamRefused(_("Not saved. This exam belongs to another version of the programme."))
    if on > clock.today():
        raise ExamRefused(_("Not saved. The day of the exam is still to come."), "on")
    course = queries.course(enrolment.id, exam, on)
    if course.attempts and on < course.attempts[-1].sat_on:
        raise ExamRefused(_("Not saved. There is a later attempt already."), "on")
    return course


def _keep_still(enrolment: Enrolment, actor: Account) -> Placement | None:
    """One at a time for one trainee; returns where they sit."""
    alone(f"exams {enrolment.id}")
    present = enrolments.current_placement(enrolment.id)
    if present:
        cohorts.check_may(actor, Permission.TEACH, present.cohort.team_id, present.cohort_id)
    return present


def _check_score(exam: Exam, score: Score) -> None:
    marks = (score.mark, *score.parts.values())
    if any(not one.is_finite() or not 0 <= one <= FULL for one in marks):
        raise ExamRefused(_("Not saved. A mark is a number from 0 to 100."), "mark")
    if any(one.normalize().as_tuple().exponent < _CENTS for one in marks):  # type: ignore[operator]
        raise ExamRefused(_("Not saved. A mark has two decimals at most."), "mark")
    topics = {topic.key for covered in exam.covers for topic in covered.module.topics}
    if set(score.parts) - topics:
        raise ExamRefused(_("Not saved. A mark is for a topic that this exam does not cover."), "mark")


def obstacle_sentence(course: Course) -> str:
    """Why a trainee may not sit the exam, as a sentence."""
    sitting = course.sitting
    if sitting.obstacle is Obstacle.PASSED:
        return _("This exam is passed already.")
    if sitting.obstacle is Obstacle.USED_UP:
        return _("No attempt is left. The manager decides what follows.")
    if sitting.obstacle is Obstacle.NOT_ADMITTED:
        return _("Not admitted: the share of attendance that is asked cannot be reached.")
    if sitting.obstacle is Obstacle.REMEDIATION:
        return _("Locked until what was weak in the last attempt is signed off.")
    return _("Locked until %(day)s.", day=day(sitting.since) if sitting.since else "")


def _add_mark(
    attempt: ExamAttempt,
    number: int,
    score: Score | None,
    judged: Judged | None,
    entry: Entry,
    actor: Account,
) -> None:
    made = ExamMark(
        attempt_id=attempt.id,
        number=number,
        mark=score.mark if score else None,
        parts={key: str(mark) for key, mark in score.parts.items()} if score else {},
        recorded=judged.recorded if judged else None,
        passed=judged.passed if judged else False,
        comment=score.comment if score else None,
        marker_id=actor.id,
        entered_at=clock.now(),
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()


def correct(attempt: ExamAttempt, score: Score, *, actor: Account, reason: str) -> None:
    """Change a mark. The old one stays, with its author; the policy of the attempt decides again.

    Raises ExamRefused without a reason, for a void attempt, and for no mark of 100.
    """
    standing = _standing(attempt, actor, reason)
    _check_score(attempt.exam, score)
    rows = queries.attempts([attempt.enrolment_id])[attempt.enrolment_id, attempt.exam_key]
    earlier = [row for row in rows if row.cycle == attempt.cycle and row.number < attempt.number]
    ordinal = sum(row.mark is not None for row in earlier) + 1
    judged = judge(score.mark, score.parts, ordinal, queries.rules_of(attempt.policy, attempt.exam))
    entry = record(
        "exam mark corrected",
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        before=str(standing.mark),
        mark=str(score.mark),
    )
    db.session.flush()
    _add_mark(attempt, standing.number + 1, score, judged, entry, actor)


def void(attempt: ExamAttempt, *, actor: Account, reason: str) -> None:
    """Declare an attempt void: it stays in the record and uses up nothing. Raises ExamRefused without a
    reason, and for one that is void."""
    standing = _standing(attempt, actor, reason)
    entry = record(
        "exam attempt voided",
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        before=str(standing.mark),
    )
    db.session.flush()
    _add_mark(attempt, standing.number + 1, None, None, entry, actor)


def _standing(attempt: ExamAttempt, actor: Account, reason: str) -> ExamMark:
    _keep_still(attempt.enrolment, actor)
    if attempt.enrolment.state not in LIVE:
        raise ExamRefused(_("Not changed. Their training is over, and its marks stand."))
    if not reason.strip():
        raise ExamRefused(_("Not changed. Say why, for the record; the old mark stays in it."), "reason")
    standing = queries.mark_of(attempt.id)
    if standing.mark is None:
        raise ExamRefused(_("Not changed. This attempt is void."))
    return standing


def miss(
    enrolment: Enrolment, exam: Exam, on: date, *, is_excused: bool, actor: Account, reason: str
) -> None:
    """Enter that somebody was not there for an exam: no attempt is used up. Raises ExamRefused without a
    reason, for a day to come, and twice for the same day."""
    _course(enrolment, exam, on, actor)
    if not reason.strip():
        raise ExamRefused(_("Not saved. Say why they were not there, for the record."), "reason")
    if queries.missed(enrolment.id, exam.id, on):
        raise ExamRefused(_("Not saved. That they were not there is entered already."))
    entry = record(
        "exam missed", enrolment, actor_id=actor.id, reason=reason, exam=exam.id, is_excused=is_excused
    )
    db.session.flush()
    db.session.add(
        MissedSitting(
            enrolment_id=enrolment.id, exam_id=exam.id, missed_on=on, is_excused=is_excused, entry_id=entry.id
        )
    )
    db.session.flush()


def sign_off(attempt: ExamAttempt, *, actor: Account, note: str) -> SignOff:
    """Say that what was weak has been worked on, which unlocks the next attempt. Raises ExamRefused for an
    attempt that did not fail, twice, and without a word of what was done."""
    _keep_still(attempt.enrolment, actor)
    standing = queries.mark_of(attempt.id)
    if standing.mark is None or standing.passed:
        raise ExamRefused(_("Not signed off. This attempt did not fail."))
    if not note.strip():
        raise ExamRefused(_("Not signed off. Say what was worked on."), "note")
    if queries.is_signed_off(attempt.id):
        raise ExamRefused(_("It is signed off already."))
    entry = record(
        "signed off for a retake", attempt.enrolment, actor_id=actor.id, reason=note, attempt=attempt.id
    )
    db.session.flush()
    signed = SignOff(attempt_id=attempt.id, signed_at=clock.now(), signed_by_id=actor.id, entry_id=entry.id)
    db.session.add(signed)
    db.session.flush()
    return signed
