"""One's own self-study: claiming hours, correcting and withdrawing a claim."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core import clock
from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from training import studying
from training.forms.cohorts import number
from training.forms.study import StudyForm
from training.queries import study as queries
from training.views.attempt import done
from training.views.blueprint import bp
from training.views.launches import tried
from training.views.study import history


@bp.route("/own/self-study/new", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def claim_study() -> Any:
    form = StudyForm()
    if tried(form, lambda: studying.claim(form.study, actor=current_user)):
        flash(_("Your claim is handed in. Whoever trains or leads your team decides."), "good")
        return redirect(url_for(".own_learning"))
    page = render_template("training/study/own.html", form=form, claim=None, today=clock.today())
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/own/self-study/<int:claim_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def own_claim(claim_id: int) -> Any:
    """A claim of one's own; sent, it is a correction."""
    made, form = queries.own(current_user, claim_id) or abort(404), StudyForm()
    if tried(
        form,
        lambda: studying.correct(made, form.study, actor=current_user, seen=number(form.seen.data)),
    ):
        flash(_("Your claim is corrected, and awaits a decision."), "good")
        return redirect(url_for(".own_claim", claim_id=claim_id))
    if not form.is_submitted():
        form.begin_with(queries.newest(claim_id), made.version)
    page = render_template(
        "training/study/own.html",
        form=form,
        claim=made,
        is_open=made.state in studying.STILL_OWN,
        today=clock.today(),
        **history(claim_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/own/self-study/<int:claim_id>/withdrawal")
@requires(Permission.USE_PRODUCT)
def withdraw_claim(claim_id: int) -> Any:
    made = queries.own(current_user, claim_id) or abort(404)
    return done(
        lambda: studying.withdraw(made, actor=current_user),
        _("Your claim is withdrawn."),
        url_for(".own_claim", claim_id=claim_id),
    )
