"""Who waits to be trained."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from core import clock, keyset, spreadsheets
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from training import exports, queries
from training.forms.awaiting import AwaitingFilter
from training.views.blueprint import bp


@bp.get("/awaiting")
@requires(Permission.SEE_TRAINING)
def awaiting() -> Any:
    teams, sites = people.teams(), people.sites()
    form = AwaitingFilter(request.args).offering(teams, sites)
    page = keyset.page(
        _wanted(form),
        queries.AWAITING_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "training/awaiting.html",
        form=form,
        page=page,
        into=request.args.get("cohort", type=int),
        may_enrol=current_user.may(Permission.ENROL),
        now=clock.now(),
        days_between=clock.days_between,
        names={"team": {one.id: one.name for one in teams}, "site": {one.id: one.name for one in sites}},
    )


@bp.get("/awaiting/export.<kind>")
@requires(Permission.SEE_TRAINING)
def export_awaiting(kind: str) -> Any:
    rows = exports.awaiting_rows(_wanted(AwaitingFilter(request.args)))
    return spreadsheets.answer(rows, exports.awaiting_header(), "awaiting-a-cohort", kind)


def _wanted(form: AwaitingFilter) -> Any:
    return queries.awaiting(current_user, form.team.data, form.site.data, (form.q.data or "").strip())
