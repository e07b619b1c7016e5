"""Reports: their index, the funnel, and the people behind each of its numbers."""

from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from recruiting.forms.report_tables import FUNNEL_SAYS, REPORTS, definition
from recruiting.forms.reports import (
    AsOfForm,
    FunnelForm,
    choices_of,
    funnel_header,
    funnel_rows,
    people_header,
    people_rows,
)
from recruiting.queries import funnel as queries
from recruiting.queries.reports import choices, stages
from recruiting.views.blueprint import bp

FUNNEL_VERSION = 2


@bp.get("/reports")
@requires(Permission.SEE_REPORTS)
def reports() -> str:
    return render_template(
        "recruiting/reports/reports.html", reports=REPORTS.values(), funnel_says=FUNNEL_SAYS
    )


def report_form() -> FunnelForm:
    """The filters of a report, as they were asked for. What is taken away says its exact moment, so that
    the same can be shown again."""
    form = FunnelForm(request.args).offering(choices_of(*choices.rows(current_user)))
    if request.args.get("export") and form.at() is None:
        form.as_of.data = clock.now().isoformat()
    return form


def address_of(endpoint: str, form: AsOfForm, **more: Any) -> str:
    """Where the report can be seen again, whoever reads it."""
    asked: dict[str, Any] = {**form.chosen(), **more}
    return str(current_app.config["BASE_URL"]) + url_for(endpoint, **asked)


@bp.get("/reports/funnel")
@requires(Permission.SEE_REPORTS)
def funnel() -> str | Response:
    form = report_form()
    cohort = form.cohort()
    steps = queries.funnel(current_user, cohort)
    kind = request.args.get("export")
    if kind:
        return spreadsheets.answer([*funnel_rows(steps), *_definition(form)], funnel_header(), "funnel", kind)
    return render_template(
        "recruiting/reports/funnel.html",
        form=form,
        steps=steps,
        ways=queries.Way,
        ends=queries.ends(current_user, cohort),
        widest=max((step.entered for step in steps), default=0),
        asked=form.chosen(),
        says=FUNNEL_SAYS,
        version=FUNNEL_VERSION,
    )


def _definition(form: FunnelForm) -> list[list[Any]]:
    address = address_of(".funnel", form)
    return definition(_("Funnel"), FUNNEL_SAYS, FUNNEL_VERSION, _("Applied"), form, address)


@bp.get("/reports/funnel/people")
@requires(Permission.SEE_REPORTS)
def funnel_people() -> str | Response:
    form, key = report_form(), request.args.get("stage", "")
    way = _way(request.args.get("way"))
    if kind := request.args.get("export"):
        whole = queries.people_behind(current_user, form.cohort(), key, way, most=queries.ALL_ROWS)
        return spreadsheets.answer(people_rows(whole), people_header(), "funnel-people", kind)
    rows = queries.people_behind(current_user, form.cohort(), key, way, _after())
    more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    following = {**form.chosen(), "stage": key, "way": way.value if way else None} if more else None
    if following:
        following["after"] = f"{rows[-1].entered_at.isoformat()}~{rows[-1].id}"
    return render_template(
        "recruiting/reports/people.html",
        name=(stages.by_key(form.at()).get(key) or abort(404)).name,
        way=way,
        rows=rows,
        following=following,
        asked=form.chosen(),
        shown={**form.chosen(), "stage": key, "way": way.value if way else None},
        form=form,
    )


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
