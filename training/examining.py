"""Marking exams: an attempt with its mark, corrections, voids, missed sittings, signing off what was weak."""

from collections.abc import Container, Sequence
from datetime import date
from typing import NamedTuple

from core import clock
from core.bulk_rows import add_objects
from core.db import db
from core.i18n import _, day, lazy
from core.record import Entry, entry_of, record
from people.models import Account
from people.permissions import Permission
from training.marking import (
    ExamRefused,
    Score,
    add_mark,
    check_score,
    judged_anew,
    keep_still,
    mark_anew,
    mark_row,
    rules_in_force,
    score_of,
    standing,
)
from training.models import (
    Cohort,
    Enrolment,
    Exam,
    ExamAttempt,
    ExamMark,
    NextTry,
    SignOff,
)
from training.queries import exam_marks, missed_sittings
from training.queries import exams as queries
from training.queries.exams import Course
from training.rules.exams import Judged, Rules, judge, valid
from training.states import LIVE, Obstacle

__all__ = [
    "ExamRefused",
    "Sat",
    "Score",
    "add_attempts",
    "check_course",
    "check_mark",
    "check_there",
    "correct",
    "enter",
    "obstacle_sentence",
    "restore",
    "set_next_try",
    "sign_off",
    "void",
]


def enter(enrolment: Enrolment, exam: Exam, score: Score, *, actor: Account) -> ExamAttempt:
    """Enter that somebody sat an exam, and their mark, which the policy of their cycle judges.

    Raises ExamRefused for who may not sit, a day to come, before the last attempt, before they began work or
    on which they were not there, no mark of 100, and a paper or a number where the policy asks for another
    paper or for a rubric."""
    permission = Permission.SCORE if score.assessed else Permission.TEACH
    course = course_on(enrolment, exam, score.on, actor=actor, permission=permission)
    check_there(missed_sittings.not_there([enrolment.id]), enrolment, exam, score.on)
    check_mark(course, score)
    [attempt] = add_attempts([Sat(enrolment, course, score)], actor=actor)
    return attempt


def check_there(missed: Container[tuple[int, int, date]], enrolment: Enrolment, exam: Exam, on: date) -> None:
    """`missed`: of `missed_sittings.not_there`."""
    if (enrolment.id, exam.id, on) in missed:
        raise ExamRefused(
            _("Not saved. They are said not to have been there that day. If they were, correct that first."),
            "on",
        )


def check_mark(course: Course, score: Score) -> None:
    """May they sit, and is it a mark of this exam, given in the way that the policy asks for?"""
    check_score(course.exam, score)
    _check_way(course, score)
    is_result = score.assessed and course.sitting.obstacle is Obstacle.ASSESSED
    if not (course.sitting.may or is_result):
        raise ExamRefused(obstacle_sentence(course), "mark")


class Sat(NamedTuple):
    """An attempt about to be entered, which nothing speaks against; `course`: how the exam went before it."""

    enrolment: Enrolment
    course: Course
    score: Score


def add_attempts(sat: Sequence[Sat], *, actor: Account) -> list[ExamAttempt]:
    """Each with its mark and its entry in the record; in as many statements however many they are."""
    judged = [_judged(one.course, one.score) for one in sat]
    entries = [_entry(one, worth, actor) for one, worth in zip(sat, judged, strict=True)]
    add_objects(entries)
    attempts = [_attempt(one, entry) for one, entry in zip(sat, entries, strict=True)]
    add_objects(attempts)
    rows = zip(attempts, sat, judged, entries, strict=True)
    add_objects(
        [mark_row(made, 1, one.score, worth, entry, marker_id=actor.id) for made, one, worth, entry in rows]
    )
    return attempts


def _voids(course: Course) -> int:
    """How many attempts of the cycle use up nothing."""
    return len(course.attempts) - len(valid(course.attempts))


def _judged(course: Course, score: Score) -> Judged:
    ordinal = len(course.attempts) - _voids(course) + 1
    return judge(score.mark, score.parts, ordinal, course.rules, failed_item=score.failed_item)


def _entry(sat: Sat, judged: Judged, actor: Account) -> Entry:
    return entry_of(
        "exam marked",
        sat.enrolment,
        actor_id=actor.id,
        rule=f"exam policy {sat.course.policy.id}",
        exam=sat.course.exam.id,
        mark=str(sat.score.mark),
        passed=judged.passed,
    )


def _attempt(sat: Sat, entry: Entry) -> ExamAttempt:
    course = sat.course
    return ExamAttempt(
        enrolment=sat.enrolment,
        exam=course.exam,
        exam_key=course.exam.key,
        cycle=course.cycle,
        number=len(course.attempts) + 1,
        most=course.rules.attempts + _voids(course),
        policy=course.policy,
        sat_on=sat.score.on,
        form=sat.score.form,
        entry_id=entry.id,
    )


def check_not_appealed(course: Course) -> None:
    """What a second marker finds may pass the exam, so that nothing further is taken meanwhile."""
    if course.is_appealed:
        raise ExamRefused(_("Not done. An appeal against a mark is open; it is decided first."), "mark")


def _check_way(course: Course, score: Score) -> None:
    """Is it marked as the policy asks: with no appeal open, by the rubric, and a retake with a paper that
    was not set before?"""
    check_not_appealed(course)
    if course.rules.assessors and not score.assessed:
        raise ExamRefused(_("Not saved. This exam is assessed by its rubric, not marked with a number."))
    before = {one.form for one in (*course.earlier, *course.attempts)}
    if course.rules.needs_other_form and before and (score.form is None or score.form in before):
        raise ExamRefused(
            _("Not saved. A retake is set with another paper: name one they have not had."), "form"
        )


def course_on(
    enrolment: Enrolment,
    exam: Exam,
    on: date,
    *,
    actor: Account,
    permission: Permission = Permission.TEACH,
) -> Course:
    """How the exam goes for them on a day that is past or present. Raises ExamRefused where it cannot be
    entered for them."""
    present = keep_still(enrolment, actor=actor, permission=permission)
    course = queries.course(enrolment.id, exam, on)
    check_course(enrolment, present.cohort if present else None, course, on)
    return course


def check_course(enrolment: Enrolment, cohort: Cohort | None, course: Course, on: date) -> None:
    """Is it an exam of theirs, on a day on which it could be? `cohort`: where they sit."""
    if enrolment.state not in LIVE or cohort is None:
        raise ExamRefused(_("Not saved. They are not in training, so that no exam can be entered."))
    if course.exam.programme_version_id != cohort.programme_version_id:
        raise ExamRefused(_("Not saved. This exam belongs to another version of the programme."))
    if on > clock.today():
        raise ExamRefused(_("Not saved. The day of the exam is still to come."), "on")
    if on < enrolment.employment.started_on:
        raise ExamRefused(_("Not saved. That day lies before their first day of work."), "on")
    if course.attempts and on < course.attempts[-1].sat_on:
        raise ExamRefused(_("Not saved. There is a later attempt already."), "on")
    if course.begun is not None and on < course.begun:  # what was taken before a retraining does not count
        raise ExamRefused(_("Not saved. That day lies before the retraining."), "on")


_ALWAYS_SAID = {
    Obstacle.PASSED: lazy("This exam is passed already."),
    Obstacle.NOT_ADMITTED: lazy("Not admitted: the share of attendance that is asked cannot be reached."),
    Obstacle.REMEDIATION: lazy("Locked until what was weak in the last attempt is signed off."),
    Obstacle.APPEALED: lazy("An appeal is open; it is decided first."),
    Obstacle.ASSESSED: lazy("Being assessed by the rubric; the result follows."),
}


def obstacle_sentence(course: Course) -> str:
    """Why a trainee may not sit the exam, as a sentence."""
    sitting = course.sitting
    if sitting.obstacle in _ALWAYS_SAID:
        return str(_ALWAYS_SAID[sitting.obstacle])
    if sitting.obstacle is Obstacle.USED_UP and course.may_retrain:
        return _("No attempt is left. Retraining in a later cohort follows.")
    if sitting.obstacle is Obstacle.USED_UP:
        return _("No attempt is left. The manager decides what follows.")
    if sitting.obstacle is Obstacle.SIGNED_LATER and sitting.since:
        return _("What was weak was signed off on %(day)s; no retake lies before that day.",
                 day=day(sitting.since))  # fmt: skip
    return _("Locked until %(day)s.", day=day(sitting.since) if sitting.since else "")


def correct(attempt: ExamAttempt, score: Score, *, actor: Account, reason: str) -> None:
    """Mark an attempt anew. The old mark stays, with its author; the policy of the attempt decides again.
    Where somebody decided a mark in its place, that one goes on standing.

    Raises ExamRefused without a reason, for a void attempt, and for no mark of 100.
    """
    before = standing(attempt, actor=actor, reason=reason)
    mark_anew("exam mark corrected", attempt, before, score, actor=actor, reason=reason)


def void(attempt: ExamAttempt, *, actor: Account, reason: str) -> None:
    """Declare an attempt void: it stays in the record and uses up nothing, and what came after it is no
    retake of it any more. Raises ExamRefused without a reason, and for one that is void."""
    before = standing(attempt, actor=actor, reason=reason)
    entry = record(
        "exam attempt voided",
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        before=str(before.mark),
    )
    db.session.flush()
    add_mark(attempt, before.number + 1, None, None, entry, marker_id=actor.id)
    _record_later_ones_anew(attempt, actor, reason)


def restore(attempt: ExamAttempt, *, actor: Account, reason: str) -> None:
    """Let a void attempt count again, with the mark that it had. Raises ExamRefused without a reason, for
    one that is not void, where it would be an attempt too many, and after a retraining or the training."""
    keep_still(attempt.enrolment, actor=actor)
    void_by = queries.mark_of(attempt.id)
    if attempt.enrolment.state not in LIVE:
        raise ExamRefused(_("Not changed. Their training is over, and its marks stand."))
    if not reason.strip():
        raise ExamRefused(_("Not restored. Say why, for the record."), "reason")
    if void_by.mark is not None:
        raise ExamRefused(_("Not restored. This attempt is not void."))
    course = queries.course(attempt.enrolment_id, attempt.exam, clock.today())
    if attempt.cycle != course.cycle:
        raise ExamRefused(_("Not restored. A retraining has begun since."))
    if not course.sitting.left:
        raise ExamRefused(_("Not restored. All attempts have been used without it."))
    _add_restored(attempt, void_by.number + 1, actor, reason)
    _record_later_ones_anew(attempt, actor, reason)


def _add_restored(attempt: ExamAttempt, number: int, actor: Account, reason: str) -> None:
    had = exam_marks.last_mark(attempt.id)
    score, instead = score_of(attempt, had), had.mark if had.computed is not None else None
    judged = judged_anew(attempt, score.mark if instead is None else instead, score)
    entry = record(
        "exam attempt restored",
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        mark=str(had.mark),
        computed=None if had.computed is None else str(had.computed),
    )
    db.session.flush()
    add_mark(attempt, number, score, judged, entry, marker_id=had.marker_id, instead=instead)


def _record_later_ones_anew(changed: ExamAttempt, actor: Account, reason: str) -> None:
    """After one was declared void or restored: nobody's mark stays capped as a retake of what was no attempt.
    Each later one of the cycle is judged as the attempt that it now is, by the policy that its cycle is held
    to. What somebody decided in the place of a mark stays as it was decided, and is judged so once it is
    lifted."""
    rules = rules_in_force(changed)
    for row in queries.attempts([changed.enrolment_id])[changed.enrolment_id, changed.exam_key]:
        if row.cycle == changed.cycle and row.number > changed.number and row.mark is not None:
            later, kept = queries.attempt(row.id), queries.mark_of(row.id)
            assert later is not None, "its row was just read"
            if kept.computed is None:
                _record_anew(later, kept, changed, rules, actor, reason)


def _record_anew(
    later: ExamAttempt, kept: ExamMark, changed: ExamAttempt, rules: Rules, actor: Account, reason: str
) -> None:
    score = score_of(later, kept)
    judged = judged_anew(later, score.mark, score, rules)
    if (judged.recorded, judged.passed) == (kept.recorded, kept.passed):
        return
    entry = record(
        "exam mark recorded anew",
        later.enrolment,
        actor_id=actor.id,
        reason=reason,
        rule=f"exam policy {later.policy_id}",
        attempt=later.id,
        changed=changed.id,
        before=str(kept.recorded),
        recorded=str(judged.recorded),
    )
    db.session.flush()
    add_mark(later, kept.number + 1, score, judged, entry, marker_id=kept.marker_id)


def sign_off(attempt: ExamAttempt, *, actor: Account, note: str) -> SignOff:
    """Say that what was weak has been worked on, which unlocks the next attempt. Raises ExamRefused for an
    attempt that did not fail, twice, and without a word of what was done."""
    keep_still(attempt.enrolment, actor=actor)
    stands = queries.mark_of(attempt.id)
    if stands.mark is None or stands.passed:
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


def set_next_try(attempt: ExamAttempt, since: date, *, actor: Account, reason: str) -> NextTry:
    """Set the day before which a failed exam is not taken again. Raises ExamRefused for an attempt that did
    not fail, a day that is not after it, and without a reason."""
    stands = standing(attempt, actor=actor, reason=reason)
    if stands.passed:
        raise ExamRefused(_("Not set. This attempt did not fail."))
    if since <= attempt.sat_on:
        raise ExamRefused(_("Not set. The next try lies after the attempt."), "since")
    return add_next_try(attempt, since, actor=actor, reason=reason)


def add_next_try(attempt: ExamAttempt, since: date, *, actor: Account, reason: str) -> NextTry:
    """The same for whoever has checked it."""
    entry = record(
        "next try set",
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        since=since.isoformat(),
    )
    db.session.flush()
    number = queries.times_moved(attempt.id) + 1
    made = NextTry(attempt_id=attempt.id, number=number, since=since, entry_id=entry.id)
    db.session.add(made)
    db.session.flush()
    return made
