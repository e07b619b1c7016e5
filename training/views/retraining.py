"""Retakes and retraining: who is due, retraining in a later cohort, grants, decisions."""

from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.forms import Form
from people.guard import requires
from people.permissions import Permission
from training import exports, retraining
from training.forms.exam_course import DecisionForm, DueFilter, GrantForm, RetrainingForm
from training.models import Enrolment, Exam
from training.queries import cohorts as cohort_queries
from training.queries import enrolments, exam_topics, exams, programmes
from training.queries import retraining as queries
from training.queries.exams import Course
from training.rules.exams import weak_topics
from training.states import Decision, Due
from training.views.attempt import done
from training.views.blueprint import bp
from training.views.enrolments import enrolment_or_404
from training.views.exams import exams_page


@bp.get("/exams-due", endpoint="exams_due")
@requires(Permission.SEE_TRAINING)
def list_due() -> str:
    form = DueFilter(request.args).offering()
    rows = queries.due(current_user, form.wanted(), form.chosen().get("q"))
    return render_template("training/exams_due.html", form=form, rows=rows, **_may())


@bp.get("/exams-due/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_due(kind: str) -> Response:
    form = DueFilter(request.args).offering()
    rows = queries.due(current_user, form.wanted(), form.chosen().get("q"))
    return spreadsheets.answer(exports.due_rows(rows), exports.due_header(), "exams-due", kind)


def _may() -> dict[str, bool]:
    return {
        "may_teach": current_user.may(Permission.TEACH),
        "may_decide": current_user.may(Permission.DECIDE_TRAINING),
    }


@bp.route("/enrolments/<int:enrolment_id>/retraining", methods=["GET", "POST"])
@requires(Permission.TEACH)
def retrain(enrolment_id: int) -> Any:
    """Which modules again, in which later cohort."""
    one = enrolment_or_404(enrolment_id, Permission.TEACH)
    present = enrolments.last_placement(enrolment_id) or abort(404)
    others = cohort_queries.open_cohorts(current_user, present.cohort_id)
    version = programmes.version(present.cohort.programme_version_id) or abort(404)
    courses = exams.courses([enrolment_id], version.exams, clock.today())
    form = RetrainingForm().offering(others, version.modules, _proposed(list(courses.values())))
    if form.validate_on_submit():
        to = cohort_queries.cohort(current_user, form.cohort.data or 0, Permission.TEACH) or abort(404)
        try:
            retraining.begin(
                one, to, form.modules.data or (), actor=current_user, reason=form.reason.data or ""
            )
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("Retraining in %(code)s, with a fresh set of attempts.", code=to.code), "good")
            return redirect(url_for(".trainee_exams", enrolment_id=enrolment_id))
    page = render_template(
        "training/retraining.html",
        form=form,
        enrolment=one,
        person=one.employment.person,
        present=present,
        is_due=any(course.due is Due.RETRAINING for course in courses.values()),
    )
    return (page, 422) if form.errors or form.form_errors else page


def _proposed(courses: list[Course]) -> list[str]:
    """The modules with weak topics of the exams that are used up; all that they cover where no marks by
    topic were told."""
    found: dict[str, None] = {}
    failed = [one for one in courses if one.due is Due.RETRAINING]
    covered = exam_topics.covered_by([one.exam.id for one in failed])
    for course in failed:
        modules = covered.get(course.exam.id, [])
        weak = weak_topics(exam_topics.newest_parts(course.attempts), course.rules)
        found |= dict.fromkeys(exam_topics.weak_modules(modules, weak) or [one.key for one in modules])
    return list(found)


def exam_of(one: Enrolment, exam_id: int | None) -> Exam:
    present = enrolments.last_placement(one.id) or abort(404)
    exam: Exam = next(
        (exam for exam in present.cohort.programme_version.exams if exam.id == exam_id), None
    ) or abort(404)
    return exam


def once_more(enrolment_id: int, name: str, form: Form, refusal: Refused) -> str:
    """The page of their exams once more, with what was typed and why it was refused."""
    form.blame(refusal)
    return exams_page(enrolment_id, **{name: form})


@bp.post("/enrolments/<int:enrolment_id>/exam-grants")
@requires(Permission.DECIDE_TRAINING)
def grant_attempt(enrolment_id: int) -> Any:
    one, form = enrolment_or_404(enrolment_id, Permission.DECIDE_TRAINING), GrantForm()
    exam = exam_of(one, form.exam.data)
    return done(
        lambda: retraining.grant(one, exam, actor=current_user, reason=form.reason.data or ""),
        _("One more attempt is granted. It ends with this set of attempts."),
        url_for(".trainee_exams", enrolment_id=enrolment_id),
        partial(once_more, enrolment_id, "grant", form),
    )


@bp.post("/enrolments/<int:enrolment_id>/training-decisions")
@requires(Permission.DECIDE_TRAINING)
def decide_training(enrolment_id: int) -> Any:
    one, form = enrolment_or_404(enrolment_id, Permission.DECIDE_TRAINING), DecisionForm()
    kinds = {kind.value: kind for kind in Decision}

    def deed() -> None:
        if form.kind.data not in kinds:
            raise retraining.RetrainingRefused(_("Not decided. Say what follows."), "kind")
        retraining.decide(one, kinds[form.kind.data], actor=current_user, reason=form.reason.data or "")

    again = partial(once_more, enrolment_id, "decision", form)
    return done(deed, _("Decided, and in the record."), url_for(".exams_due"), again)
