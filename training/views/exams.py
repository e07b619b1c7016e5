"""Exams: the workbook of a class, and the attempts of one trainee."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _, ngettext, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import examining, exports, workbook
from training.forms.exam_course import DecisionForm, GrantForm, MissedForm, MissingForm, score_sent
from training.forms.exams import cells_sent, field_name
from training.marking import topic_field
from training.models import Cohort, Enrolment, Exam
from training.queries import enrolments, exam_topics, missed_sittings, practicals, retraining
from training.queries import exams as queries
from training.queries.exams import Course
from training.states import LIVE, EnrolmentState, PlacementEnd
from training.views.blueprint import bp
from training.views.cohorts import cohort_or_404, heading
from training.views.drawing import Column, Sheet, workbook_rows
from training.words import module_name


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


def _workbook(one: Cohort, problems: Mapping[workbook.Spot, str], refused: str | None = None) -> str:
    frame = heading(one)
    if one.cancelled_at is not None:  # what they did here stays to be read
        frame["seated"] = [row for row in frame["everybody"] if row.ended_by is PlacementEnd.CANCELLED]
    columns, courses = _courses(one, [row.enrolment_id for row in frame["seated"]])
    may_mark = one.cancelled_at is None and current_user.may(Permission.TEACH)
    sheet = Sheet(
        seated=frame["seated"],
        columns=columns,
        courses=courses,
        may_mark=may_mark,
        name_of=_field_of,
        typed=request.form,
        problems={field_name(spot.place): sentence for spot, sentence in problems.items()},
        obstacle=examining.obstacle_sentence,
    )
    return render_template(
        "training/cohort/marks.html",
        may_enter=may_mark and any(not course.is_settled for course in courses.values()),
        refused=refused,
        today=clock.today(),
        rows=partial(workbook_rows, sheet),
        **frame | sheet._asdict(),
    )


def _courses(one: Cohort, ids: Sequence[int]) -> tuple[tuple[Column, ...], dict[tuple[int, str], Course]]:
    """The exams of a class, and how each goes for each of `ids`."""
    exams = one.programme_version.exams
    policies = queries.policies_of(one.programme_version.programme_id)
    today = clock.today()
    wanted = [(who, exam, today) for who in ids for exam in exams]
    columns = tuple(
        Column(exam.id, exam.key, say(exam.name), queries.rules_of(policies[0], exam)) for exam in exams
    )
    return columns, queries.courses_on(wanted, policies=policies, in_full=False)


def _field_of(enrolment_id: int, column: Column, course: Course) -> str:
    return field_name(workbook.Place(enrolment_id, column.exam_id, course.next_number))


@bp.get("/enrolments/<int:enrolment_id>/exams")
@requires(Permission.SEE_TRAINING)
def trainee_exams(enrolment_id: int) -> str:
    """Every attempt of a trainee with every mark it had, and what may be decided about it."""
    return exams_page(enrolment_id)


def exams_page(enrolment_id: int, **sent: Any) -> str:
    """`sent`: the one form of `grant`, `decision` and `miss` that was refused, with what was typed; or
    `amend`, that of a missed sitting by its id."""
    one = enrolments.enrolment(current_user, enrolment_id, Permission.SEE_TRAINING) or abort(404)
    sat = enrolments.placements(enrolment_id)
    present = sat[-1] if sat else None
    exams = present.cohort.programme_version.exams if present else []
    courses = list(queries.courses([enrolment_id], exams, clock.today()).values())
    return render_template(
        "training/exams.html",
        enrolment=one,
        present=present,
        person=one.employment.person,
        courses=courses,
        history=queries.histories(enrolment_id),
        remedies=exam_topics.remedies(enrolment_id),
        missed=missed_sittings.of_enrolment(enrolment_id),
        amend=sent.get("amend", {}),
        amending=lambda missed_id: MissingForm(formdata=None).of(missed_id),
        topic_names=exam_topics.topic_names(exams),
        parts_of=queries.parts_of,
        cycles=retraining.cycles_of(enrolment_id),
        grants=retraining.grants_of(enrolment_id),
        decisions=retraining.decisions_of(enrolment_id),
        obstacle=examining.obstacle_sentence,
        module_name=module_name,
        assessed=practicals.open_ones(enrolment_id),
        is_trainer=True,
        may_appeal=False,
        due={course.due for course in courses},
        **_decidable(one, exams, sent),
    )


def _decidable(one: Enrolment, exams: Sequence[Exam], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the reader may decide about a trainee's exams, and the forms for it."""
    is_seated, is_open = one.state is EnrolmentState.IN_TRAINING, one.state in LIVE
    return {
        "may_mark": is_seated and current_user.may(Permission.TEACH),
        "may_retrain": is_open and current_user.may(Permission.TEACH),
        "may_decide": is_open and current_user.may(Permission.DECIDE_TRAINING),
        "grant": (sent.get("grant") or GrantForm(formdata=None)).offering(exams),
        "decision": (sent.get("decision") or DecisionForm(formdata=None)).offering(),
        "miss": (sent.get("miss") or MissedForm(formdata=None)).offering(exams),
    }


@bp.route("/enrolments/<int:enrolment_id>/exams/<int:exam_id>/attempts/new", methods=["GET", "POST"])
@requires(Permission.TEACH)
def new_attempt(enrolment_id: int, exam_id: int) -> Any:
    """Enter one attempt in whole and by topic."""
    one = enrolments.enrolment(current_user, enrolment_id, Permission.TEACH) or abort(404)
    exam = queries.exam(exam_id) or abort(404)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            examining.enter(one, exam, score_sent(request.form, exam), actor=current_user)
        except Refused as refused:
            db.session.rollback()
            refusal = refused
        else:
            db.session.commit()
            flash(_("The mark is saved."), "good")
            return redirect(url_for(".trainee_exams", enrolment_id=enrolment_id))
    page = render_template(
        "training/new_attempt.html",
        enrolment=one,
        person=one.employment.person,
        exam=exam,
        course=queries.course(enrolment_id, exam, clock.today()),
        covered=exam_topics.covered_by([exam_id]).get(exam_id, []),
        part_field=topic_field,
        obstacle=examining.obstacle_sentence,
        typed=request.form,
        refused=refusal,
        today=clock.today(),
    )
    return (page, 422) if refusal else page


@bp.get("/cohorts/<int:cohort_id>/gaps")
@requires(Permission.SEE_TRAINING)
def gaps(cohort_id: int) -> str:
    """Person by topic: where the class is weak."""
    frame = heading(cohort_or_404(cohort_id))
    return render_template("training/cohort/gaps.html", **_gaps(frame), **frame)


@bp.get("/cohorts/<int:cohort_id>/gaps/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_gaps(cohort_id: int, kind: str) -> Response:
    found = _gaps(heading(cohort_or_404(cohort_id)))
    rows = exports.gap_rows(found["seated"], found["topics"], found["parts"])
    return spreadsheets.answer(rows, exports.gap_header(found["topics"]), "gaps", kind)


def _gaps(frame: dict[str, Any]) -> dict[str, Any]:
    exams = frame["cohort"].programme_version.exams
    topics = exam_topics.topic_names(exams)
    ids = [row.enrolment_id for row in frame["seated"]]
    taken = queries.attempts(ids)
    parts = {
        one: exam_topics.newest_parts([row for exam in exams for row in taken.get((one, exam.key), [])])
        for one in ids
    }
    told = [key for key in topics if any(key in marks for marks in parts.values())]
    policy = queries.policy(frame["cohort"].programme_version.programme_id)
    asked = queries.rules_of(policy, exams[0]) if policy and exams else None
    return {
        "seated": frame.pop("seated"),
        "topics": {key: topics[key] for key in told},
        "parts": parts,
        "asked": (asked.part_mark or asked.pass_mark) if asked else 0,
    }
