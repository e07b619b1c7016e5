"""Notes about an application."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.db import db
from core.i18n import _
from core.record import new_batch
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import notes
from recruiting.forms.notes import NoteForm
from recruiting.models import Application
from recruiting.navigation import offer_undo
from recruiting.queries import candidates as queries
from recruiting.states import Audience
from recruiting.views.application import show, visit_or_404
from recruiting.views.blueprint import bp


@bp.post("/applications/<int:application_id>/notes")
@requires(Permission.WRITE_NOTES)
def write_note(application_id: int) -> Any:
    visit, form = visit_or_404(application_id, Permission.WRITE_NOTES), NoteForm()
    colleagues = queries.who_can_be_named(visit.application)
    if not form.validate():
        return show(visit, form), 422
    try:
        said = _write(visit.application, form, colleagues)
    except Refused as refusal:
        db.session.rollback()
        form.body.errors = [refusal.sentence]
        return show(visit_or_404(application_id, Permission.WRITE_NOTES), form), 422
    db.session.commit()
    if said:
        flash(said, "good")
    return redirect(url_for("recruiting.application", application_id=application_id, _anchor="notes"))


def _write(application: Application, form: NoteForm, colleagues: list[Any]) -> str:
    """Write the note; returns what is said of it, nothing where an offer to undo says it."""
    body, audience = form.body.data or "", Audience(form.audience.data)
    if audience is Audience.CANDIDATE:
        batch = new_batch()
        notes.tell(application, body, colleagues=colleagues, actor=current_user, batch=batch)
        offer_undo(batch, _("Note for the candidate written"), 1)
        return ""
    notes.write(application, body, audience=audience, colleagues=colleagues, actor=current_user)
    return _noted(body, colleagues if audience is Audience.TEAM else [])


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
