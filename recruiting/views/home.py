"""Everybody's first page: what waits on me, oldest first; what is late; what happened."""

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from core import clock
from people.guard import requires
from people.permissions import Permission
from recruiting.queries import home as queries
from recruiting.queries.due import due_of
from recruiting.queries.filters import parts_of
from recruiting.states import WaitsOn
from recruiting.views.blueprint import bp


@bp.get("/")
@requires(Permission.USE_PRODUCT)
def home() -> str:
    return render_template(
        "recruiting/home/home.html",
        now=clock.now(),
        today=clock.today(),
        asked=queries.asked_of(current_user),
        due=due_of(current_user) if current_user.may(Permission.HIRE) else [],
        **(_hiring() if current_user.may(Permission.SEE_APPLICATIONS) else {"hiring": False}),
        **_others(),
    )


def _hiring() -> dict[str, Any]:
    mine = parts_of(current_user)
    on = _tab(mine)
    counts = queries.counts(current_user)
    return {
        "hiring": True,
        "on": on,
        "mine": mine,
        "on_reader": sum(counts.waiting.get(part, 0) for part in mine),
        "counts": counts,
        "tabs": [_as_choice(tab, on, counts) for tab in queries.TABS],
        "rows": queries.worklist(current_user, on),
        "interviews": queries.interviews_today(current_user),
        "openings": queries.openings(current_user),
    }


def _tab(mine: frozenset[WaitsOn]) -> WaitsOn:
    """What was asked for, else what waits on the reader."""
    wanted = request.args.get("on", "")
    first = next((tab for tab in queries.TABS if tab in mine), WaitsOn.RECRUITER)
    return next((tab for tab in queries.TABS if tab.value == wanted), first)


def _as_choice(tab: WaitsOn, on: WaitsOn, counts: queries.Counts) -> dict[str, Any]:
    url = url_for("recruiting.home", on=tab.value)
    return {"tab": tab, "url": url, "current": tab is on, "count": counts.waiting.get(tab, 0)}


def _others() -> dict[str, Any]:
    """What roles beside hiring come for, and all that is only counted; each asks only for what its reader
    may see."""
    may = current_user.may
    awaiting, own = may(Permission.ENROL), may(Permission.SEE_OWN_PATH)
    yesterday = clock.day_start(clock.today() - timedelta(days=1))
    counted = queries.numbers(
        current_user,
        yesterday if may(Permission.SEE_APPLICATIONS) else None,
        awaiting=awaiting,
        troubled=may(Permission.SEE_OUTBOX),
        asked_for=may(Permission.DECIDE_REQUISITIONS),
    )
    return {
        "news": queries.news(counted),
        "asked_for": counted.get("asked_for"),
        "awaiting": counted.get("awaiting"),
        "troubled": counted.get("troubled"),
        "work": queries.own_work(current_user) if own else None,
        "referred": queries.referrals(current_user) if own else [],
    }
