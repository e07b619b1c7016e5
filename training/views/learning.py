"""Hours credited per person and month, and one person's learning: their own page, and for whoever trains
them."""

from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from core import clock, keyset, spreadsheets
from core.months import after, before, month_of
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from training import exports
from training.forms.recurrent import HoursFilter
from training.queries import launches, recurrent, study
from training.queries import learning as queries
from training.views.blueprint import bp


@bp.get("/learning-hours")
@requires(Permission.SEE_TRAINING)
def learning_hours() -> Any:
    teams = people.teams()
    form = HoursFilter(request.args).offering(teams)
    statement = queries.people(current_user, form.shown, team_id=form.team.data, text=form.text)
    kind = request.args.get("export")
    if kind:
        rows = queries.everybody(statement)
        found = queries.in_month([row.id for row in rows], form.shown)
        return spreadsheets.answer(
            exports.hours_rows(rows, found, form.shown), exports.hours_header(), "learning-hours", kind
        )
    page = keyset.page(
        statement,
        queries.PEOPLE_ORDER,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render_template(
        "training/recurrent/hours.html",
        form=form,
        month=form.shown,
        beside=(before(form.shown), after(form.shown)),
        page=page,
        hours=queries.in_month([row.id for row in page.rows], form.shown),
        team_names={one.id: one.name for one in teams},
    )


@bp.get("/people/<int:employment_id>/learning")
@requires(Permission.SEE_TRAINING)
def person_learning(employment_id: int) -> Any:
    return _page(queries.one_of(current_user, employment_id) or abort(404), is_own=False)


@bp.get("/own/learning")
@requires(Permission.USE_PRODUCT)
def own_learning() -> Any:
    row = queries.own(current_user)
    return _page(row, is_own=True) if row else render_template("training/recurrent/no_learning.html")


def _page(row: Any, *, is_own: bool) -> Any:
    kind = request.args.get("export")
    ledger, claims = queries.ledger(row.id), study.of_employment(row.id)
    if kind and request.args.get("list") == "claims":
        return spreadsheets.answer(exports.claim_rows(claims), exports.claim_header(), "self-study", kind)
    if kind:
        return spreadsheets.answer(exports.ledger_rows(ledger), exports.ledger_header(), "learning", kind)
    today = clock.today()
    year = today.replace(month=1, day=1)
    return render_template(
        "training/recurrent/learning.html",
        row=row,
        is_own=is_own,
        ledger=ledger,
        claims=claims,
        today=today,
        not_yet=launches.not_yet(row.person_id),
        month=month_of(today),
        this_month=queries.in_month([row.id], today)[row.id],
        this_year=queries.hours([row.id], year, year.replace(year=year.year + 1))[row.id],
        ahead=recurrent.of_person(row.person_id, today),
        leads=recurrent.led_by(row.person_id, today),
    )
