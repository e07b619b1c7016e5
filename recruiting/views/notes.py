"""Notes about an application."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import notes
from recruiting.queries import candidates as queries
from recruiting.states import Audience
from recruiting.views.application import visit_or_404
from recruiting.views.blueprint import bp


@bp.post("/applications/<int:application_id>/notes")
@requires(Permission.WRITE_NOTES)
def write_note(application_id: int) -> ResponseReturnValue:
    visit = visit_or_404(application_id, Permission.WRITE_NOTES)
    audience = Audience.PRIVATE if request.form.get("private") else Audience.TEAM
    body, colleagues = request.form.get("body", ""), queries.who_can_be_named(visit.application)
    try:
        notes.write(visit.application, body, audience=audience, colleagues=colleagues, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_noted(body, colleagues if audience is Audience.TEAM else []), "good")
    return redirect(url_for("recruiting.application", application_id=application_id, _anchor="notes"))


def _noted(body: str, colleagues: list[Any]) -> str:
    """What is said of a note: who sees it at home, so that a name that fits nobody is noticed."""
    named = notes.mentioned(body, colleagues) - {current_user.id}
    names = [one.name for one in colleagues if one.id in named]
    if names:
        return _("Noted. On the home page of %(names)s now.", names=_(", ").join(names))
    if colleagues and "@" in body:
        return _("Noted. The @ names nobody who can read this note; write the whole name.")
    return _("Noted.")


@bp.post("/mentions/<int:mention_id>")
@requires(Permission.SEE_APPLICATIONS)
def see_mention(mention_id: int) -> ResponseReturnValue:
    mention = queries.mention_of(mention_id, current_user) or abort(404)
    application_id = queries.application_of_note(mention.note_id)
    notes.see(mention)
    db.session.commit()
    return redirect(url_for("recruiting.application", application_id=application_id, _anchor="notes"))
