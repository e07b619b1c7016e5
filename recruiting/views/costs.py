"""Costs of channels: listed, booked, corrected."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import costs as verbs
from recruiting.forms.channels import (
    CorrectionForm,
    CostForm,
    CostsFilter,
    cost_header,
    cost_rows,
    shown_cost,
)
from recruiting.models import ChannelCost, Opening
from recruiting.queries import channels as channel_queries
from recruiting.queries import costs as queries
from recruiting.queries import standing
from recruiting.views.blueprint import bp


@bp.get("/channels/costs")
@requires(Permission.EDIT_CHANNELS)
def costs() -> str | Response:
    form = _filter()
    wanted = form.wanted()
    kind = request.args.get("export")
    if kind:
        rows = cost_rows(queries.all_costs(wanted, current_user))
        return spreadsheets.answer(rows, cost_header(), "costs", kind)
    after, before = request.args.get("after"), request.args.get("before")
    return render_template(
        "recruiting/channels/costs.html",
        form=form,
        page=queries.page_of_costs(wanted, current_user, after, before),
        sums=queries.sums(wanted, current_user),
        asked={name: value for name in form.data if (value := request.args.get(name))},
    )


def _filter() -> CostsFilter:
    openings = queries.openings_to_book_for(current_user)
    return CostsFilter(request.args).offering(channel_queries.channels(), openings)


@bp.route("/channels/costs/new", methods=["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def book_cost() -> Any:
    form = _offering(CostForm(spent_on=clock.today(), channel=request.args.get("channel", type=int)))
    if not form.is_submitted():
        form.begin()
    elif form.validate() and _did(form, lambda: _book(form)):
        flash(_("Booked."), "good")
        return redirect(url_for(".costs"))
    return render_template("recruiting/channels/cost.html", form=form, cost=None), 422 if form.errors else 200


def _offering(form: CostForm) -> CostForm:
    everywhere = None in current_user.teams_for(Permission.EDIT_CHANNELS)
    openings = queries.openings_to_book_for(current_user)
    return form.offering(channel_queries.channels(), openings, everywhere)


def _book(form: CostForm) -> None:
    channel = channel_queries.channel_or_404(form.channel.data)
    verbs.book(channel, form.spent(_opening(form)), once=form.once.data or None, actor=current_user)


def _opening(form: CostForm) -> Opening | None:
    if form.opening.data is None:
        return None
    return standing.opening(form.opening.data, current_user, Permission.EDIT_CHANNELS) or abort(404)


@bp.route("/channels/costs/<int:cost_id>/correction", methods=["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def correct_cost(cost_id: int) -> Any:
    cost = queries.cost(cost_id, current_user) or abort(404)
    form = CorrectionForm(data=shown_cost(cost))
    _offering(form)
    if form.is_submitted() and form.validate() and _did(form, lambda: _correct(cost, form)):
        flash(_("Corrected. What was booked before stays to be seen."), "good")
        return redirect(url_for(".costs"))
    return render_template("recruiting/channels/cost.html", form=form, cost=cost), 422 if form.errors else 200


def _correct(cost: ChannelCost, form: CorrectionForm) -> None:
    verbs.correct(cost, form.spent(_opening(form)), form.why.data or "", actor=current_user)


def _did(form: CostForm, act: Any) -> bool:
    try:
        act()
    except ValueError:  # the form has said which field is no amount
        db.session.rollback()
        return False
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    return True
