"""One at a time: whoever decides from what it has just read waits until nobody else does the same."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select

from core.db import db, lock_writes


def alone(name: str, within: str | None = None) -> None:
    """Until this transaction ends, nobody else is inside `alone(name)`, nor, with `within`, inside
    `alone(within)`: that is for whoever does the same for thousands of names at once.

    On SQLite a transaction that writes is alone anyway; on PostgreSQL the names are locked.
    """
    lock_writes()
    if db.engine.dialect.name != "postgresql":
        return
    locks = [func.pg_advisory_xact_lock(_number(name))]
    if within is not None:
        locks.insert(0, func.pg_advisory_xact_lock_shared(_number(within)))
    for lock in locks:
        db.session.execute(select(lock))


def all_alone(names: Iterable[str]) -> None:
    """`alone` for each of the names, in one statement. They are locked in their order, which has to be the
    same for everybody, so that no two wait for each other."""
    lock_writes()
    numbers = [_number(name) for name in names]
    if numbers and db.engine.dialect.name == "postgresql":
        listed = func.unnest(bindparam("numbers", numbers, ARRAY(BigInteger)))
        db.session.execute(select(func.pg_advisory_xact_lock(listed)))


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
