"""Who was not there for an exam: entering it, and saying it otherwise."""

from functools import partial
from typing import Any

from flask import abort, url_for
from flask_login import current_user

from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import missing
from training.forms.exam_course import MissedForm, MissingForm
from training.marking import ExamRefused
from training.queries import missed_sittings as queries
from training.views.attempt import done
from training.views.blueprint import bp
from training.views.enrolments import enrolment_or_404
from training.views.exams import exams_page
from training.views.retraining import exam_of, once_more


@bp.post("/enrolments/<int:enrolment_id>/missed-sittings")
@requires(Permission.TEACH)
def miss_sitting(enrolment_id: int) -> Any:
    one, form = enrolment_or_404(enrolment_id, Permission.TEACH), MissedForm()
    exam = exam_of(one, form.exam.data)

    def deed() -> None:
        if form.on.data is None:
            raise ExamRefused(_("Not saved. Choose the day of the exam."), "on")
        excused, why = bool(form.is_excused.data), form.reason.data or ""
        missing.miss(one, exam, form.on.data, is_excused=excused, actor=current_user, reason=why)

    return done(
        deed,
        _("Entered. No attempt is used up by it."),
        url_for(".trainee_exams", enrolment_id=enrolment_id),
        partial(once_more, enrolment_id, "miss", form),
    )


@bp.post("/missed-sittings/<int:missed_id>/corrections")
@requires(Permission.TEACH)
def correct_missed(missed_id: int) -> Any:
    one, form = queries.missed_sitting(missed_id) or abort(404), MissingForm().of(missed_id)
    enrolment_or_404(one.enrolment_id, Permission.TEACH)

    def again(refusal: Refused) -> str:
        form.blame(refusal)
        return exams_page(one.enrolment_id, amend={missed_id: form})

    return done(
        lambda: missing.correct(one, form.said(), actor=current_user, reason=form.reason.data or ""),
        _("Corrected. What was said before stays in the record."),
        url_for(".trainee_exams", enrolment_id=one.enrolment_id),
        again,
    )
