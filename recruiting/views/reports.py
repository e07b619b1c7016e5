"""Reports: the funnel, and the people behind each of its numbers."""

from datetime import datetime
from typing import Any

from flask import Response, abort, render_template, request
from flask_login import current_user

from core import spreadsheets
from people.guard import requires
from people.permissions import Permission
from recruiting.forms.reports import FunnelForm, funnel_header, funnel_rows
from recruiting.queries import funnel as queries
from recruiting.views.blueprint import bp


def _form() -> FunnelForm:
    openings = [(row.id, row.code, row.title) for row in queries.openings_to_choose(current_user)]
    return FunnelForm(request.args).offering(openings)


@bp.get("/reports/funnel")
@requires(Permission.SEE_REPORTS)
def funnel() -> str | Response:
    form = _form()
    cohort = form.cohort()
    steps = queries.funnel(current_user, cohort)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer(funnel_rows(steps), funnel_header(), "funnel", kind)
    return render_template(
        "recruiting/reports/funnel.html",
        form=form,
        steps=steps,
        ways=queries.Way,
        ends=queries.ends(current_user, cohort),
        widest=max((step.entered for step in steps), default=0),
        asked=_asked(),
    )


@bp.get("/reports/funnel/people")
@requires(Permission.SEE_REPORTS)
def funnel_people() -> str:
    key = request.args.get("stage", "")
    way = _way(request.args.get("way"))
    rows = queries.people_behind(current_user, _form().cohort(), key, way, _after())
    more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    following = {**_asked(), "stage": key, "way": way.value if way else None} if more else None
    if following:
        following["after"] = f"{rows[-1].entered_at.isoformat()}~{rows[-1].id}"
    return render_template(
        "recruiting/reports/people.html",
        name=queries.name_of(key) or abort(404),
        way=way,
        rows=rows,
        following=following,
        asked=_asked(),
    )


def _asked() -> dict[str, Any]:
    return {name: value for name in ("opening", "since", "until") if (value := request.args.get(name))}


def _way(value: str | None) -> queries.Way | None:
    if not value:
        return None
    return next((way for way in queries.Way if way.value == value), None) or abort(404)


def _after() -> tuple[datetime, int] | None:
    moment, _sep, number = request.args.get("after", "").partition("~")
    try:
        at, last = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
    return (at, last) if at.tzinfo else None
