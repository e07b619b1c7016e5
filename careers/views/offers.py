"""Which training is offered to whoever falls short in an indicator."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import offering
from careers.forms import lists
from careers.forms.offers import FitForm
from careers.queries import formulas
from careers.queries import offers as queries
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from core import spreadsheets
from core.i18n import _
from people.guard import requires
from people.permissions import Permission


@bp.route("/fitting-training", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def fitting_training() -> Any:
    """What is offered for each indicator; sent, one more is."""
    names = {key: one.name for key, one in formulas.indicators().items()}
    found = queries.fits()
    called = queries.titles(found)
    if request.args.get("export"):
        rows = lists.fit_rows(found, names, called)
        return spreadsheets.answer(rows, lists.fit_header(), "fitting-training", request.args["export"])
    form = FitForm().offering(names, queries.modules(), queries.texts())
    if sent(form, lambda: offering.add(form.plan(), actor=current_user), _("It is offered from now on.")):
        return redirect(url_for(".fitting_training"))
    page = render_template("careers/offers/fitting.html", form=form, fits=found, names=names, called=called)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/fitting-training/<int:fit_id>/withdrawal")
@requires(Permission.EDIT_LADDER)
def withdraw_fit(fit_id: int) -> Any:
    fit = queries.fit(fit_id) or abort(404)
    return done(
        lambda: offering.withdraw(fit, actor=current_user),
        _("It is offered no more."),
        url_for(".fitting_training"),
    )
