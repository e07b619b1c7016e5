"""What waits for whoever reviews and decides: bonuses to settle, honours to confirm, promotions."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from careers.forms import lists
from careers.queries import awaiting, cases_waiting
from careers.views.blueprint import bp
from core import clock, spreadsheets
from people.guard import requires
from people.permissions import Permission


@bp.get("/waiting")
@requires(Permission.REVIEW_MONTHS)
def waiting() -> Any:
    """A page; asked for as a part of home, the rows alone, and nothing where nothing waits."""
    rows, cases = awaiting.of(current_user), cases_waiting.waiting_on(current_user)
    if kind := request.args.get("export"):
        return spreadsheets.answer(*lists.waiting(rows, cases), "months-waiting", kind)
    name = "_rows" if "HX-Request" in request.headers else "waiting"
    return render_template(
        f"careers/waiting/{name}.html", rows=rows, cases=cases, said=lists.WAITING, now=clock.now()
    )
