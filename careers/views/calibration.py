"""Cases that await a decision side by side, for whoever decides: the same measure for all of them."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from careers.forms import lists
from careers.queries import calibration as queries
from careers.queries import journeys
from careers.views.blueprint import bp
from core import clock, spreadsheets
from people.guard import requires
from people.permissions import Permission


@bp.get("/cases/side-by-side", endpoint="calibration")
@requires(Permission.DECIDE_PROMOTIONS)
def calibrate_cases() -> Any:
    levels, names = queries.calibration(current_user), journeys.names_asked()
    kind = request.args.get("export")
    if kind:
        rows = lists.calibration_rows(levels, names)
        return spreadsheets.answer(rows, lists.calibration_header(), "cases-side-by-side", kind)
    return render_template("careers/calibration.html", levels=levels, names=names, today=clock.today())
