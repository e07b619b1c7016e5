"""Reports: their index, the funnel, and the people behind each of its numbers."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from flask import Response, abort, current_app, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.i18n import _, say
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
from recruiting.states import Status
from recruiting.views.blueprint import bp
from recruiting.words import word

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


class Behind(NamedTuple):
    """One number of the funnel: how an address names it, what it is called, what the day of a row is, and
    what lists it."""

    asked: dict[str, str]
    title: str
    moment: str
    rows: Callable[..., list[Any]]


@bp.get("/reports/funnel/people")
@requires(Permission.SEE_REPORTS)
def funnel_people() -> str | Response:
    form = report_form()
    behind = _behind(form)
    if kind := request.args.get("export"):
        whole = people_rows(behind.rows(most=queries.ALL_ROWS))
        return spreadsheets.answer(whole, people_header(behind.moment), "funnel-people", kind)
    rows = behind.rows(_after())
    shown = {**form.chosen(), **behind.asked}
    more, rows = len(rows) > queries.PAGE, rows[: queries.PAGE]
    return render_template(
        "recruiting/reports/people.html",
        behind=behind,
        rows=rows,
        following={**shown, "after": f"{rows[-1].entered_at.isoformat()}~{rows[-1].id}"} if more else None,
        asked=form.chosen(),
        shown=shown,
    )


def _behind(form: FunnelForm) -> Behind:
    if "status" in request.args:
        status = _one_of(Status, request.args["status"])
        title = str(word(status)) if status else _("All")
        rows = partial(queries.people_in, current_user, form.cohort(), status)
        return Behind({"status": request.args["status"]}, title, _("Applied"), rows)
    key, asked = request.args.get("stage", ""), request.args.get("way", "")
    way = queries.FINISHED if asked == queries.FINISHED else _one_of(queries.Way, asked)
    stage = stages.by_key(form.at()).get(key) or abort(404)
    title = _("%(what)s: %(stage)s", what=_called(way), stage=say(stage.name))
    rows = partial(queries.people_behind, current_user, form.cohort(), key, way)
    return Behind({"stage": key, **({"way": asked} if way else {})}, title, _("Entered"), rows)


def _called(way: queries.Way | str | None) -> str:
    if way == queries.FINISHED:
        return _("Finished")
    return str(word(way)) if way else _("Entered")


def _one_of(kind: type[StrEnum], value: str) -> Any:
    """The word of this kind; None for none at all."""
    if not value:
        return None
    return next((one for one in kind if one.value == value), None) or abort(404)


def _after() -> tuple[datetime, int] | None:
    moment, _sep, number = request.args.get("after", "").partition("~")
    try:
        at, last = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
    return (at, last) if at.tzinfo else None
