"""The log of coaching: whom the reader coaches, one trainee's log, an entry of it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from training import coaching as verbs
from training import exports
from training.forms.coaching import CoachingForm
from training.forms.cohorts import number
from training.models import Enrolment
from training.queries import coaching as queries
from training.views.blueprint import bp
from training.views.launches import tried


@bp.get("/own/coaching", endpoint="coached")
@requires(Permission.USE_PRODUCT)
def list_coached() -> Any:
    """Whom the reader coaches now."""
    rows, kind = queries.coached(current_user.person_id), request.args.get("export")
    if kind:
        return spreadsheets.answer(exports.coached_rows(rows), exports.coached_header(), "coached", kind)
    return render_template("training/coaching/coached.html", rows=rows)


def _readable_or_404(enrolment_id: int) -> Enrolment:
    return queries.readable(current_user, enrolment_id) or abort(404)


@bp.route("/enrolments/<int:enrolment_id>/coaching", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def coaching_log(enrolment_id: int) -> Any:
    """The log of a trainee; sent by their coach, it is a further entry."""
    one = _readable_or_404(enrolment_id)
    form = CoachingForm().offering(clock.today())
    if tried(form, lambda: verbs.write(one, form.entry, actor=current_user)):
        flash(_("It is in the log. Trainee, trainers and managers can read it."), "good")
        return redirect(url_for(".coaching_log", enrolment_id=enrolment_id))
    one = _readable_or_404(enrolment_id)
    page = render_template(
        "training/coaching/log.html",
        form=form,
        enrolment=one,
        person=one.employment.person,
        log=queries.of_enrolment(enrolment_id),
        may_write=queries.coaches(current_user, one),
        today=clock.today(),
    )
    return (page, 422) if form.errors or form.form_errors else page


@bp.route("/coaching-notes/<int:note_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def coaching_note(note_id: int) -> Any:
    """An entry with all that it said; sent, it is a correction."""
    note = queries.note(note_id) or abort(404)
    one = _readable_or_404(note.enrolment_id)
    form = CoachingForm().offering(clock.today())
    if tried(
        form,
        lambda: verbs.correct(
            note,
            form.entry,
            actor=current_user,
            reason=form.reason.data or "",
            based_on=number(form.seen.data),
        ),
    ):
        flash(_("It is corrected; what it said before stays to be seen."), "good")
        return redirect(url_for(".coaching_log", enrolment_id=one.id))
    note = queries.note(note_id) or abort(404)
    if not form.is_submitted():
        form.begin_with(note)
    page = render_template(
        "training/coaching/note.html",
        form=form,
        note=note,
        person=note.enrolment.employment.person,
        may_correct=queries.coaches(current_user, note.enrolment) and note.wording.by_id == current_user.id,
        today=clock.today(),
    )
    return (page, 422) if form.errors or form.form_errors else page
