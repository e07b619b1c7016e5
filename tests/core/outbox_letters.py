"""Letters in the outbox, for tests about what becomes of them."""

import secrets
from datetime import timedelta
from typing import Any

from core import clock
from core.db import db
from core.outbox import Letter


def a_letter(*, hold: timedelta = timedelta(0), **facts: Any) -> Letter:
    """A flushed letter that may leave after `hold`."""
    letter = Letter(
        **{
            "message_id": secrets.token_hex(8),
            "to_name": "Robin Vale",
            "to_address": "robin@example.org",
            "language": "en",
            "subject": "Your application",
            "body": "Dear Robin Vale,\n\nthank you.",
            "created_at": clock.now(),
            "not_before": clock.now() + hold,
        }
        | facts
    )
    db.session.add(letter)
    db.session.flush()
    return letter
