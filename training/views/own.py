"""The trainee's own page: timetable, what is next, attendance so far, what to read, checking in."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import appealing, attending, calendars, materials
from training.examining import obstacle_sentence
from training.forms.attendance import CheckInForm
from training.models import Enrolment, Exam
from training.queries import (
    attendance,
    certificates,
    coaching,
    duty,
    exam_topics,
    exams,
    feedback,
    homework,
    launches,
    missed_sittings,
    nesting,
    programmes,
    recurrent,
)
from training.queries import enrolments as queries
from training.rules.attendance import Standing
from training.states import LIVE, SessionState
from training.views.attempt import calendar_file, done
from training.views.blueprint import bp
from training.words import module_name, word


@bp.get("/own", endpoint="own_training")
@requires(Permission.USE_PRODUCT)
def own_training() -> Any:
    return _page(CheckInForm(formdata=None))


def _page(check_in: CheckInForm, refused: Refused | None = None, appealed: int = 0) -> Any:
    """`refused`: why the appeal against the attempt `appealed` was not filed; its grounds are kept."""
    mine = queries.newest_of_person(current_user.person_id)
    page = render_template(
        "training/own.html",
        enrolment=mine,
        check_in=check_in,
        refused=refused,
        grounds={appealed: request.form.get("said", "")} if refused else {},
        has_coached=bool(coaching.coached(current_user.person_id)),
        coaches=nesting.coaches_anybody(current_user.person_id),
        now=clock.now(),
        today=clock.today(),
        not_yet=launches.not_yet(current_user.person_id),
        ahead=recurrent.of_person(current_user.person_id, clock.today()),
        leads=recurrent.led_by(current_user.person_id, clock.today()),
        **(_facts(mine) if mine else {}),
    )
    return (page, 422) if check_in.errors or check_in.form_errors else page


def _facts(mine: Enrolment) -> dict[str, Any]:
    sessions = attendance.of_trainee(mine.id)
    now = clock.now()
    ahead = [one for one in sessions if one.ends_at > now and one.state is SessionState.PLANNED]
    sat = queries.placements(mine.id)
    present = sat[-1] if sat and sat[-1].until is None else None
    version = programmes.version(sat[-1].cohort.programme_version_id) if sat else None
    standing = attendance.standings([mine.id])[mine.id]
    return {
        "sessions": sessions,
        "next": ahead[0] if ahead else None,
        "present": present,
        "has_sat": bool(sat),
        "others": queries.others_of(mine),
        "standing": standing,
        "coaching": queries.current_coaching(mine.id),
        **_duty(mine, standing),
        "feedback": feedback.asked(mine.id),
        "coaching_log": coaching.of_enrolment(mine.id),
        "homework": homework.of_trainee(mine.id),
        "version": version,
        **_exams(mine, version.exams if version else []),
        "materials": programmes.to_read(version, mine.employment.person_id) if version and present else [],
    }


def _duty(mine: Enrolment, standing: Standing) -> dict[str, Any]:
    """What is missing to be on duty, since when they are, and their certificates."""
    return {
        "seen": duty.gate(mine.id, standing),
        "since": duty.on_duty_since(mine.employment_id),
        "certificates": certificates.of_person(mine.employment.person_id),
        "live": mine.state in LIVE,
        "nesting": nesting.of_enrolment(mine.id),
    }


def _exams(mine: Enrolment, its: Sequence[Exam]) -> dict[str, Any]:
    """What the panels of a trainee's exams are drawn from."""
    return {
        "courses": list(exams.courses([mine.id], its, clock.today()).values()),
        "history": exams.histories(mine.id),
        "remedies": exam_topics.remedies(mine.id),
        "missed": missed_sittings.of_enrolment(mine.id),
        "topic_names": exam_topics.topic_names(its),
        "parts_of": exams.parts_of,
        "obstacle": obstacle_sentence,
        "module_name": module_name,
        "may_mark": False,
        "may_appeal": True,
        "is_trainer": False,
        "assessed": {},
    }


@bp.get("/own/trainings/<int:enrolment_id>")
@requires(Permission.USE_PRODUCT)
def own_other_training(enrolment_id: int) -> str:
    """Another way to duty of one's own: what was done there stays to be read."""
    newest = queries.newest_of_person(current_user.person_id) or abort(404)
    mine = next((one for one in queries.others_of(newest) if one.id == enrolment_id), None) or abort(404)
    sat = mine.placements
    version = programmes.version(sat[-1].cohort.programme_version_id) if sat else None
    return render_template(
        "training/own_other.html",
        enrolment=mine,
        standing=attendance.standings([mine.id])[mine.id],
        sessions=attendance.of_trainee(mine.id),
        now=clock.now(),
        **_exams(mine, version.exams if version else []) | {"may_appeal": False},
    )


@bp.post("/own/exam-attempts/<int:attempt_id>/appeal")
@requires(Permission.USE_PRODUCT)
def appeal(attempt_id: int) -> Any:
    """Ask for one's own mark to be looked at again."""
    attempt = exams.attempt(attempt_id) or abort(404)
    if attempt.enrolment.employment.person_id != current_user.person_id:
        abort(404)
    return done(
        lambda: appealing.file(attempt, actor=current_user, grounds=request.form.get("said", "")),
        _("Your appeal is filed. A second marker decides."),
        url_for(".own_training"),
        lambda refusal: _page(CheckInForm(formdata=None), refusal, attempt_id),
    )


@bp.post("/own/check-ins")
@requires(Permission.USE_PRODUCT)
def check_in() -> Any:
    form = CheckInForm()
    try:
        mark = attending.check_in(form.code.data or "", actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _page(form)
    db.session.commit()
    flash(_("You are checked in: %(mark)s.", mark=word(mark.mark)), "good")
    return redirect(url_for(".own_training"))


@bp.get("/own/materials/<int:version_id>")
@requires(Permission.USE_PRODUCT)
def material(version_id: int) -> str:
    one = programmes.material_version(version_id) or abort(404)
    receipt = programmes.receipt(version_id, current_user.person_id)
    return render_template("training/material.html", material=one, receipt=receipt)


@bp.post("/own/materials/<int:version_id>/receipt")
@requires(Permission.USE_PRODUCT)
def confirm_read(version_id: int) -> Any:
    one = programmes.material_version(version_id) or abort(404)
    materials.confirm_read(one, actor=current_user)
    db.session.commit()
    flash(_("Noted: you have read this version."), "good")
    return redirect(url_for(".own_training"))


@bp.get("/own/calendar.ics")
@requires(Permission.USE_PRODUCT)
def own_training_calendar() -> Response:
    mine = queries.newest_of_person(current_user.person_id) or abort(404)
    return calendar_file(calendars.of_trainee(_("Training"), attendance.of_trainee(mine.id)))
