"""How much each interviewer has to do, and the interviews behind the numbers."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_login import current_user

from core import clock, spreadsheets
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from recruiting.forms import lists
from recruiting.forms.interviews import LoadForm, in_order, load_header, load_rows
from recruiting.queries import interviewers as queries
from recruiting.views.blueprint import bp

KEPT = ("text", "team", "weeks", "sort")


def _form() -> LoadForm:
    return LoadForm(request.args).offering(people.teams())


def _asked() -> dict[str, Any]:
    return {name: value for name in KEPT if (value := request.args.get(name))}


@bp.get("/reports/interviewers")
@requires(Permission.SEE_REPORTS)
def interviewers() -> str:
    form = _form()
    wanted = form.wanted()
    loads = in_order(queries.loads(current_user, wanted), request.args.get("sort", ""))
    return render_template(
        "recruiting/reports/interviewers.html",
        form=form,
        wanted=wanted,
        loads=loads,
        widest=max((one.past + one.ahead for one in loads), default=0),
        fewest=queries.FEWEST,
        asked=_asked(),
        sort=request.args.get("sort", "load"),
    )


@bp.get("/reports/interviewers/export.<kind>")
@requires(Permission.SEE_REPORTS)
def export_interviewers(kind: str) -> Response:
    wanted = _form().wanted()
    loads = in_order(queries.loads(current_user, wanted), request.args.get("sort", ""))
    return spreadsheets.answer(load_rows(loads), load_header(wanted.weeks), "interviewers", kind)


@bp.get("/reports/interviewers/<int:account_id>")
@requires(Permission.SEE_REPORTS)
def interviewer(account_id: int) -> Any:
    wanted = _form().wanted()
    load, kind = queries.load_of(current_user, account_id, wanted) or abort(404), request.args.get("export")
    if kind:
        return spreadsheets.answer(*lists.meetings(load.meetings), f"interviewer-{account_id}", kind)
    return render_template(
        "recruiting/reports/interviewer.html",
        load=load,
        wanted=wanted,
        asked=_asked(),
        now=clock.now(),
        fewest=queries.FEWEST,
    )
