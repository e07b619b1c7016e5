"""The figures of training, and the people behind each of them."""

from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.i18n import _
from core.statistics import ENOUGH
from people import queries as people
from people.guard import requires
from people.permissions import Permission
from recruiting.forms import training_figures as figures
from recruiting.forms.report_tables import definition
from recruiting.forms.training_figures import FiguresForm
from recruiting.queries.reports import behind, sheet
from recruiting.queries.reports import training as queries
from recruiting.queries.reports.sheet import Tables
from recruiting.views.blueprint import bp
from recruiting.views.reports import address_of


def _form() -> FiguresForm:
    within = frozenset(current_user.teams_for(Permission.SEE_TRAINING))
    form = FiguresForm(request.args).offering(people.teams(), within)
    if request.args.get("export") and form.at() is None:
        form.as_of.data = clock.now().isoformat()  # what is taken away says its exact moment
    return form


def _tables(form: FiguresForm) -> Tables:
    """Whoever may see reports of applications also sees how long it took from there."""
    return queries.tables(current_user, form.scope(), tells_applying=current_user.may(Permission.SEE_REPORTS))


@bp.get("/training/figures")
@requires(Permission.SEE_TRAINING)
def training_figures() -> str | Response:
    form = _form()
    tables = _tables(form)
    if kind := request.args.get("export"):
        return _taken_away(form, tables, kind)
    return render_template(
        "recruiting/training/figures.html",
        form=form,
        tables=tables,
        asked=form.chosen(),
        figures=figures,
        total=sheet.total,
        enough=ENOUGH,
        tells_applying=current_user.may(Permission.SEE_REPORTS),
    )


def _taken_away(form: FiguresForm, tables: Tables, kind: str) -> Response:
    header, *rows = figures.written(tables)
    address = address_of(".training_figures", form)
    told = definition(_("Figures of training"), figures.SAYS, figures.VERSION, figures.PERIOD, form, address)
    return spreadsheets.answer([*rows, *told], header, "training-figures", kind)


@bp.get("/training/figures/people")
@requires(Permission.SEE_TRAINING)
def training_figure_people() -> str | Response:
    """Who is behind one number: of `table` the `row`, of it the `column`, or several with a blank."""
    form = _form()
    table, key, column = (request.args.get(part, "") for part in ("table", "row", "column"))
    row, cases = sheet.find(_tables(form), table, key, column) or abort(404)
    if kind := request.args.get("export"):
        whole = queries.behind(form.scope(), behind.in_order(cases))
        rows, header = figures.people_rows(whole), figures.people_header()
        return spreadsheets.answer(rows, header, "training-figures-people", kind)
    page, following = behind.page_of(cases, request.args.get("after"))
    here: dict[str, Any] = {**form.chosen(), "table": table, "row": key, "column": column}
    return render_template(
        "recruiting/training/people.html",
        form=form,
        name=figures.row_name(row),
        n=len(cases),
        rows=queries.behind(form.scope(), page),
        asked=form.chosen(),
        following=url_for(".training_figure_people", **here, after=following) if following else None,
    )
