"""Enrolling from the line, and what trainers decide about one trainee."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from people.queries import current_post
from training import enrolment, placing
from training.forms.trainees import CoachForm, LeaveForm, TransferForm
from training.models import Enrolment
from training.queries import attendance, duty, homework
from training.queries import coaching as coaching_queries
from training.queries import cohorts as cohort_queries
from training.queries import enrolments as queries
from training.states import TrainingExit
from training.views.attempt import done
from training.views.blueprint import bp


def enrolment_or_404(enrolment_id: int, permission: Permission) -> Enrolment:
    return queries.enrolment(current_user, enrolment_id, permission) or abort(404)


@bp.get("/enrolments/new")
@requires(Permission.ENROL)
def enrol_page() -> str:
    """Whom, into which cohort, and what that would do."""
    chosen = queries.waiting_among(current_user, request.args.getlist("chosen", type=int))
    open_cohorts = cohort_queries.open_cohorts(current_user)
    wanted = request.args.get("cohort", type=int) or (open_cohorts[0].id if open_cohorts else 0)
    cohort = cohort_queries.cohort(current_user, wanted, Permission.ENROL)
    return render_template(
        "training/enrol.html",
        foreseen=placing.foresee(chosen, cohort) if cohort else [],
        chosen=chosen,
        cohort=cohort,
        cohorts=open_cohorts,
    )


@bp.post("/enrolments")
@requires(Permission.ENROL)
def enrol() -> Any:
    cohort = cohort_queries.cohort(
        current_user, request.form.get("cohort", 0, type=int), Permission.ENROL
    ) or abort(404)
    chosen = queries.waiting_among(current_user, request.form.getlist("chosen", type=int))
    became = placing.enrol_all(chosen, cohort, actor=current_user)
    db.session.commit()
    enrolled = sum(one.refusal is None for one in became)
    said = ngettext(
        "%(num)s enrolled in %(code)s.", "%(num)s enrolled in %(code)s.", enrolled, code=cohort.code
    )
    flash(said, "good" if enrolled else "warn")
    for one in became:
        if one.refusal:
            flash(f"{one.enrolment.employment.person.name}: {one.refusal}", "warn")
    return redirect(url_for(".class_list", cohort_id=cohort.id))


@bp.get("/enrolments/<int:enrolment_id>")
@requires(Permission.SEE_TRAINING)
def trainee(enrolment_id: int) -> Any:
    return _page(enrolment_or_404(enrolment_id, Permission.SEE_TRAINING))


def _page(
    one: Enrolment,
    transfer: TransferForm | None = None,
    leave: LeaveForm | None = None,
    coach: CoachForm | None = None,
) -> Any:
    present = queries.current_placement(one.id)
    post, coaching = current_post(one.employment_id), queries.current_coaching(one.id)
    others = cohort_queries.open_cohorts(current_user, present.cohort_id if present else None)
    forms = {
        "transfer": (transfer or TransferForm(formdata=None)).offering(others),
        "leave": (leave or LeaveForm(formdata=None)).offering(),
        "coach": (coach or CoachForm(formdata=None)).offering(
            queries.colleagues(post.team_id) if post else (), coaching.coach_id if coaching else None
        ),
    }
    refused = any(form.errors or form.form_errors for form in forms.values())
    standing = attendance.standings([one.id])[one.id]
    page = render_template(
        "training/trainee.html",
        enrolment=one,
        person=one.employment.person,
        present=present,
        placements=queries.placements(one.id),
        others=queries.others_of(one),
        coaching=coaching,
        standing=standing,
        seen=duty.gate(one.id, standing),
        sessions=attendance.of_trainee(one.id),
        coaching_log=coaching_queries.of_enrolment(one.id),
        homework=homework.of_trainee(one.id),
        record=queries.record_of(one.id),
        now=clock.now(),
        may_enrol=current_user.may(Permission.ENROL),
        **forms,
    )
    return (page, 422) if refused else page


@bp.post("/enrolments/<int:enrolment_id>/transfer")
@requires(Permission.ENROL)
def transfer_trainee(enrolment_id: int) -> Any:
    one, form = enrolment_or_404(enrolment_id, Permission.ENROL), TransferForm()
    to = cohort_queries.cohort(current_user, form.cohort.data or 0, Permission.ENROL) or abort(404)
    try:
        placing.transfer(one, to, actor=current_user, reason=form.reason.data or "")
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(one, transfer=form)
    db.session.commit()
    flash(_("Transferred to %(code)s. What was done stays done.", code=to.code), "good")
    return redirect(url_for(".trainee", enrolment_id=enrolment_id))


@bp.post("/enrolments/<int:enrolment_id>/leaving")
@requires(Permission.ENROL)
def leave_training(enrolment_id: int) -> Any:
    one, form = enrolment_or_404(enrolment_id, Permission.ENROL), LeaveForm().offering()
    if not form.validate():
        return _page(one, leave=form)
    try:
        placing.leave(
            one,
            TrainingExit(form.kind.data),
            form.on.data or clock.today(),
            actor=current_user,
            reason=form.reason.data or "",
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(one, leave=form)
    db.session.commit()
    flash(_("The training of %(name)s has ended.", name=one.employment.person.name), "good")
    return redirect(url_for(".trainee", enrolment_id=enrolment_id))


@bp.post("/enrolments/<int:enrolment_id>/restart")
@requires(Permission.ENROL)
def restart_training(enrolment_id: int) -> Any:
    """Put somebody in line again whose training was broken off."""
    one = enrolment_or_404(enrolment_id, Permission.ENROL)
    name = one.employment.person.name
    return done(
        lambda: enrolment.restart(one, actor=current_user),
        _("%(name)s is in line for a cohort.", name=name),
        url_for(".trainee", enrolment_id=enrolment_id),
    )


@bp.post("/enrolments/<int:enrolment_id>/coach")
@requires(Permission.ENROL)
def assign_coach(enrolment_id: int) -> Any:
    one, form = enrolment_or_404(enrolment_id, Permission.ENROL), CoachForm()
    post = current_post(one.employment_id)
    colleagues = queries.colleagues(post.team_id) if post else ()
    try:
        if form.coach.data is None:
            raise Refused(_("Choose somebody."), "coach")
        coach = next((who for who in colleagues if who.id == form.coach.data), None) or abort(404)
        placing.assign_coach(one, coach, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(one, coach=form)
    db.session.commit()
    flash(_("%(name)s is the coach from today.", name=coach.name), "good")
    return redirect(url_for(".trainee", enrolment_id=enrolment_id))
