"""The board of an opening: who stands in which stage, now or at the end of a past day."""

from datetime import date
from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.i18n import _, lazy, ngettext, say
from people.guard import requires
from people.permissions import Permission
from people.views.as_of import past_day
from recruiting.models import Opening
from recruiting.queries import board as queries
from recruiting.queries import listing, past
from recruiting.queries.listing import Choice
from recruiting.states import OpeningStatus
from recruiting.views.blueprint import bp
from recruiting.views.drawing import Drawing
from recruiting.views.toolbar import Toolbar, toolbar


@bp.get("/openings/<int:opening_id>/board")
@requires(Permission.SEE_APPLICATIONS)
def board(opening_id: int) -> str:
    head = queries.head(opening_id, current_user) or abort(404)
    choices = [*listing.choices(current_user, ["channel"]), *_stages(head)]
    bar = toolbar(choices, "recruiting.board", opening_id=opening_id)
    day = past_day()
    columns = _columns(head, bar, day)
    return render_template(
        "recruiting/board/board.html",
        head=head,
        opening=head.opening,
        bar=bar,
        columns=columns,
        day=day,
        then=past.head_at(head.opening, clock.day_end(day)) if day else None,
        found=sum(column.found for column in columns),
        total=sum(column.total for column in columns),
        pipeline_words=_pipeline_words(head, columns),
        stages=[(stage.key, say(stage.name)) for stage in head.opening.pipeline_version.stages],
        ways=[] if day else ways_in(head.opening),
        drawing=Drawing,
        may_move=day is None and current_user.may(Permission.MOVE_APPLICATIONS),
    )


def _stages(head: queries.Head) -> list[Choice]:
    stages = head.opening.pipeline_version.stages
    return [Choice("stage", stage.key, stage.name, None) for stage in stages]


def _columns(head: queries.Head, bar: Toolbar, day: date | None) -> list[queries.Column]:
    if day is not None:
        return past.columns_at(head.opening, bar.wanted, current_user, clock.day_end(day))
    return queries.columns(
        head.opening, bar.wanted, current_user, bar.sort, after=request.args.get("after") or None
    )


def _pipeline_words(head: queries.Head, columns: list[queries.Column]) -> str:
    """The version in use, and how many finish on which older one."""
    older: dict[int, int] = {}
    for column in columns:
        for number, many in column.older.items():
            older[number] = older.get(number, 0) + many
    words = [_("v%(version)s", version=head.opening.pipeline_version.number)]
    for number, many in sorted(older.items()):
        words.append(
            ngettext(
                "%(num)s finishes on v%(version)s", "%(num)s finish on v%(version)s", many, version=number
            )
        )
    return " · ".join(words)


WAYS_IN = (
    ("recruiting.opening", lazy("Opening"), "briefcase", Permission.SEE_OPENINGS),
    ("recruiting.review_queue", lazy("Review"), "list-check", Permission.MOVE_APPLICATIONS),
    ("recruiting.funnel", lazy("Funnel"), "bar-chart", Permission.SEE_REPORTS),
    ("recruiting.add_candidate", lazy("Add candidate"), "person-plus", Permission.ADD_CANDIDATES),
)


AFTERWARDS = (
    "recruiting.silver_medallists", lazy("Silver medallists"), "award", Permission.ADD_CANDIDATES
)  # fmt: skip


def ways_in(opening: Opening) -> list[dict[str, Any]]:
    """Further pages of the opening; adding somebody is the page's main act, and once it is closed,
    keeping who came near."""
    ways = [*WAYS_IN, AFTERWARDS] if opening.status is OpeningStatus.CLOSED else WAYS_IN
    return [
        {
            "label": str(label),
            "url": url_for(endpoint, opening_id=opening.id),
            "picture": picture,
            "primary": endpoint == "recruiting.add_candidate",
        }
        for endpoint, label, picture, permission in ways
        if endpoint in current_app.view_functions and current_user.may(permission)
    ]
