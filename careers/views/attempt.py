"""What several pages of careers do alike: try a verb, commit it, and say what was done or why not."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect

from core.db import db
from core.refusal import Refused
from people.forms import Form


def done(deed: Callable[[], Any], sentence: str, back: str) -> Any:
    """Do it, commit, and go `back` with a word of what was done, or of why it was not."""
    try:
        deed()
    except Refused as refusal:
        db.session.rollback()
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
