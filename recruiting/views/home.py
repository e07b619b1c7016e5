"""Everybody's first page: what waits on me, oldest first; what is late; what happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from people.guard import requires
from people.permissions import Permission
from recruiting import rules
from recruiting.forms import lists
from recruiting.queries import asked, own_days
from recruiting.queries import home as queries
from recruiting.queries.due import due_of
from recruiting.queries.filters import parts_of
from recruiting.states import WaitsOn
from recruiting.views.blueprint import bp
from training.queries import launches


@bp.get("/")
@requires(Permission.USE_PRODUCT)
def home() -> Any:
    kind = request.args.get("export")
    if kind:
        wanted = LISTS.get(request.args.get("list", "")) or abort(404)
        return spreadsheets.answer(*wanted(), request.args["list"], kind)
    hiring = current_user.may(Permission.SEE_APPLICATIONS)
    # Who hires has a page full of that: where they work themselves comes once it is there.
    own_later = hiring and current_user.may(Permission.SEE_OWN_PATH)
    listed = {
        "asked": asked.asked_of(current_user),
        "due": due_of(current_user) if current_user.may(Permission.HIRE) else [],
        **(_hiring() if hiring else {"hiring": False, "on_reader": 0}),
        **_own(now=not own_later),
        **_others(),
    }
    return render_template(
        "recruiting/home/home.html",
        now=clock.now(),
        today=clock.today(),
        yesterday=clock.today() - timedelta(days=1),
        own_later=own_later,
        things=_things(listed),
        **listed,
    )


def _things(listed: dict[str, Any]) -> int:
    """How many wait on the reader in what the page lists; each part of it says its own number as
    `data-things`, so that those that come later are added."""
    late = listed["lately"].beyond_asked if listed["lately"] else 0
    in_full = sum(listed[name][0].found for name in ("asked", "due") if listed[name])
    counted = sum(listed[name] or 0 for name in ("proposed", "asked_for", "awaiting", "troubled"))
    return int(listed["on_reader"] + in_full + len(listed["not_yet"]) + counted + late)


@bp.get("/own-work")
@requires(Permission.SEE_OWN_PATH)
def own_work() -> str:
    """A page; asked for as a part of home, its panels alone, and nothing where there are none."""
    name = "_own" if "HX-Request" in request.headers else "own"
    return render_template(f"recruiting/home/{name}.html", today=clock.today(), **_own())


def _own(*, now: bool = True) -> dict[str, Any]:
    """What concerns the reader as somebody who serves customers, interviews or teaches, and whom they
    referred; nothing yet unless asked for `now`. Who hires reads of all applications what happened; what is
    the reader's own of it comes with the own work."""
    own = now and current_user.may(Permission.SEE_OWN_PATH)
    lately = now and (own or not current_user.may(Permission.SEE_APPLICATIONS))
    return {
        "lately": own_days.own_days(current_user, _yesterday()) if lately else None,
        "not_yet": launches.not_yet(current_user.person_id) if own else [],
        "work": queries.own_work(current_user) if own else None,
        "referred": queries.referrals(current_user) if own else [],
    }


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
        "days_between": clock.days_between,
        "dates_between": clock.dates_between,
        "phase_of": rules.phase,
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


def _yesterday() -> datetime:
    """When it began."""
    return clock.day_start(clock.today() - timedelta(days=1))


def _others() -> dict[str, Any]:
    """What roles beside hiring come for, and all that is only counted; each asks only for what its reader
    may see."""
    may = current_user.may
    counted = queries.numbers(
        current_user,
        _yesterday() if may(Permission.SEE_APPLICATIONS) else None,
        awaiting=may(Permission.ENROL),
        troubled=may(Permission.SEE_OUTBOX),
        asked_for=may(Permission.DECIDE_REQUISITIONS),
        proposed=may(Permission.MOVE_APPLICATIONS),
    )
    return {
        "news": queries.news(counted),
        "asked_for": counted.get("asked_for"),
        "proposed": counted.get("proposed"),
        "awaiting": counted.get("awaiting"),
        "troubled": counted.get("troubled"),
    }


# The same lists to take away, whole where the page shows the first few


def _waiting() -> lists.Table:
    if not current_user.may(Permission.SEE_APPLICATIONS):
        abort(404)
    return lists.waiting(queries.worklist(current_user, _tab(parts_of(current_user)), queries.ALL_ROWS))


def _due() -> lists.Table:
    may = current_user.may(Permission.HIRE)
    return lists.due(due_of(current_user, queries.ALL_ROWS)) if may else abort(404)


def _todays() -> lists.Table:
    may = current_user.may(Permission.SEE_APPLICATIONS)
    return lists.todays(queries.interviews_today(current_user, queries.ALL_ROWS)) if may else abort(404)


def _openings() -> lists.Table:
    may = current_user.may(Permission.SEE_APPLICATIONS)
    return lists.seats(queries.openings(current_user, queries.ALL_ROWS)) if may else abort(404)


def _referred() -> lists.Table:
    may = current_user.may(Permission.SEE_OWN_PATH)
    return lists.referred(queries.referrals(current_user, queries.ALL_ROWS)) if may else abort(404)


LISTS: dict[str, Callable[[], lists.Table]] = {
    "waiting": _waiting,
    "asked": lambda: lists.asked(asked.asked_of(current_user, queries.ALL_ROWS)),
    "due": _due,
    "interviews-today": _todays,
    "your-openings": _openings,
    "referred": _referred,
}
