"""One session: its attendance sheet, its time and place, the code to check in with."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import attending, cohorts
from training.forms.attendance import MarksFileForm, SheetForm, marks_sent
from training.forms.cohorts import CalledOffForm, MakeUpSessionForm, SessionForm, number
from training.imports import attendance as attendance_files
from training.models import ClassSession, Cohort
from training.queries import attendance, enrolments, making_up
from training.queries import cohorts as queries
from training.states import Mark, MarkSource
from training.views.attempt import done, sent
from training.views.blueprint import bp
from training.words import MARK_KEYS

LARGEST_FILE = 2_000_000
"""Bytes. A class is short."""


def session_or_404(session_id: int, permission: Permission = Permission.TEACH) -> ClassSession:
    return queries.session(current_user, session_id, permission) or abort(404)


@bp.get("/sessions/<int:session_id>")
@requires(Permission.SEE_TRAINING)
def session(session_id: int) -> Any:
    return _sheet(session_or_404(session_id, Permission.SEE_TRAINING), SheetForm(), {})


@bp.post("/sessions/<int:session_id>/attendance")
@requires(Permission.TEACH)
def take_attendance(session_id: int) -> Any:
    one, form = session_or_404(session_id), SheetForm()
    rest = Mark.PRESENT if request.form.get("rest") == "present" else None
    standing = attendance.marks_of_session(session_id)
    there = attending.in_class(one)
    made_up = {key for key, mark in standing.items() if mark.mark is Mark.MADE_UP}
    marks = marks_sent(request.form, there - made_up, rest) | marks_sent(request.form, there & made_up, None)
    try:
        count = attending.take(one, marks, actor=current_user, source=form.came_from, reason=form.reason.data)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _sheet(one, form, marks)
    db.session.commit()
    flash(ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", count), "good")
    return redirect(url_for(".session", session_id=session_id))


@bp.post("/sessions/<int:session_id>/attendance/file")
@requires(Permission.TEACH)
def read_attendance(session_id: int) -> Any:
    """The file fills the sheet; nothing is saved before its reader has looked at it."""
    one, file = session_or_404(session_id), MarksFileForm().file.data
    form = SheetForm(formdata=None)
    form.source.data = MarkSource.FILE.value
    try:
        content = file.read(LARGEST_FILE) if file else b""
        read = attendance_files.read(content, _class(one))
    except Refused as refusal:
        form.form_errors.append(refusal.sentence)
        return _sheet(one, form, {})
    return _sheet(one, form, read.marks, read.problems)


def _class(one: ClassSession) -> list[Any]:
    """Who sat in the cohort on the day, by name."""
    there = attending.in_class(one)
    rows = {row.enrolment_id: row for row in queries.class_of(one.cohort_id) if row.enrolment_id in there}
    return list(rows.values())


def _sheet(
    one: ClassSession, form: SheetForm, typed: dict[int, Mark], problems: list[str] | None = None
) -> Any:
    """`typed`: marks that are not saved yet. `problems`: what a file's lines could not say."""
    people = _class(one)
    page = render_template(
        "training/session/sheet.html",
        session=one,
        form=form,
        people=people,
        typed=typed,
        problems=problems,
        marks=attendance.marks_of_session(one.id),
        made_up=making_up.made_up_in(one.id),
        history=attendance.history(one.id),
        standings=attendance.standings([row.enrolment_id for row in people]),
        offered=MARK_KEYS,
        now=clock.now(),
        may_take=current_user.may(Permission.TEACH) and one.starts_at - attending.BEFORE <= clock.now(),
    )
    return (page, 422) if form.errors or form.form_errors else page


@bp.post("/sessions/<int:session_id>/check-in-code")
@requires(Permission.TEACH)
def show_code(session_id: int) -> Any:
    one = session_or_404(session_id)
    return done(
        lambda: attending.show_code(one, actor=current_user),
        _("A new code is shown. It is good until the session ends."),
        url_for(".code_on_screen", session_id=session_id),
    )


@bp.get("/sessions/<int:session_id>/code")
@requires(Permission.TEACH)
def code_on_screen(session_id: int) -> str:
    """Large, for the wall."""
    return render_template("training/session/code.html", session=session_or_404(session_id), now=clock.now())


@bp.route("/sessions/<int:session_id>/time", methods=["GET", "POST"])
@requires(Permission.TEACH)
def move_session(session_id: int) -> Any:
    one = session_or_404(session_id)
    form = SessionForm().offering(queries.teachers())
    if form.validate_on_submit():
        try:
            _move(one, form)
        except Refused as refusal:
            db.session.rollback()
            form.blame(refusal)
        else:
            db.session.commit()
            flash(_("The session is moved. Calendars that subscribe hear of it."), "good")
            return redirect(url_for(".cohort", cohort_id=one.cohort_id))
    elif not form.is_submitted():
        form.begin_with(one)
    page = render_template(
        "training/session/time.html", session=one, form=form, off=CalledOffForm(formdata=None)
    )
    return page, 422 if form.errors else 200


@bp.route("/cohorts/<int:cohort_id>/make-up-sessions/new", methods=["GET", "POST"])
@requires(Permission.TEACH)
def new_make_up(cohort_id: int) -> Any:
    """An extra session for whoever missed one of a module."""
    cohort = queries.cohort(current_user, cohort_id, Permission.TEACH) or abort(404)
    form = MakeUpSessionForm()
    form.offering(queries.teachers())
    form.for_cohort(cohort, request.args.get("module", type=int), making_up.to_make_up(cohort_id))
    said = _("Added. Whoever missed something of the module finds it in their timetable.")
    if sent(form, lambda: _add_make_up(cohort, form), said):
        return redirect(url_for(".cohort", cohort_id=cohort_id))
    refused = form.errors or form.form_errors
    return render_template("training/session/new_make_up.html", cohort=cohort, form=form), (
        422 if refused else 200
    )


def _add_make_up(cohort: Cohort, form: MakeUpSessionForm) -> None:
    starts_at, ends_at = form.interval()
    modules = {one.id: one for one in cohort.programme_version.modules}
    trainers = {one.id: one for one in queries.teachers()}
    cohorts.add_make_up(
        cohort,
        modules[form.module.data or 0],
        starts_at,
        ends_at,
        place=form.place.data or "",
        trainer=trainers[form.trainer.data or 0],
        actor=current_user,
    )


def _move(one: ClassSession, form: SessionForm) -> None:
    starts_at, ends_at = form.interval()
    trainer = next((who for who in queries.teachers() if who.id == form.trainer.data), None)
    cohorts.move_session(
        one,
        starts_at,
        ends_at,
        place=form.place.data or "",
        trainer=trainer or abort(404),
        actor=current_user,
        seen=number(form.seen.data),
    )


@bp.post("/sessions/<int:session_id>/cancellation")
@requires(Permission.TEACH)
def call_off(session_id: int) -> Any:
    one, form = session_or_404(session_id), CalledOffForm()
    return done(
        lambda: cohorts.call_off(one, actor=current_user, reason=form.reason.data or ""),
        _("The session is called off. It no longer counts for attendance."),
        url_for(".cohort", cohort_id=one.cohort_id),
    )


@bp.route("/sessions/<int:session_id>/made-up/<int:enrolment_id>", methods=["GET", "POST"])
@requires(Permission.TEACH)
def make_up(session_id: int, enrolment_id: int) -> Any:
    """Choose in which session, of whichever cohort, a missed one was made up."""
    one = session_or_404(session_id)
    trainee = enrolments.enrolment(current_user, enrolment_id, Permission.TEACH) or abort(404)
    if request.method == "POST":
        chosen = request.form.get("session", 0, type=int)
        again = queries.session(current_user, chosen, Permission.TEACH) or abort(404)
        return done(
            lambda: attending.make_up(one, trainee, again, actor=current_user),
            _("The missed session is made up."),
            url_for(".session", session_id=session_id),
        )
    return render_template(
        "training/session/made_up.html",
        session=one,
        trainee=trainee,
        others=queries.held_of_module(current_user, one, making_up.taken_by(enrolment_id)),
    )
