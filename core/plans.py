"""How PostgreSQL is spared planning the same statement for every page.

Planning what waits on somebody takes it twenty times as long as running it. After five uses on a connection
the driver has a statement prepared, and soon PostgreSQL keeps one plan for it; but the driver forgets all it
prepared when a transaction is rolled back, which is how SQLAlchemy ends each one that only read. Where
nothing was written there is nothing to take back, so that such a transaction is committed instead.
"""

import re
from typing import Any, Self

import psycopg
from psycopg.pq import TransactionStatus

KEPT = 300
"""Statements that a connection has prepared at most."""
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b")


class PlanKeeper(psycopg.Connection[Any]):
    """A connection that keeps what it prepared when a transaction is rolled back that only read."""

    wrote = False

    def commit(self) -> None:
        super().commit()
        self.wrote = False

    def rollback(self) -> None:
        whole = self.info.transaction_status == TransactionStatus.INTRANS
        if whole and not self.wrote:
            super().commit()
        else:
            super().rollback()
        self.wrote = False


class NotingCursor(psycopg.Cursor[Any]):
    """A cursor that tells its connection when it is given something to write."""

    def execute(self, query: Any, *given: Any, **named: Any) -> Self:
        self._note(query)
        return super().execute(query, *given, **named)

    def executemany(self, query: Any, *given: Any, **named: Any) -> None:
        self._note(query)
        super().executemany(query, *given, **named)

    def copy(self, statement: Any, *given: Any, **named: Any) -> Any:
        self._note(statement)
        return super().copy(statement, *given, **named)

    def _note(self, statement: Any) -> None:
        if not only_reads(statement):
            self.connection.wrote = True  # type: ignore[attr-defined]


def only_reads(statement: Any) -> bool:
    """Whether a statement surely changes nothing."""
    if not isinstance(statement, str):
        return False
    return statement.startswith("SELECT") or (statement.startswith("WITH") and not _WRITES.search(statement))


def connect(*given: Any, **named: Any) -> PlanKeeper:
    """As `psycopg.connect`; every connection to PostgreSQL is made here."""
    connection = PlanKeeper.connect(*given, **named, cursor_factory=NotingCursor)
    connection.prepared_max = KEPT
    return connection
