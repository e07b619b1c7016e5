"""What a request does, for tests that drive verbs in any order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from core import clock
from core.db import db
from core.refusal import Refused


@contextmanager
def trying(moment: datetime) -> Iterator[None]:
    """A request at this moment: it commits, or is refused and leaves nothing."""
    with clock.at(moment):
        try:
            yield
        except Refused:
            db.session.rollback()
        else:
            db.session.commit()
        db.session.expire_all()
