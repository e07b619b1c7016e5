"""How long stays in one stage last: the curve of Kaplan and Meier, and its table."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_login import current_user

from core import spreadsheets
from people.guard import requires
from people.permissions import Permission
from recruiting.forms import stage_curves
from recruiting.forms.report_tables import REPORTS, definition
from recruiting.forms.reports import FunnelForm, named
from recruiting.queries.reports import sheet, stages
from recruiting.queries.reports.sheet import Row
from recruiting.views.blueprint import bp
from recruiting.views.reports import address_of, report_form

REPORT = REPORTS["time-in-stage"]


@bp.get("/reports/time-in-stage/stages/<key>")
@requires(Permission.SEE_REPORTS)
def stage_curve(key: str) -> Any:
    form = report_form()
    row = _row_or_404(key, form)
    shown = stage_curves.drawn(row)
    if kind := request.args.get("export"):
        return _taken_away(row, shown, form, kind)
    return render_template(
        "recruiting/reports/stage_curve.html",
        report=REPORT,
        row=row,
        shown=shown,
        told=stage_curves.told(named(row.name), shown),
        form=form,
        asked=form.chosen(),
    )


def _row_or_404(key: str, form: FunnelForm) -> Row:
    """The stage's row; one of nothing where nobody was there within these filters."""
    name = (stages.by_key(form.at()).get(key) or abort(404)).name
    found = sheet.find(REPORT.build(current_user, form), "stage", key, "over")
    return found[0] if found and key != "all" else Row(key, name)


def _taken_away(row: Row, shown: stage_curves.Drawn, form: FunnelForm, kind: str) -> Response:
    header, *rows = stage_curves.table(shown)
    address = address_of(".stage_curve", form, key=row.key)
    title = f"{REPORT.title}: {named(row.name)}"
    end = definition(title, REPORT.says, REPORT.version, REPORT.period, form, address)
    return spreadsheets.answer([*rows, *end], header, REPORT.name, kind)
