"""The review queue: one application after the other, decided by single keys."""

from typing import Any
from urllib.parse import urlsplit

from flask import abort, flash, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from recruiting import exports, notices, pipeline, previews, waiting
from recruiting.models import Visit
from recruiting.queries import application_page, review, scoring, standing
from recruiting.queries import screening as screenings
from recruiting.queries.reasons import in_use as reasons_in_use
from recruiting.queries.review import Place
from recruiting.states import ReasonFamily
from recruiting.views.blueprint import bp


@bp.get("/review-queue")
@requires(Permission.MOVE_APPLICATIONS)
def review_queue() -> Any:
    opening_id, wanted = _number("opening_id"), _number("application")
    place = review.place(current_user, opening_id, wanted)
    openings = review.openings(current_user)
    shown = {
        "openings": openings,
        "opening_id": opening_id,
        "all": sum(row.waiting for row in openings),
        "place": place,
    }
    if place is None:
        return render_template("recruiting/screening/queue_empty.html", **shown)
    if wanted is not None and wanted != place.application_id:
        flash(_("Who you asked for has been decided meanwhile; here is who waits longest."), "now")
    visit = standing.visit_of(place.application_id, current_user, Permission.MOVE_APPLICATIONS) or abort(404)
    return render_template("recruiting/screening/queue.html", **shown, **_case(visit, place, opening_id))


def _number(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _case(visit: Visit, place: Place, opening_id: int | None) -> dict[str, Any]:
    """Everything about the one whose turn it is."""
    application = visit.application
    found = screenings.answered(application)
    return {
        "visit": visit,
        "application": application,
        "found": found,
        "score": found.score,
        "hidden": scoring.owes_scorecard(application.id, current_user),
        "about": application_page.about(application.id),
        "notes": application_page.notes(application.id, current_user),
        "reasons": reasons_in_use(ReasonFamily.REJECTION),
        "letter": previews.letter(notices.REJECTED, application, actor=current_user),
        "shortfall": pipeline.shortfall(visit, missing=[]),
        "to": _next_stage(visit),
        "days": clock.days_between(visit.entered_at, clock.now()),
        "late": waiting.is_overdue(visit),
        "next_url": url_for(
            ".review_queue", opening_id=opening_id, application=place.following or place.previous
        ),
    }


def _next_stage(visit: Visit) -> Any:
    following = [stage for stage in pipeline.stages_of(visit) if stage.position > visit.stage.position]
    return following[0] if following else None


@bp.get("/review-queue/export.<kind>")
@requires(Permission.MOVE_APPLICATIONS)
def export_review_queue(kind: str) -> Any:
    cards = review.queue(current_user, _number("opening_id"))
    scores = screenings.scores([card.application_id for card in cards])
    return spreadsheets.answer(
        exports.queue_rows(cards, scores), exports.queue_header(), "review-queue", kind
    )


def back_to_case(address: str, application_id: int) -> str | None:
    """Where an undo leads that was offered on the queue page at `address`: to whom it took back."""
    here = urlsplit(address)
    if here.path != url_for(".review_queue"):
        return None
    opening = next((part for part in here.query.split("&") if part.startswith("opening_id=")), "")
    asked = "&".join(part for part in (opening, f"application={application_id}") if part)
    return f"{here.path}?{asked}"
