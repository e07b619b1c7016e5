"""One's own homework: what is asked, every version handed in, and what became of it."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from training import homework as verbs
from training.forms.cohorts import number
from training.forms.homework import HandInForm
from training.models import Homework
from training.queries import enrolments, recurrent
from training.queries import homework as queries
from training.views.blueprint import bp
from training.views.launches import tried


@bp.route("/own/homework/<int:homework_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def own_homework(homework_id: int) -> Any:
    """The assignment; sent, it is a further version."""
    mine = enrolments.newest_of_person(current_user.person_id) or abort(404)
    one, form = queries.own(mine.id, homework_id) or abort(404), HandInForm()
    if tried(form, lambda: _hand_in(one, form)):
        flash(_("It is handed in."), "good")
        return redirect(url_for(".own_homework", homework_id=homework_id))
    course = queries.course(one, mine.id)
    if not form.is_submitted():
        form.begin_with(one, course.newest)
    page = render_template(
        "training/homework/own.html",
        one=one,
        course=course,
        form=form,
        record=recurrent.record_of("homework", homework_id),
        obstacle=verbs.obstacle(course, mine),
    )
    return (page, 422) if form.errors or form.form_errors else page


def _hand_in(one: Homework, form: HandInForm) -> None:
    seen, wording = number(form.seen.data), number(form.wording.data)
    verbs.hand_in(one, form.work, actor=current_user, seen=seen, wording=wording)
