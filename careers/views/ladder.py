"""The ladder as it is published, version by version."""

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from careers import exports
from careers.ladder_words import differences
from careers.models import LadderVersion
from careers.queries import journeys
from careers.queries import ladder as queries
from careers.views.blueprint import bp
from core import spreadsheets
from core.db import Words
from people.guard import requires
from people.permissions import Permission


@bp.get("/ladder", endpoint="ladder")
@requires(Permission.SEE_CAREERS)
def show_ladder() -> Any:
    versions = queries.versions()
    number = request.args.get("number", type=int) or (versions[0].number if versions else 0)
    version = next((one for one in versions if one.number == number), None) or abort(404)
    names = journeys.names_asked()
    kind = request.args.get("export")
    if kind:
        rows = exports.ladder_rows(version, names)
        return spreadsheets.answer(rows, exports.ladder_header(), "ladder", kind)
    before = next((one for one in versions if one.number == number - 1), None)
    return render_template(
        "careers/ladder.html",
        before=before,
        differences=_differences(before, version, names),
        published=queries.published(),
        draft=queries.draft(),
        version=version,
        versions=versions,
        names=names,
        level_names={one.key: one.name for one in version.levels},
        may_edit=current_user.may(Permission.EDIT_LADDER),
    )


def _differences(before: LadderVersion | None, version: LadderVersion, names: Mapping[str, Words]) -> Any:
    """What differs from the version before, in words."""
    return differences(queries.plan_of(before), queries.plan_of(version), names) if before else []
