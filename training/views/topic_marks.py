"""The sheet of one exam: the class by its topics, entered as the workbook is."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, ngettext, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import examining, workbook
from training.forms.topic_marks import attempts_sent, part_name
from training.marking import topic_field
from training.models import Cohort, Exam
from training.queries import exam_topics
from training.queries import exams as queries
from training.queries.exam_topics import Covered
from training.queries.exams import Course
from training.views.blueprint import bp
from training.views.cohorts import cohort_or_404, heading
from training.views.topic_drawing import TopicColumn, TopicSheet, topic_rows


@bp.get("/cohorts/<int:cohort_id>/marks/<int:exam_id>")
@requires(Permission.TEACH)
def topic_marks(cohort_id: int, exam_id: int) -> str:
    one = cohort_or_404(cohort_id, Permission.TEACH)
    return _page(one, _exam_of(one, exam_id), {})


@bp.post("/cohorts/<int:cohort_id>/marks/<int:exam_id>")
@requires(Permission.TEACH)
def save_topic_marks(cohort_id: int, exam_id: int) -> Any:
    one = cohort_or_404(cohort_id, Permission.TEACH)
    exam = _exam_of(one, exam_id)
    try:
        count = workbook.save(one, attempts_sent(request.form, exam_id), actor=current_user)
    except Refused as refusal:
        problems = refusal.problems if isinstance(refusal, workbook.WorkbookRefused) else {}
        db.session.rollback()
        return _page(cohort_or_404(cohort_id), exam, problems, refusal.sentence), 422
    db.session.commit()
    flash(ngettext("%(num)s attempt is saved.", "%(num)s attempts are saved.", count), "good")
    return redirect(url_for(".topic_marks", cohort_id=cohort_id, exam_id=exam_id))


def _exam_of(one: Cohort, exam_id: int) -> Exam:
    """An exam of the class."""
    return next((exam for exam in one.programme_version.exams if exam.id == exam_id), None) or abort(404)


def _page(one: Cohort, exam: Exam, problems: Mapping[workbook.Spot, str], refused: str | None = None) -> str:
    frame = heading(one)
    covered = exam_topics.covered_by([exam.id]).get(exam.id, [])
    columns = _columns(covered)
    found = queries.courses([row.enrolment_id for row in frame["seated"]], [exam], clock.today())
    sheet = TopicSheet(
        seated=frame["seated"],
        exam_id=exam.id,
        columns=columns,
        courses={who: course for (who, _key), course in found.items()},
        typed=request.form,
        problems={_cell_of(spot): sentence for spot, sentence in problems.items()},
        why_locked=_why_locked,
    )
    return render_template(
        "training/cohort/topics.html",
        exam=exam,
        covered=covered,
        columns=columns,
        may_enter=any(_may_enter(course) for course in sheet.courses.values()),
        refused=refused,
        said=_said(sheet),
        typed=request.form,
        today=clock.today(),
        rows=partial(topic_rows, sheet),
        **frame,
    )


def _columns(covered: list[Covered]) -> list[TopicColumn]:
    """The mark in whole, then each topic, in the reader's language."""
    columns = [TopicColumn("mark", _("Mark in whole"), None, edge=True)]
    for module in covered:
        last = list(module.topics)[-1:]
        columns += [
            TopicColumn(topic_field(key), say(name), key, edge=[key] == last)
            for key, name in module.topics.items()
        ]
    return columns


def _cell_of(spot: workbook.Spot) -> str:
    """The field that stands for what is wrong; day and paper are the same for all, and told at the mark."""
    is_topic = spot.field.startswith(topic_field(""))
    return part_name(spot.field if is_topic else "mark", spot.place)


def _said(sheet: TopicSheet) -> list[Any]:
    """What is wrong, in the order of the sheet, each leading to its cell; as it is where the cell is gone."""
    left = dict(sheet.problems)
    said: list[Any] = []
    for row in sheet.seated:
        number = sheet.courses[row.enrolment_id].next_number
        for column in sheet.columns:
            name = part_name(column.field, workbook.Place(row.enrolment_id, sheet.exam_id, number))
            if name in left:
                text = _("%(who)s, %(topic)s: %(why)s", who=row.name, topic=column.name, why=left.pop(name))
                said.append({"text": text, "href": f"#{name}"})
    return said + list(left.values())


def _may_enter(course: Course) -> bool:
    return course.sitting.may and not course.rules.assessors


def _why_locked(course: Course) -> str:
    return _("Assessed by its rubric") if course.sitting.may else examining.obstacle_sentence(course)
