"""One at a time: whoever decides from what it has just read waits until nobody else does the same."""

import hashlib

from sqlalchemy import func, select

from core.db import db, lock_writes


def alone(name: str) -> None:
    """Until this transaction ends, nobody else is inside `alone(name)`.

    On SQLite a transaction that writes is alone anyway; on PostgreSQL the name is locked.
    """
    lock_writes()
    if db.engine.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
