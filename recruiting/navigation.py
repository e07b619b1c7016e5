"""The top bar: which pages there are for whom."""

from typing import Any

from flask import Flask, current_app, request, session, url_for
from flask_login import current_user

from core import clock, money, outbox, subjects
from core.i18n import lazy, ngettext
from people.permissions import Permission
from recruiting.tags import tags
from recruiting.words import word

PLACES = (
    ("recruiting.home", lazy("Home"), Permission.USE_PRODUCT),
    ("recruiting.openings", lazy("Openings"), Permission.SEE_OPENINGS),
    ("recruiting.applications", lazy("Candidates"), Permission.SEE_APPLICATIONS),
    ("recruiting.my_interviews", lazy("Interviews"), Permission.SCORE),
    ("recruiting.reports", lazy("Reports"), Permission.SEE_REPORTS),
    ("training.home", lazy("Training"), Permission.SEE_TRAINING),
    ("training.own_training", lazy("My training"), Permission.SEE_OWN_PATH),
    ("careers.home", lazy("Careers"), Permission.SEE_CAREERS),
    ("careers.own_path", lazy("My path"), Permission.SEE_OWN_PATH),
    ("people.accounts", lazy("People"), Permission.ADMINISTER_PEOPLE),
    ("core.outbox", lazy("Messages"), Permission.SEE_OUTBOX),
)


def start(app: Flask) -> None:
    subjects.register("stage_rule", lazy("Rule"), "recruiting.stage_rule", "rule_id")
    app.context_processor(_shown_everywhere)
    subjects.register("application", lazy("Application"), "recruiting.application", "application_id")
    subjects.register("person", lazy("Person"), "recruiting.person", "person_id")
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["tags"] = tags
    app.jinja_env.filters["money"] = money.written


def navigation() -> list[tuple[str, Any, None, bool]]:
    """(endpoint, label, icon, is the present page one of it) of every place the reader may go to."""
    if not current_user.is_authenticated:
        return []
    return [
        (endpoint, label, None, _within(endpoint))
        for endpoint, label, permission in PLACES
        if current_user.may(permission) and endpoint in current_app.view_functions
    ]


def _within(endpoint: str) -> bool:
    """Does the page at hand belong to this place? A board belongs to the openings, a letter to the outbox."""
    if endpoint in ("recruiting.home", "training.own_training"):
        return request.endpoint == endpoint
    if endpoint == "training.home" and request.path.startswith(url_for("training.own_training")):
        return False
    if endpoint == "careers.home" and request.path.startswith(url_for("careers.own_path")):
        return False
    if endpoint == "careers.own_path" and not current_user.may(Permission.SEE_CAREERS):
        return request.path.startswith(url_for("careers.home"))  # what of it they reach is about themselves
    return request.path.startswith(url_for(endpoint))


def _shown_everywhere() -> dict[str, Any]:
    return {
        "navigation": navigation,
        "organisation": {"name": current_app.config["ORGANISATION"]},
        "undoable": undoable,
    }


def offer_undo(batch: str, sentence: str, letters: int = 0, back: str | None = None) -> None:
    """Let the next pages offer to take `batch` back, for as long as its letters are held. `sentence`
    says what was done; `back` is where to go on afterwards, if not to the page at hand."""
    window = outbox.undo_window()
    session["undo"] = {
        "batch": batch,
        "sentence": sentence,
        "letters": letters,
        "back": back,
        "until": (clock.now() + window).timestamp(),
    }


def _held(letters: int) -> str:
    """What becomes of the letters that wait for the undo window to pass."""
    if outbox.has_server():
        return ngettext("The letter is held until then.", "%(num)s letters are held until then.", letters)
    return ngettext(
        "The letter is written, but not sent: no mail server is configured.",
        "%(num)s letters are written, but not sent: no mail server is configured.",
        letters,
    )


def undoable() -> dict[str, Any] | None:
    """What the reader did last and can still take back, for the toast; None where there is nothing."""
    last = session.get("undo")
    left = int(last["until"] - clock.now().timestamp()) if last else 0
    if last is None or left <= 0:
        return None
    return {
        "sentence": last["sentence"],
        "detail": _held(last["letters"]) if last["letters"] else "",
        "url": url_for("recruiting.undo", batch=last["batch"], next=last["back"]),
        "seconds_left": left,
    }
