"""Feedback on what was taught: the form of who was there, and what a class said, for its trainers."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.db import db
from core.i18n import _, say
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import answering, exports
from training.forms.feedback import answer_sent, as_sent
from training.models import Enrolment
from training.queries import attendance, enrolments
from training.queries import feedback as queries
from training.queries.feedback import Occasion
from training.rules.feedback import LEAST, LEAST_AGREEING
from training.views.blueprint import bp
from training.views.cohorts import cohort_or_404, heading


def _mine_or_404(session_id: int) -> tuple[Enrolment, Occasion]:
    """The reader's own way to duty, and the occasion: of a class of theirs, or where they made one up."""
    mine = enrolments.newest_of_person(current_user.person_id) or abort(404)
    one = queries.occasion(session_id) or abort(404)
    own = {row.id for row in attendance.of_trainee(mine.id)}
    if not own & set(one.session_ids) and not queries.attended(mine.id, one):
        abort(404)
    return mine, one


@bp.route("/own/sessions/<int:session_id>/feedback", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def own_feedback(session_id: int) -> Any:
    """Ask whoever was there; whoever was not reads why they are not asked."""
    mine, one = _mine_or_404(session_id)
    criteria = queries.form_of(one.held_on, queries.forms()).criteria
    refused: Refused | None = None
    if request.method == "POST":
        try:
            answering.answer(one, answer_sent(request.form, criteria), actor=current_user)
        except Refused as refusal:
            db.session.rollback()
            refused = refusal
        else:
            db.session.commit()
            flash(
                _("Thank you. Your trainer sees it together with what others said, never by itself."), "good"
            )
            return redirect(url_for(".own_training"))
    given = queries.of_enrolment(mine.id, one.key)
    stands = as_sent(given.versions[-1]) if given else {}
    page = render_template(
        "training/feedback/own.html",
        one=one,
        given=given,
        criteria=criteria,
        obstacle=answering.obstacle(mine, one),
        refused=refused,
        typed=request.form if refused else stands,
        least=LEAST,
        agreeing=LEAST_AGREEING,
        numbered=lambda texts: [(n, say(text)) for n, text in enumerate(texts, 1)],
    )
    return (page, 422) if refused else page


@bp.get("/cohorts/<int:cohort_id>/feedback", endpoint="cohort_feedback")
@requires(Permission.SEE_TRAINING)
def show_feedback(cohort_id: int) -> str:
    frame = heading(cohort_or_404(cohort_id))
    return render_template(
        "training/feedback/cohort.html",
        tables=queries.by_form(queries.said(cohort_id)),
        least=LEAST,
        agreeing=LEAST_AGREEING,
        **frame,
    )


@bp.get("/cohorts/<int:cohort_id>/feedback/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_feedback(cohort_id: int, kind: str) -> Any:
    cohort_or_404(cohort_id)
    rows = exports.feedback_rows(queries.said(cohort_id))
    return spreadsheets.answer(rows, exports.feedback_header(), "feedback", kind)
