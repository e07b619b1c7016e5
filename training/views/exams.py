"""Exams: the workbook of a class, and the attempts of one trainee."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, ngettext
from people.guard import requires
from people.permissions import Permission
from training import examining, workbook
from training.forms.exams import AttemptForm, cells_sent, field_name, mark_read
from training.models import Cohort, ExamAttempt
from training.queries import enrolments
from training.queries import exams as queries
from training.views.attempt import done
from training.views.blueprint import bp
from training.views.cohorts import cohort_or_404, heading


@bp.get("/cohorts/<int:cohort_id>/marks", endpoint="workbook")
@requires(Permission.SEE_TRAINING)
def show_workbook(cohort_id: int) -> str:
    return _workbook(cohort_or_404(cohort_id), {})


@bp.post("/cohorts/<int:cohort_id>/marks")
@requires(Permission.TEACH)
def save_marks(cohort_id: int) -> Any:
    one = cohort_or_404(cohort_id, Permission.TEACH)
    try:
        count = workbook.save(one, cells_sent(request.form), actor=current_user)
    except workbook.WorkbookRefused as refusal:
        db.session.rollback()
        return _workbook(cohort_or_404(cohort_id), refusal.problems, refusal.sentence), 422
    db.session.commit()
    flash(ngettext("%(num)s exam mark is saved.", "%(num)s exam marks are saved.", count), "good")
    return redirect(url_for(".workbook", cohort_id=cohort_id))


def _workbook(one: Cohort, problems: Mapping[workbook.Place, str], refused: str | None = None) -> str:
    frame = heading(one)
    exams = one.programme_version.exams
    return render_template(
        "training/cohort/marks.html",
        exams=exams,
        courses=queries.courses([row.enrolment_id for row in frame["seated"]], exams, clock.today()),
        policy=queries.policy(one.programme_version.programme_id),
        rules_of=queries.rules_of,
        obstacle=examining.obstacle_sentence,
        name_of=lambda row, exam, number: field_name(workbook.Place(row.enrolment_id, exam.id, number)),
        typed=request.form,
        problems={field_name(place): sentence for place, sentence in problems.items()},
        refused=refused,
        today=clock.today(),
        may_mark=current_user.may(Permission.TEACH),
        **frame,
    )


@bp.get("/enrolments/<int:enrolment_id>/exams")
@requires(Permission.SEE_TRAINING)
def trainee_exams(enrolment_id: int) -> str:
    """Every attempt of a trainee with every mark it had, and what may be decided about it."""
    one = enrolments.enrolment(current_user, enrolment_id, Permission.SEE_TRAINING) or abort(404)
    sat = enrolments.placements(enrolment_id)
    present = sat[-1] if sat else None
    exams = present.cohort.programme_version.exams if present else []
    courses = queries.courses([enrolment_id], exams, clock.today())
    return render_template(
        "training/exams.html",
        enrolment=one,
        present=present,
        person=one.employment.person,
        courses=list(courses.values()),
        history=queries.histories(enrolment_id),
        obstacle=examining.obstacle_sentence,
        may_mark=current_user.may(Permission.TEACH),
    )


@bp.post("/exam-attempts/<int:attempt_id>")
@requires(Permission.TEACH)
def decide_attempt(attempt_id: int) -> Any:
    """Correct the mark, declare the attempt void, or sign off what was weak in it."""
    attempt = queries.attempt(attempt_id) or abort(404)
    enrolments.enrolment(current_user, attempt.enrolment_id, Permission.TEACH) or abort(404)
    form = AttemptForm()
    deeds = {
        "correct": (
            lambda: _correct(attempt, form),
            _("The mark is corrected; the old one stays in the record."),
        ),
        "void": (
            lambda: examining.void(attempt, actor=current_user, reason=form.said.data or ""),
            _("The attempt is void. It stays in the record and uses up nothing."),
        ),
        "sign off": (
            lambda: examining.sign_off(attempt, actor=current_user, note=form.said.data or ""),
            _("Signed off. The next attempt is unlocked."),
        ),
    }
    deed, sentence = deeds.get(form.deed.data or "") or abort(404)
    return done(deed, sentence, url_for(".trainee_exams", enrolment_id=attempt.enrolment_id))


def _correct(attempt: ExamAttempt, form: AttemptForm) -> None:
    mark = mark_read(form.mark.data or "")
    if mark is None:
        raise examining.ExamRefused(_("Not saved. A mark is a number from 0 to 100."))
    kept = queries.mark_of(attempt.id)
    score = examining.Score(mark, attempt.sat_on, parts=queries.parts_of(kept), comment=kept.comment)
    examining.correct(attempt, score, actor=current_user, reason=form.said.data or "")
