"""The readiness board: who could rise now, soon, later, and what stands in the way of the others."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from careers import exports
from careers.forms.board import BoardFilter
from careers.queries import board, journeys
from careers.queries.standings import Wanted, within
from careers.states import Readiness
from careers.views.blueprint import bp
from careers.views.drawing import draw_rows
from careers.words import word
from core import clock, spreadsheets
from core.i18n import _
from people import queries as people
from people.guard import requires
from people.permissions import Permission

SHOWN = 200
"""So many rows at most; a filter narrows them, a file holds all."""


@bp.get("/", endpoint="home")
@requires(Permission.SEE_CAREERS)
def readiness_board() -> Any:
    form = BoardFilter(request.args)
    wanted, kind, towards = _wanted(form), request.args.get("export"), form.towards.data or None
    if kind:
        found = board.board_of(wanted, form.readiness, None, towards)
        rows = exports.board_rows(found.shown, journeys.names_asked())
        return spreadsheets.answer(rows, exports.board_header(), "readiness", kind)
    found = board.board_of(wanted, form.readiness, SHOWN, towards)
    teams = people.team_names()
    return render_template(
        "careers/board.html",
        form=form.offering(teams, found.level_names),
        found=found,
        rows=draw_rows,
        choices=_choices(form, found.counts),
        names=journeys.names_asked(),
        level_names=found.level_names,
        team_names=teams,
        today=clock.today(),
    )


def _choices(form: BoardFilter, counts: Mapping[Readiness, int]) -> list[dict[str, Any]]:
    """Everybody, then each readiness with how many there are of it."""
    ready, filters = form.readiness, dict[str, Any](form.chosen())

    def choice(label: str, wanted: Readiness | None, **more: Any) -> dict[str, Any]:
        url = url_for("careers.home", **{**filters, "ready": wanted and wanted.value})
        return {"label": label, "url": url, "current": ready is wanted, **more}

    parts = [choice(word(one), one, count=counts.get(one, 0)) for one in Readiness]
    return [choice(_("everybody"), None), *parts]


def _wanted(form: BoardFilter) -> Wanted:
    level, text = form.level.data or None, (form.q.data or "").strip()
    return within(current_user, team_id=form.team.data, level=level, text=text)
