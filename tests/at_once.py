"""Several at the very same instant, each in a thread and transaction of its own."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.orm.exc import StaleDataError

from core.db import Lock, db, locking
from core.refusal import Refused

DONE = "done"
OVERTAKEN = "somebody else was faster"


@pytest.fixture
def at_once(app):
    """`at_once(look, act, …)`: each `act` in a thread and transaction of its own, begun together; what
    `look()` read before is handed to it. Returns what became of each: DONE, a sentence or OVERTAKEN."""

    def run(look, *acts):
        db.session.commit()
        barrier, results = threading.Barrier(len(acts)), []

        def one(act):
            with app.app_context(), locking(Lock.WHEN_NEEDED):
                results.append(_attempt(barrier, look, act))

        threads = [threading.Thread(target=one, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        db.session.expire_all()
        assert len(results) == len(acts)
        return sorted(results, key=lambda result: (result != DONE, result))

    return run


def _attempt(barrier, look, act):
    """As a page does it that changes something: all have seen the same before the first one acts."""
    try:
        _be_patient()
        seen = look()
        barrier.wait(30)
        act(seen)
        db.session.commit()
    except Refused as refusal:
        return refusal.sentence
    except StaleDataError:
        return OVERTAKEN
    else:
        return DONE
    finally:
        db.session.rollback()


def _be_patient():
    """What is tried is who comes first, not how long a busy machine lets the second one wait."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL lock_timeout = '60s'"))
