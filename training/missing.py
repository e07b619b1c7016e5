"""Sittings that were missed, which is no attempt and no failure: entering one, and saying it otherwise."""

from datetime import date

from core import clock
from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from training.examining import course_on
from training.marking import ExamRefused, keep_still
from training.models import Enrolment, Exam, MissedSitting, MissingCorrection
from training.queries import exams, practicals
from training.queries import missed_sittings as queries
from training.queries.exams import Course
from training.states import LIVE, Missing


def miss(
    enrolment: Enrolment, exam: Exam, on: date, *, is_excused: bool, actor: Account, reason: str
) -> MissedSitting:
    """Enter that somebody was not there for an exam: no attempt is used up. Raises ExamRefused without a
    reason, for a day to come, on which they sat it or are being assessed, and twice for the same day."""
    course = course_on(enrolment, exam, on, actor=actor)
    if not reason.strip():
        raise ExamRefused(_("Not saved. Say why they were not there, for the record."), "reason")
    _check_not_there(enrolment, course, on, "on")
    if queries.is_entered(enrolment.id, exam.id, on):
        raise ExamRefused(_("Not saved. That they were not there is entered already; correct it there."))
    entry = record(
        "exam missed", enrolment, actor_id=actor.id, reason=reason, exam=exam.id, is_excused=is_excused
    )
    db.session.flush()
    made = MissedSitting(
        enrolment_id=enrolment.id, exam_id=exam.id, missed_on=on, is_excused=is_excused, entry_id=entry.id
    )
    db.session.add(made)
    db.session.flush()
    return made


def _check_not_there(enrolment: Enrolment, course: Course, on: date, field: str | None) -> None:
    if any(one.sat_on == on for one in (*course.earlier, *course.attempts)):
        raise ExamRefused(_("Not saved. They sat this exam on that day."), field)
    open_one = practicals.open_of(enrolment.id, course.exam.id)
    if open_one is not None and open_one.held_on == on:
        raise ExamRefused(
            _("Not saved. They are being assessed for that day. Were they not there, withdraw that first."),
            field,
        )


def correct(missed: MissedSitting, word: Missing, *, actor: Account, reason: str) -> None:
    """Say from now on that it is excused, not excused, or was entered by mistake. What was said before stays,
    with who said it and why. Raises ExamRefused without a reason, for what stands there already, after the
    training, and where they sat the exam on that day or are being assessed for it."""
    keep_still(missed.enrolment, actor=actor)
    said = queries.words_of(missed.id)
    if missed.enrolment.state not in LIVE:
        raise ExamRefused(_("Not changed. Their training is over."))
    if not reason.strip():
        raise ExamRefused(_("Not changed. Say why, for the record; the old word stays in it."), "reason")
    if said[-1] is word:
        raise ExamRefused(_("Not changed. This stands there already."), "word")
    if word is not Missing.MISTAKEN:
        course = exams.course(missed.enrolment_id, missed.exam, clock.today())
        _check_not_there(missed.enrolment, course, missed.missed_on, "word")
    entry = record(
        "missed sitting corrected",
        missed.enrolment,
        actor_id=actor.id,
        reason=reason,
        missed=missed.id,
        before=said[-1],
        now=word,
    )
    db.session.flush()
    db.session.add(MissingCorrection(missed_id=missed.id, number=len(said), word=word, entry_id=entry.id))
    db.session.flush()
