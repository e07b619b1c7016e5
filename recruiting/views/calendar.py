"""The secret address at which somebody's calendar reads their interviews, and its owner's page for it."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import public, requires
from people.permissions import Permission
from recruiting import feeds
from recruiting.queries import calendars
from recruiting.views.blueprint import bp


@bp.get("/calendar/<token>.ics")
@public
def calendar_feed(token: str) -> Response:
    """For calendar programs, which cannot sign in. Whatever is wrong with the address, the answer is the
    same as for an address that never was."""
    account = feeds.behind(token) or abort(404)
    answer = Response(feeds.text_for(account), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/calendar")
@requires(Permission.USE_PRODUCT)
def own_calendar() -> str:
    return _page()


def _page(refusal: str | None = None) -> str:
    feed = calendars.feed_of(current_user.id)
    address = feeds.address_of(feed) if feed else None
    return render_template("recruiting/scoring/calendar.html", feed=feed, address=address, refusal=refusal)


@bp.post("/calendar/address")
@requires(Permission.USE_PRODUCT)
def renew_calendar() -> Any:
    feeds.renew(current_user._get_current_object(), actor=current_user)
    db.session.commit()
    flash(_("Your calendar has an address. An older one leads nowhere from now on."), "good")
    return redirect(url_for(".own_calendar"))


@bp.post("/calendar/address/revocation")
@requires(Permission.USE_PRODUCT)
def revoke_calendar() -> Any:
    try:
        feeds.revoke(current_user._get_current_object(), actor=current_user)
    except Refused as refusal:
        return _page(refusal.sentence), 422
    db.session.commit()
    flash(_("The address leads nowhere from now on."), "good")
    return redirect(url_for(".own_calendar"))
