"""Practical exams by rubric: naming assessors, and the sheet of one of them."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from core import clock, files
from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import assessing
from training.forms.assessments import AssessorsForm, WithdrawalForm, file_sent, sheet_sent
from training.models import AssessorSheet, PracticalAssessment
from training.queries import enrolments, exams
from training.queries import practicals as queries
from training.views.attempt import done
from training.views.blueprint import bp
from training.views.enrolments import enrolment_or_404
from training.words import agreed


@bp.route("/enrolments/<int:enrolment_id>/exams/<int:exam_id>/assessments/new", methods=["GET", "POST"])
@requires(Permission.TEACH)
def new_assessment(enrolment_id: int, exam_id: int) -> Any:
    """Who assesses somebody, on which day, with which task."""
    one = enrolment_or_404(enrolment_id, Permission.TEACH)
    exam = exams.exam(exam_id) or abort(404)
    accounts = queries.possible_assessors(one.employment.person_id)
    form = AssessorsForm().offering(accounts, current_user.id)
    if not form.is_submitted():
        form.on.data = clock.today()
    if form.validate_on_submit():
        chosen = [who for who in accounts if who.id in (form.assessors.data or ())]
        try:
            made = assessing.begin(
                one, exam, chosen, form.on.data or clock.today(), form.task.data, actor=current_user
            )
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("The assessors are named. Each hands in a sheet without seeing the other."), "good")
            return redirect(url_for(".practical", assessment_id=made.id))
    page = render_template(
        "training/new_assessment.html",
        form=form,
        enrolment=one,
        person=one.employment.person,
        exam=exam,
        course=exams.course(enrolment_id, exam, clock.today()),
    )
    return (page, 422) if form.errors or form.form_errors else page


def _assessment_or_404(assessment_id: int) -> PracticalAssessment:
    """One that the reader is asked for, or whose trainee they may reach."""
    one = queries.assessment(assessment_id) or abort(404)
    if current_user.id not in {who.account_id for who in one.assessors}:
        enrolments.enrolment(current_user, one.enrolment_id, Permission.SEE_TRAINING) or abort(404)
    return one


@bp.route("/assessments/<int:assessment_id>", methods=["GET", "POST"], endpoint="practical")
@requires(Permission.SCORE)
def practical_sheet(assessment_id: int) -> Any:
    """The sheet of the reader; what the other assessor found shows once both are in."""
    one = _assessment_or_404(assessment_id)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            assessing.submit(one, sheet_sent(request.form, one, file_sent(request.files)), actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            refused, one = refusal, _assessment_or_404(assessment_id)
        else:
            db.session.commit()
            flash(_("Your sheet is in."), "good")
            return redirect(url_for(".practical", assessment_id=assessment_id))
    page = render_template(
        "training/practical.html",
        refused=refused,
        typed=request.form,
        withdrawal=WithdrawalForm(formdata=None),
        **_facts(one),
    )
    return (page, 422) if refused else page


def _facts(one: PracticalAssessment) -> dict[str, Any]:
    handed_in = {sheet.account_id for sheet in one.sheets}
    is_open = one.attempt_id is None and one.withdrawn_at is None
    asked = {who.account_id for who in one.assessors}
    return {
        "one": one,
        "person": one.enrolment.employment.person,
        "criteria": one.rubric_version.criteria,
        "handed_in": handed_in,
        "is_open": is_open,
        "may_rate": is_open and current_user.id in asked - handed_in,
        "may_withdraw": is_open and current_user.may(Permission.TEACH),
        "may_see": current_user.may(Permission.SEE_TRAINING),
        "agreed": agreed,
        "numbered": lambda texts: [(n, say(text)) for n, text in enumerate(texts, 1)],
        "earlier": list(queries.of_attempts(one.enrolment_id, one.exam.key).values()),
    }


@bp.get("/assessments/<int:assessment_id>/sheets/<int:sheet_id>/file")
@requires(Permission.USE_PRODUCT)
def sheet_file(assessment_id: int, sheet_id: int) -> Response:
    """What an assessor shows; always as a download."""
    one = queries.assessment(assessment_id) or abort(404)
    sheet = next((sheet for sheet in one.sheets if sheet.id == sheet_id), None) or abort(404)
    if not _may_see(sheet, one) or sheet.file is None or sheet.file.digest is None:
        abort(404)
    return send_file(
        files.path_of(sheet.file.digest),
        mimetype=sheet.file.media_type,
        as_attachment=True,
        download_name=sheet.file.file_name,
    )


def _may_see(sheet: AssessorSheet, one: PracticalAssessment) -> bool:
    """Its author; once it is an attempt, whoever may see that, and who assesses the same exam of theirs."""
    if sheet.account_id == current_user.id:
        return True
    if one.attempt_id is None:
        return False
    seen = enrolments.enrolment(current_user, one.enrolment_id, Permission.SEE_TRAINING)
    return seen is not None or queries.assesses(current_user.id, one.enrolment_id, one.exam.key)


@bp.post("/assessments/<int:assessment_id>/withdrawal")
@requires(Permission.TEACH)
def withdraw_assessment(assessment_id: int) -> Any:
    one = queries.assessment(assessment_id) or abort(404)
    enrolment_or_404(one.enrolment_id, Permission.TEACH)
    form = WithdrawalForm()

    def again(refusal: Refused) -> str:
        form.blame(refusal)
        facts = _facts(_assessment_or_404(assessment_id))
        return render_template("training/practical.html", refused=None, typed={}, withdrawal=form, **facts)

    return done(
        lambda: assessing.withdraw(one, actor=current_user, reason=form.reason.data or ""),
        _("Withdrawn. No attempt is used up."),
        url_for(".practical", assessment_id=assessment_id),
        again,
    )
