"""Trying an act whose form is on the page."""

from collections.abc import Callable
from typing import Any

from core.db import db
from core.refusal import Refused


def did(form: Any, act: Callable[[], object]) -> bool:
    """Do it and commit; False where it was refused, which the form says then, and nothing changed."""
    try:
        act()
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    return True
