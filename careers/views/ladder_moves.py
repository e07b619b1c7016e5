"""Moving people to a version of the ladder on purpose: first who would change, then those who are chosen."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from careers import exports, ladders
from careers.forms.board import BoardFilter
from careers.forms.ladder import MoveForm, chosen
from careers.models import LadderVersion
from careers.queries import journeys, reviews, standings
from careers.queries import ladder as queries
from careers.queries.foreseen import Foreseen, foresee
from careers.views.attempt import sent
from careers.views.blueprint import bp
from core import spreadsheets
from core.i18n import _
from people import queries as people
from people.guard import requires
from people.permissions import Permission

SHOWN = 200
"""So many rows at most; a filter narrows them, a file holds all."""


@bp.route("/ladder/versions/<int:number>/moves", methods=["GET", "POST"])
@requires(Permission.EDIT_LADDER)
def move_to_ladder(number: int) -> Any:
    version = queries.version(number) or abort(404)
    form, rows = MoveForm(), _elsewhere(version)
    if request.args.get("export"):
        lines = exports.foreseen_rows(rows, journeys.names_asked())
        return spreadsheets.answer(
            lines, exports.foreseen_header(), f"ladder-v{number}-moves", request.args["export"]
        )
    wanted = chosen(request.form.getlist("chosen")) & {one.now.row.employment_id for one in rows}

    def move() -> None:
        if not wanted:
            raise ladders.LadderRefused(_("Nobody was moved. Tick whom to move."))
        employments = list(reviews.employments(wanted).values())
        ladders.move(employments, version, actor=current_user, reason=form.reason.data or "")

    if sent(form, move, _("They stand on version %(number)s from today on.", number=number)):
        return redirect(url_for(".move_to_ladder", number=number))
    return _page(version, form, rows, wanted)


def _elsewhere(version: LadderVersion) -> list[Foreseen]:
    """Whoever within reach stands on another version and holds a level that this one has; never oneself."""
    asked = BoardFilter(request.args)
    statement = standings.people(
        current_user, Permission.EDIT_LADDER, team_id=asked.team.data, level=asked.level.data or None
    )
    rows = [row for row in standings.everybody(statement) if row.person_id != current_user.person_id]
    return [one for one in foresee(rows, version) if one.now.version and one.now.version.id != version.id]


def _page(version: LadderVersion, form: MoveForm, rows: list[Foreseen], wanted: set[int]) -> Any:
    teams, names = people.team_names(), queries.level_names()
    page = render_template(
        "careers/ladder/moves.html",
        version=version,
        form=form,
        filter=BoardFilter(request.args).offering(teams, names),
        shown=rows[:SHOWN],
        count=len(rows),
        wanted=wanted,
        names=journeys.names_asked(),
        level_names=names,
        team_names=teams,
    )
    return page, 422 if form.errors or form.form_errors else 200
