"""Taking back what was just done, from the toast or with the key z."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, request, session
from flask_login import current_user

from core.db import db
from core.i18n import ngettext
from people.guard import own_address, requires
from people.permissions import Permission
from recruiting import undoing
from recruiting.pipeline import MoveRefused
from recruiting.views.blueprint import bp


def came_from() -> str:
    """Where to go on: what the form or the address says, else the page that was left."""
    wanted = request.values.get("next")
    if not wanted and request.referrer:
        left = urlsplit(request.referrer)
        if left.netloc == request.host:
            wanted = f"{left.path}?{left.query}" if left.query else left.path
    return own_address(wanted)


@bp.post("/undo")
@requires(Permission.MOVE_APPLICATIONS)
def undo() -> Any:
    last = session.pop("undo", None) or {}
    batch = request.values.get("batch") or last.get("batch") or ""
    try:
        many = undoing.undo(batch, actor=current_user)
    except MoveRefused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(came_from())
    db.session.commit()
    flash(ngettext("Undone. All is as it was.", "Undone for %(num)s. All is as it was.", many), "good")
    return redirect(came_from())
