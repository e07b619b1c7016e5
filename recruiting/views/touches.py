"""What brought a candidate, where somebody knows it better later."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from recruiting import touches as verbs
from recruiting.forms.touches import TouchForm
from recruiting.models import Application, Touch
from recruiting.queries import touches as queries
from recruiting.views.application import visit_or_404
from recruiting.views.attempt import did
from recruiting.views.blueprint import bp


@bp.route("/applications/<int:application_id>/touches/new", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def add_touch(application_id: int) -> Any:
    application = visit_or_404(application_id, Permission.ADD_CANDIDATES).application
    form = TouchForm()
    if form.validate_on_submit() and did(
        form,
        lambda: verbs.add(
            application, form.said(), form.on.data, actor=current_user, why=form.why.data or ""
        ),
    ):
        return _saved(application_id)
    return _page(application, form, None)


@bp.route("/applications/<int:application_id>/touches/<int:touch_id>", methods=["GET", "POST"])
@requires(Permission.ADD_CANDIDATES)
def correct_touch(application_id: int, touch_id: int) -> Any:
    application = visit_or_404(application_id, Permission.ADD_CANDIDATES).application
    touch = queries.touch_of(touch_id, application_id) or abort(404)
    form = TouchForm()
    if not form.is_submitted():
        form.repeat(touch)
    elif form.validate() and did(
        form,
        lambda: verbs.correct(application, touch, form.said(), actor=current_user, why=form.why.data or ""),
    ):
        return _saved(application_id)
    return _page(application, form, touch)


def _saved(application_id: int) -> Any:
    flash(_("Saved."), "good")
    return redirect(url_for(".correct_source", application_id=application_id))


def _page(application: Application, form: TouchForm, touch: Touch | None) -> Any:
    page = render_template(
        "recruiting/candidates/touch.html", form=form, application=application, touch=touch
    )
    return (page, 422) if form.errors else page
