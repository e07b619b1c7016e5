"""How much each interviewer has to do, and the interviews behind the numbers."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_login import current_user

from core import spreadsheets
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from recruiting.forms import lists
from recruiting.forms.interviews import (
    NUMBER_NAMES,
    LoadForm,
    in_order,
    load_header,
    load_rows,
    number_asked,
)
from recruiting.queries import interviewers as queries
from recruiting.queries.interviewers import Load
from recruiting.views.blueprint import bp


def _form() -> LoadForm:
    return LoadForm(request.args).offering(people.teams())


def _asked(form: LoadForm) -> dict[str, Any]:
    """What the links of a page hand on."""
    sort = request.args.get("sort")
    return {**form.chosen(), "sort": sort} if sort else form.chosen()


@bp.get("/reports/interviewers")
@requires(Permission.SEE_REPORTS)
def interviewers() -> str:
    form = _form()
    wanted, sort = form.wanted(), request.args.get("sort", "load")
    loads = in_order(queries.loads(current_user, wanted), sort)
    return render_template(
        "recruiting/reports/interviewers.html",
        form=form,
        wanted=wanted,
        loads=loads,
        widest=max((one.past + one.ahead for one in loads), default=0),
        fewest=queries.FEWEST,
        asked=_asked(form),
        sort=sort,
    )


@bp.get("/reports/interviewers/export.<kind>")
@requires(Permission.SEE_REPORTS)
def export_interviewers(kind: str) -> Response:
    wanted = _form().wanted()
    loads = in_order(queries.loads(current_user, wanted), request.args.get("sort", ""))
    return spreadsheets.answer(load_rows(loads), load_header(wanted.weeks), "interviewers", kind)


@bp.get("/reports/interviewers/all")
@requires(Permission.SEE_REPORTS)
def all_interviewers() -> Any:
    """The interviews behind a number of all interviewers together."""
    form = _form()
    return _behind(form, queries.loads(current_user, form.wanted()))


@bp.get("/reports/interviewers/<int:account_id>")
@requires(Permission.SEE_REPORTS)
def interviewer(account_id: int) -> Any:
    """The interviews behind a number of one interviewer."""
    form = _form()
    load = queries.load_of(current_user, account_id, form.wanted()) or abort(404)
    return _behind(form, [load], load)


def _behind(form: LoadForm, loads: list[Load], one: Load | None = None) -> Any:
    which = number_asked(request.args)
    rows = queries.behind(loads, which)
    if kind := request.args.get("export"):
        name = f"interviewer-{one.account_id}" if one else "interviewers-behind"
        return spreadsheets.answer(*lists.meetings(rows), name, kind)
    page, following = queries.page_of(rows, request.args.get("after"))
    return render_template(
        "recruiting/reports/interviewer.html",
        form=form,
        load=one,
        loads=loads,
        which=which,
        numbers=NUMBER_NAMES,
        rows=page,
        n=len(rows),
        following=following,
        asked=_asked(form),
    )
