"""All applications in reach as a list, the same rows to take away, and finding by name."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask_login import current_user

from core import spreadsheets
from core.i18n import say
from people.guard import requires
from people.permissions import Permission
from recruiting import exports
from recruiting.forms import lists
from recruiting.queries import finding
from recruiting.queries import listing as queries
from recruiting.views.blueprint import bp
from recruiting.views.drawing import Drawing
from recruiting.views.toolbar import Toolbar, toolbar


@bp.get("/applications")
@requires(Permission.SEE_APPLICATIONS)
def applications() -> str:
    choices = queries.choices(current_user)
    bar = toolbar(choices, "recruiting.applications")
    page = queries.listed(
        bar.wanted,
        current_user,
        bar.sort,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    # A text means few people, mostly: those on the page are counted without asking.
    are_all = bar.wanted.meant is not None and page.is_whole
    found = len(page.cards) if are_all else queries.count(bar.wanted, current_user)
    return render_template(
        "recruiting/board/list.html",
        bar=bar,
        page=page,
        found=found,
        stages=[(one.key, say(one.name)) for one in choices if one.kind == "stage"],
        drawing=Drawing,
        views_as=_ways_to_look(bar),
        may_move=current_user.may(Permission.MOVE_APPLICATIONS),
        may_add=current_user.may(Permission.ADD_CANDIDATES),
    )


def _ways_to_look(bar: Toolbar) -> str | None:
    """The address of the board with the same filters, where one opening is chosen."""
    if not bar.wanted.opening:
        return None
    query: dict[str, Any] = {name: value for name, value in bar.query.items() if name != "opening"}
    return url_for("recruiting.board", opening_id=bar.wanted.opening, **query)


@bp.get("/applications/export/<kind>")
@requires(Permission.SEE_APPLICATIONS)
def export_applications(kind: str) -> Response:
    bar = toolbar((), "recruiting.applications")
    page = queries.listed(bar.wanted, current_user, bar.sort, size=queries.ALL_ROWS)
    rows = exports.application_rows(page.cards)
    return spreadsheets.answer(rows, exports.applications_header(), "applications", kind)


@bp.get("/find")
@requires(Permission.USE_PRODUCT)
def find() -> Any:
    text = " ".join(request.args.get("q", "").split())[:100]
    people = finding.people(text, current_user) if text else finding.People()
    openings = finding.openings(text, current_user) if text else []
    kind = request.args.get("export")
    if kind and request.args.get("list") == "openings":
        return spreadsheets.answer(*lists.found_openings(openings), "found-openings", kind)
    if kind:
        return spreadsheets.answer(*lists.found(people.rows), "found-people", kind)
    return render_template("recruiting/board/found.html", text=text, people=people, openings=openings)
