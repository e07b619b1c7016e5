"""Cohorts: the list, opening one, its timetable and its class."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, keyset, spreadsheets
from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from training import calendars, cohorts, exports, teaching
from training.examining import obstacle_sentence
from training.forms.class_list import ClassFilter
from training.forms.cohorts import CohortFilter, CohortForm, TrainersForm
from training.models import Cohort
from training.queries import attendance, class_list, programmes
from training.queries import cohorts as queries
from training.views.attempt import calendar_file, done
from training.views.blueprint import bp
from training.views.drawing import attendance_cells


def cohort_or_404(cohort_id: int, permission: Permission = Permission.SEE_TRAINING) -> Cohort:
    return queries.cohort(current_user, cohort_id, permission) or abort(404)


@bp.get("/cohorts", endpoint="cohorts")
@requires(Permission.SEE_TRAINING)
def list_cohorts() -> str:
    teams = people.teams()
    form = CohortFilter(request.args).offering(teams)
    page = keyset.page(
        _wanted(form),
        queries.COHORT_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    names = {team.id: team.name for team in teams}
    return render_template("training/cohorts.html", form=form, page=page, names=names)


@bp.get("/cohorts/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_cohorts(kind: str) -> Any:
    rows = exports.cohort_rows(_wanted(CohortFilter(request.args)))
    return spreadsheets.answer(rows, exports.cohort_header(), "cohorts", kind)


def _wanted(form: CohortFilter) -> Any:
    chosen = form.chosen()
    return queries.cohorts(current_user, chosen.get("phase"), form.team.data, chosen.get("q"))  # type: ignore[arg-type]


@bp.route("/cohorts/new", methods=["GET", "POST"])
@requires(Permission.TEACH)
def new_cohort() -> Any:
    form = CohortForm().offering(
        programmes.newest_of_each(), people.teams(), queries.teachers(), current_user.id
    )
    slots = None
    if form.validate_on_submit():
        try:
            plan = _plan(form)
            slots = cohorts.planned(plan)
            if "preview" not in request.form:
                return _opened(plan, form)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
    status = 422 if form.errors else 200
    return render_template("training/new_cohort.html", form=form, slots=slots), status


def _plan(form: CohortForm) -> cohorts.CohortPlan:
    team = people.team_or_404(form.team.data or 0)
    return cohorts.CohortPlan(
        code=form.code.data or "",
        version=programmes.version(form.version.data or 0) or abort(404),
        team_id=team.id,
        site_id=team.site_id,
        place=form.place.data or "",
        seats=form.seats.data or 0,
        starts_on=form.starts_on.data or clock.today(),
        rhythm=form.rhythm(),
    )


def _opened(plan: cohorts.CohortPlan, form: CohortForm) -> Any:
    accounts = {one.id: one for one in queries.teachers()}
    cohort = cohorts.open_cohort(
        plan,
        trainer=accounts[form.trainer.data or 0],
        assistants=[accounts[one] for one in form.assistants.data or () if one in accounts],
        actor=current_user,
    )
    db.session.commit()
    flash(_("%(code)s is open, with its timetable.", code=cohort.code), "good")
    return redirect(url_for(".cohort", cohort_id=cohort.id))


@bp.get("/cohorts/<int:cohort_id>")
@requires(Permission.SEE_TRAINING)
def cohort(cohort_id: int) -> str:
    return _timetable(cohort_or_404(cohort_id), TrainersForm(formdata=None))


def _timetable(one: Cohort, trainers: TrainersForm) -> str:
    sessions = queries.sessions(one.id)
    if current_user.may(Permission.TEACH):
        trainers.offering(queries.teachers(), queries.trainers(one.id))
    return render_template(
        "training/cohort/timetable.html",
        trainers=trainers,
        sessions=sessions,
        too_early=queries.too_early(one, sessions),
        taken=attendance.taken_counts([session.id for session in sessions]),
        now=clock.now(),
        cancelled=queries.cancellation(one.id) if one.cancelled_at else None,
        **heading(one),
    )


def heading(one: Cohort) -> dict[str, Any]:
    """What each of a cohort's tabs shows above it."""
    everybody = queries.class_of(one.id)
    return {
        "cohort": one,
        "phase": queries.phase_of(one, clock.today()),
        "taught_by": queries.taught_by_whom(one.id),
        "everybody": everybody,
        "seated": [row for row in everybody if row.until is None],
    }


@bp.get("/cohorts/<int:cohort_id>/class", endpoint="class_list")
@requires(Permission.SEE_TRAINING)
def show_class(cohort_id: int) -> str:
    frame = heading(cohort_or_404(cohort_id))
    members = class_list.members_of(frame["everybody"])
    form = ClassFilter(request.args).offering(class_list.coaches(members))
    return render_template(
        "training/cohort/class.html",
        form=form,
        members=class_list.narrowed(members, form.wanted),
        obstacle=obstacle_sentence,
        **frame,
    )


@bp.get("/cohorts/<int:cohort_id>/class/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_class(cohort_id: int, kind: str) -> Response:
    one = cohort_or_404(cohort_id)
    members = class_list.members_of(queries.class_of(one.id))
    form = ClassFilter(request.args).offering(class_list.coaches(members))
    rows = exports.class_rows(class_list.narrowed(members, form.wanted))
    return spreadsheets.answer(rows, exports.class_header(), "class", kind)


@bp.get("/cohorts/<int:cohort_id>/attendance")
@requires(Permission.SEE_TRAINING)
def cohort_attendance(cohort_id: int) -> str:
    frame = heading(cohort_or_404(cohort_id))
    sessions = [one for one in queries.sessions(cohort_id) if one.takes_place]
    return render_template(
        "training/cohort/attendance.html",
        sessions=sessions,
        cells=attendance_cells(sessions, attendance.marks_of_cohort(cohort_id), clock.now()),
        standings=attendance.standings([row.enrolment_id for row in frame["everybody"]]),
        **frame,
    )


@bp.get("/cohorts/<int:cohort_id>/calendar.ics")
@requires(Permission.SEE_TRAINING)
def cohort_calendar(cohort_id: int) -> Response:
    one = cohort_or_404(cohort_id)
    return calendar_file(calendars.of_cohort(one.code, queries.sessions(cohort_id)))


@bp.post("/cohorts/<int:cohort_id>/seats")
@requires(Permission.TEACH)
def change_seats(cohort_id: int) -> Any:
    one = cohort_or_404(cohort_id, Permission.TEACH)
    seats = request.form.get("seats", 0, type=int)
    said = ngettext("The cohort has %(num)s seat now.", "The cohort has %(num)s seats now.", seats)
    return done(
        lambda: cohorts.change_seats(one, seats, actor=current_user),
        said,
        url_for(".class_list", cohort_id=cohort_id),
    )


@bp.post("/cohorts/<int:cohort_id>/trainers")
@requires(Permission.TEACH)
def change_trainers(cohort_id: int) -> Any:
    one, form = cohort_or_404(cohort_id, Permission.TEACH), TrainersForm()
    accounts = {account.id: account for account in queries.teachers()}
    trainer = accounts.get(form.trainer.data or 0) or abort(404)
    others = [accounts[key] for key in form.assistants.data or () if key in accounts]
    try:
        teaching.hand_over(one, trainer, others, actor=current_user, reason=form.reason.data or "")
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _timetable(one, form), 422
    db.session.commit()
    flash(_("%(name)s leads the class from today.", name=trainer.name), "good")
    return redirect(url_for(".cohort", cohort_id=cohort_id))


@bp.post("/cohorts/<int:cohort_id>/cancellation")
@requires(Permission.TEACH)
def cancel_cohort(cohort_id: int) -> Any:
    one = cohort_or_404(cohort_id, Permission.TEACH)
    reason = request.form.get("reason", "")
    return done(
        lambda: cohorts.cancel(one, actor=current_user, reason=reason),
        _("%(code)s is cancelled. Who sat in it awaits another cohort.", code=one.code),
        url_for(".cohort", cohort_id=cohort_id),
    )
