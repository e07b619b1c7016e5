"""The other reports: each a table whose numbers open the people behind them."""

from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.statistics import ENOUGH
from people.guard import requires
from people.permissions import Permission
from recruiting.forms import lists, report_tables
from recruiting.forms.channels import cost_header, cost_rows
from recruiting.forms.report_tables import REPORTS, Report, definition, extras_said
from recruiting.forms.reports import FunnelForm, named
from recruiting.models import Channel
from recruiting.queries import channels, costs
from recruiting.queries.reports import behind, cost_per_hire, sheet, stays
from recruiting.queries.reports.sheet import Tables
from recruiting.views.blueprint import bp
from recruiting.views.reports import address_of, report_form


def _report_or_404(name: str) -> Report:
    return REPORTS.get(name) or abort(404)


@bp.get("/reports/<name>")
@requires(Permission.SEE_REPORTS)
def report(name: str) -> str | Response:
    found, form = _report_or_404(name), report_form()
    tables = found.build(current_user, form)
    kind = request.args.get("export")
    if kind:
        return _taken_away(found, form, tables, kind)
    return render_template(
        found.page,
        report=found,
        form=form,
        tables=tables,
        asked=form.chosen(),
        total=sheet.total,
        figures=report_tables,
        within_target=stays.within_target,
        spent_on=cost_per_hire.spent_on,
        enough=ENOUGH,
    )


def _taken_away(report: Report, form: FunnelForm, tables: Tables, kind: str) -> Response:
    header, *rows = report.write(tables, form)
    address = address_of(".report", form, name=report.name)
    told = definition(report.title, report.says, report.version, report.period, form, address)
    return spreadsheets.answer([*rows, *told, *extras_said(report, form)], header, report.name, kind)


@bp.get("/reports/<name>/people")
@requires(Permission.SEE_REPORTS)
def report_people(name: str) -> str | Response:
    """Who is behind one number: of `table` the `row`, of it the `column`, or several with a blank; of those
    whoever was there for `lasting` days at least."""
    found, form = _report_or_404(name), report_form()
    table, key, column = (request.args.get(part, "") for part in ("table", "row", "column"))
    row, cases = sheet.find(found.build(current_user, form), table, key, column) or abort(404)
    cases = behind.lasting(cases, request.args.get("lasting", type=int))
    kind = request.args.get("export")
    if kind:
        whole = behind.people(behind.in_order(cases), form.at(), current_user)
        return spreadsheets.answer(*lists.behind(whole), f"{name}-people", kind)
    page, following = behind.page_of(cases, request.args.get("after"))
    return render_template(
        "recruiting/reports/behind.html",
        report=found,
        form=form,
        name=named(row.name),
        n=len(cases),
        rows=behind.people(page, form.at(), current_user),
        asked=form.chosen(),
        following=_here(found, form, table, key, column, following) if following else None,
    )


def _here(report: Report, form: FunnelForm, table: str, key: str, column: str, after: Any) -> str:
    here: dict[str, Any] = {"table": table, "row": key, "column": column, "after": after}
    here["lasting"] = request.args.get("lasting", type=int)
    return url_for(".report_people", name=report.name, **{**form.chosen(), **here})


@bp.get("/reports/cost-per-hire/costs")
@requires(Permission.SEE_REPORTS)
def costs_behind() -> str | Response:
    """What a sum of the report is made of: of a `row`, or all of them, in one currency."""
    form, asked = report_form(), request.args
    channel, currency = _channel(asked.get("row", "all")), asked.get("currency", "")
    which = cost_per_hire.behind(current_user, form.cohort(), channel, currency)
    if kind := asked.get("export"):
        return spreadsheets.answer(cost_rows(costs.all_where(which)), cost_header(), "costs-behind", kind)
    return render_template(
        "recruiting/reports/costs_behind.html",
        report=REPORTS["cost-per-hire"],
        form=form,
        channel=channel,
        page=costs.page_where(which, asked.get("after"), asked.get("before")),
        asked=form.chosen(),
        here={**form.chosen(), "row": asked.get("row"), "currency": currency},
    )


def _channel(row: str) -> Channel | None:
    """The channel of a row, by its key; None for all of them together."""
    known = {str(one.id): one for one in channels.channels()}
    return None if row == "all" else known.get(row) or abort(404)
