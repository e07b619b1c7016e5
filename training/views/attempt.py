"""What several pages of training do alike: try a verb and commit it, answer with a calendar."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect

from core.db import db
from core.refusal import Refused
from people.forms import Form


def done(
    deed: Callable[[], Any], sentence: str, back: str, again: Callable[[Refused], str] | None = None
) -> Any:
    """Do it, commit, and go `back` with a word of what was done, or of why it was not. Where `again` draws
    the page anew, with what was typed, a refusal is answered with that."""
    try:
        deed()
    except Refused as refusal:
        db.session.rollback()
        if again is not None:
            return again(refusal), 422
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(sentence, "good")
    return redirect(back)


def sent(form: Form, deed: Callable[[], Any], sentence: str) -> bool:
    """Was the form whole and the deed done? If not, the form says why and nothing has changed."""
    if not form.validate_on_submit():
        return False
    try:
        deed()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    flash(sentence, "good")
    return True


def calendar_file(text: str) -> Response:
    """A calendar to take away; not to be kept on the way."""
    answer = Response(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=training.ics"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
