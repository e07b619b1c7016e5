"""How PostgreSQL is spared planning the same statement for every page.

Planning what waits on somebody takes it twenty times as long as running it. After five uses on a connection
the driver has a statement prepared, and soon PostgreSQL keeps one plan for it; but the driver forgets all it
prepared when a transaction is rolled back, which is how SQLAlchemy ends each one that only read. Where
nothing was written there is nothing to take back, so that such a transaction is committed instead.
"""

import re
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

KEPT = 300
"""Statements that a connection has prepared at most."""
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b")


class PlanKeeper(PGDialect_psycopg):
    """SQLAlchemy's dialect for psycopg, whose connections keep what they prepared when a transaction ends in
    which nothing was written. `core.db` puts it in the place of its parent."""

    supports_statement_cache = True

    def connect(self, *given: Any, **named: Any) -> Any:
        connection = super().connect(*given, **named)
        connection.prepared_max = KEPT
        return connection

    def do_execute(self, cursor: Any, statement: str, *given: Any, **named: Any) -> None:
        _look_at(cursor, statement)
        super().do_execute(cursor, statement, *given, **named)

    def do_executemany(self, cursor: Any, statement: str, *given: Any, **named: Any) -> None:
        _look_at(cursor, statement)
        super().do_executemany(cursor, statement, *given, **named)

    def do_execute_no_params(self, cursor: Any, statement: str, *given: Any, **named: Any) -> None:
        _look_at(cursor, statement)
        super().do_execute_no_params(cursor, statement, *given, **named)

    def do_commit(self, dbapi_connection: Any) -> None:
        super().do_commit(dbapi_connection)
        _raw(dbapi_connection).wrote = False

    def do_rollback(self, dbapi_connection: Any) -> None:
        raw = _raw(dbapi_connection)
        only_read = not getattr(raw, "wrote", True) and raw.info.transaction_status.name == "INTRANS"
        (super().do_commit if only_read else super().do_rollback)(dbapi_connection)
        raw.wrote = False


def _raw(connection: Any) -> Any:
    """The driver's own connection, which the pool hands out in a wrapper."""
    return getattr(connection, "driver_connection", connection)


def _look_at(cursor: Any, statement: str) -> None:
    if not only_reads(statement):
        note_writing(cursor.connection)


def note_writing(raw: Any) -> None:
    """To be called by whoever writes with the driver's own connection `raw`, past SQLAlchemy."""
    raw.wrote = True


def only_reads(statement: str) -> bool:
    """Whether a statement surely changes nothing."""
    return statement.startswith("SELECT") or (statement.startswith("WITH") and not _WRITES.search(statement))
