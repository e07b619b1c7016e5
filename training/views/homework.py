"""Homework for whoever teaches: the assignments of a class, one with its class, marking a version."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from core import clock, files, spreadsheets
from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import exports, homework_marking
from training import homework as verbs
from training.forms.cohorts import number
from training.forms.homework import (
    HomeworkForm,
    MarkingForm,
    PutOffForm,
    RewordForm,
    WithdrawnForm,
    found_sent,
)
from training.models import HandIn, Homework
from training.queries import cohorts, enrolments, programmes, recurrent
from training.queries import homework as queries
from training.views.attempt import done, sent
from training.views.blueprint import bp
from training.views.cohorts import cohort_or_404, heading


def _homework_or_404(homework_id: int, permission: Permission = Permission.SEE_TRAINING) -> Homework:
    return queries.homework(current_user, homework_id, permission) or abort(404)


@bp.get("/cohorts/<int:cohort_id>/homework", endpoint="cohort_homework")
@requires(Permission.SEE_TRAINING)
def list_homework(cohort_id: int) -> str:
    frame = heading(cohort_or_404(cohort_id))
    its = queries.of_cohort(cohort_id)
    seated = [row.enrolment_id for row in frame["seated"]]
    return render_template(
        "training/homework/list.html",
        its=its,
        courses=queries.courses(its, seated),
        ids=seated,
        **frame,
    )


@bp.get("/cohorts/<int:cohort_id>/homework/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_homework(cohort_id: int, kind: str) -> Response:
    cohort_or_404(cohort_id)
    everybody, its = cohorts.class_of(cohort_id), queries.of_cohort(cohort_id)
    found = queries.courses(its, [row.enrolment_id for row in everybody])
    rows = exports.homework_rows(its, everybody, found)
    return spreadsheets.answer(rows, exports.homework_header(), "homework", kind)


@bp.route("/cohorts/<int:cohort_id>/homework/new", methods=["GET", "POST"])
@requires(Permission.TEACH)
def new_homework(cohort_id: int) -> Any:
    one = cohort_or_404(cohort_id, Permission.TEACH)
    version = programmes.version(one.programme_version_id) or abort(404)
    form = HomeworkForm().offering(version.modules, queries.rubrics())
    if form.validate_on_submit():
        try:
            made = verbs.give(one, form.assignment, actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("It is given. The class sees it on their pages."), "good")
            return redirect(url_for(".homework", homework_id=made.id))
    page = render_template("training/homework/new.html", form=form, cohort=one, today=clock.today())
    return (page, 422) if form.errors or form.form_errors else page


@bp.get("/homework/<int:homework_id>", endpoint="homework")
@requires(Permission.SEE_TRAINING)
def show_homework(homework_id: int) -> Any:
    return _page(_homework_or_404(homework_id))


def _page(one: Homework, due: PutOffForm | None = None, off: WithdrawnForm | None = None) -> Any:
    seated = [row for row in cohorts.class_of(one.cohort_id) if row.until is None]
    found = queries.courses([one], [row.enrolment_id for row in seated])
    return render_template(
        "training/homework/one.html",
        one=one,
        seated=seated,
        courses={who: it for (_id, who), it in found.items()},
        record=recurrent.record_of("homework", one.id),
        due=due or PutOffForm(formdata=None).begin_with(one),
        off=off or WithdrawnForm(formdata=None),
        may_change=current_user.may(Permission.TEACH) and one.withdrawn_at is None,
    )


@bp.route("/homework/<int:homework_id>/task", methods=["GET", "POST"])
@requires(Permission.TEACH)
def reword_homework(homework_id: int) -> Any:
    one, form = _homework_or_404(homework_id, Permission.TEACH), RewordForm()

    def reword() -> None:
        title, task, why = form.title.data or "", form.task.data or "", form.reason.data or ""
        verbs.reword(one, title, task, actor=current_user, reason=why, seen=number(form.seen.data))

    if sent(form, reword, _("It is corrected. Whoever handed something in still sees what they answered.")):
        return redirect(url_for(".homework", homework_id=homework_id))
    if not form.is_submitted():
        form.begin_with(one)
    page = render_template(
        "training/homework/reword.html", form=form, one=_homework_or_404(homework_id, Permission.TEACH)
    )
    return (page, 422) if form.errors or form.form_errors else page


@bp.post("/homework/<int:homework_id>/due")
@requires(Permission.TEACH)
def put_off_homework(homework_id: int) -> Any:
    one, form = _homework_or_404(homework_id, Permission.TEACH), PutOffForm()
    if not form.validate():
        return _page(one, due=form), 422

    def again(refusal: Refused) -> str:
        form.blame(refusal)
        return str(_page(_homework_or_404(homework_id), due=form))

    return done(
        lambda: verbs.put_off(
            one, form.due_at, actor=current_user, reason=form.reason.data or "", seen=number(form.seen.data)
        ),
        _("It is due at another time now."),
        url_for(".homework", homework_id=homework_id),
        again,
    )


@bp.post("/homework/<int:homework_id>/withdrawal")
@requires(Permission.TEACH)
def withdraw_homework(homework_id: int) -> Any:
    one, form = _homework_or_404(homework_id, Permission.TEACH), WithdrawnForm()

    def again(refusal: Refused) -> str:
        form.blame(refusal)
        return str(_page(_homework_or_404(homework_id), off=form))

    return done(
        lambda: verbs.withdraw(
            one, actor=current_user, reason=form.why.data or "", seen=number(form.seen.data)
        ),
        _("It is withdrawn. What was handed in stays to be seen."),
        url_for(".homework", homework_id=homework_id),
        again,
    )


def _reached_or_404(hand_in_id: int) -> HandIn:
    """A version of a class that the reader may reach."""
    version = queries.hand_in(hand_in_id) or abort(404)
    queries.homework(current_user, version.homework_id) or abort(404)
    return version


@bp.route("/hand-ins/<int:hand_in_id>", methods=["GET", "POST"])
@requires(Permission.SEE_TRAINING)
def hand_in(hand_in_id: int) -> Any:
    """A version with all that was handed in and marked before; sent, it is a marking."""
    version, form = _reached_or_404(hand_in_id), MarkingForm()
    if form.validate_on_submit():
        queries.homework(current_user, version.homework_id, Permission.TEACH) or abort(404)
        try:
            _mark(version, form)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
            version = _reached_or_404(hand_in_id)
        else:
            db.session.commit()
            flash(_("It is saved; the trainee sees it on their page."), "good")
            return redirect(url_for(".homework", homework_id=version.homework_id))
    page = render_template(
        "training/homework/mark.html",
        version=version,
        form=form,
        typed=request.form,
        course=queries.course(version.homework, version.enrolment_id),
        may_mark=current_user.may(Permission.TEACH),
        numbered=lambda texts: [(n, say(text)) for n, text in enumerate(texts, 1)],
    )
    return (page, 422) if form.errors or form.form_errors else page


def _mark(version: HandIn, form: MarkingForm) -> None:
    seen, reason = number(form.seen.data), form.reason.data or ""
    if "return" not in request.form:
        found = found_sent(request.form, version)
        homework_marking.mark(version, found, actor=current_user, reason=reason, seen=seen)
        return
    homework_marking.send_back(
        version,
        form.again_until,
        actor=current_user,
        comment=form.comment.data or "",
        reason=reason,
        seen=seen,
    )


@bp.get("/hand-ins/<int:hand_in_id>/file")
@requires(Permission.USE_PRODUCT)
def hand_in_file(hand_in_id: int) -> Response:
    """For whoever handed it in and whoever teaches them; always as a download."""
    version = queries.hand_in(hand_in_id) or abort(404)
    is_own = version.enrolment_id in enrolments.ids_of_person(current_user.person_id)
    if not is_own:
        queries.homework(current_user, version.homework_id) or abort(404)
    if version.digest is None:
        abort(404)
    return send_file(
        files.path_of(version.digest),
        mimetype=version.media_type,
        as_attachment=True,
        download_name=version.file_name,
    )
