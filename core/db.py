"""The database: one declarative base, typed columns, and how SQLite is made to behave."""

import enum
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Enum, Executable, MetaData, Numeric, Row, dialects, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

Words = dict[str, str]
"""One text in each language: {"en": …, "zh_Hans": …}; shown with `core.i18n.say`."""


def _read_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text + "+00:00") if text is not None else None


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """On SQLite straight from its text: a board reads two thousand of them."""
        return _read_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@cache
def _exactly(places: int) -> Callable[[float | None], Decimal | None]:
    """What SQLite has for a number, which is an integer or a float, as a decimal with so many places. There
    are few different marks, and pages with a thousand: each is made once, in a quarter of the time."""

    @lru_cache(maxsize=20_000)
    def read(value: float | None) -> Decimal | None:
        return None if value is None else Decimal(f"{value:.{places}f}")

    return read


class Exact(TypeDecorator[Decimal]):
    """`Exact(5, 2)` is `Numeric(5, 2)`, read quickly on SQLite: for what a page shows hundreds of."""

    impl = Numeric
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        number = self.impl_instance
        if dialect.name == "sqlite" and isinstance(number, Numeric):
            return _exactly(number.scale or 0)
        return super().result_processor(dialect, coltype)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


_names = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_types: dict[Any, Any] = {
    datetime: Moment(),
    dict[str, Any]: Json,
    Words: Json,
    list[Words]: Json,
    list[int]: Json,
    list[str]: Json,
    # Stored as the words that people say, each list guarded by a CHECK.
    enum.Enum: Enum(
        enum.Enum,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda kind: [member.value for member in kind],
    ),
}


class Base(DeclarativeBase):
    registry = registry(metadata=_names, type_annotation_map=_types)


@lru_cache(maxsize=2_000)
def _read_words(text: str | bytes) -> Words:
    found: Words = json.loads(text)
    return found


def read_json(text: str | bytes) -> Any:
    """What a JSON column holds. The same few names come with every row of a list, so they are read once;
    each reader gets a copy of its own."""
    if len(text) < 200 and text[:5] in ('{"en"', b'{"en"'):
        return dict(_read_words(text))
    return json.loads(text)


# Loaded by whoever has such a database.
dialects.registry.register("postgresql.psycopg", "core.plans", "PlanKeeper")

# What was read stays readable after the commit: a page shows what it did without asking again.
db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False},
    engine_options={"json_deserializer": read_json},
)


def fetch(statement: Executable, **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows of columns, for a statement put together once and what it is asked with. The session would hand
    each value of each row through the mapper, which has nothing to say about columns."""
    db.session.flush()  # as the session itself does before it asks
    return db.session.connection().execute(statement, values).all()


def escaped(text: str) -> str:
    """`text` for LIKE, its own wildcards standing for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class Lock(enum.Enum):
    """When a transaction takes SQLite's write lock, of which there is one."""

    NEVER = "never"
    WHEN_NEEDED = "when needed"
    AT_ONCE = "at once"


_lock: ContextVar[Lock] = ContextVar("lock", default=Lock.AT_ONCE)


@contextmanager
def locking(when: Lock) -> Iterator[None]:
    """Transactions begun inside take the write lock then. NEVER: they must not write. WHEN_NEEDED: they
    read as they would on PostgreSQL, each statement what is there, until the first that writes or asks
    for rows to be kept still; from there on nobody else writes. What was read before may have changed
    by then: versions, constraints and `with_for_update` decide, as they do on PostgreSQL."""
    token = _lock.set(when)
    try:
        yield
    finally:
        _lock.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside take no write lock on SQLite; they must not write."""
    with locking(Lock.NEVER):
        yield


def lock_from_now(when: Lock) -> None:
    """Say for this context when the transactions to come take the write lock."""
    _lock.set(when)


PATIENCE = 5000
"""Milliseconds to wait for somebody else's lock, before a page says that nothing was changed."""
PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "synchronous=NORMAL",
    "recursive_triggers=ON",  # else INSERT OR REPLACE gets past the triggers that refuse deleting
)


@event.listens_for(Engine, "connect")
def _prepare(dbapi_connection: Any, _record: object) -> None:
    is_sqlite = type(dbapi_connection).__module__ == "sqlite3"
    (_prepare_sqlite if is_sqlite else _prepare_postgresql)(dbapi_connection)


def _prepare_postgresql(dbapi_connection: Any) -> None:
    dbapi_connection.autocommit = True  # a setting made inside a transaction would end with it
    dbapi_connection.execute(f"SET lock_timeout = {PATIENCE}")
    dbapi_connection.autocommit = False


def _prepare_sqlite(dbapi_connection: Any) -> None:
    # The driver's own transaction handling would begin too late and commit too early.
    dbapi_connection.isolation_level = None
    for pragma in (f"busy_timeout={PATIENCE}", *PRAGMAS):
        dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that later wants to write can fail at once with "database is locked";
    # an immediate one waits its turn.
    if connection.dialect.name == "sqlite":
        when = _lock.get()
        connection.info[UNLOCKED] = False
        connection.exec_driver_sql("BEGIN IMMEDIATE" if when is Lock.AT_ONCE else "BEGIN")
        connection.info[UNLOCKED] = when is Lock.WHEN_NEEDED


UNLOCKED = "reads until it writes"
"""Under which a connection keeps whether its transaction has yet to take the lock."""
READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")


@event.listens_for(Engine, "before_cursor_execute")
def _lock_before_writing(
    connection: Connection, _cursor: object, statement: str, _values: object, context: Any, _many: bool
) -> None:
    if connection.info.get(UNLOCKED):
        asked = getattr(context, "invoked_statement", None)
        if not statement.startswith(READS) or getattr(asked, "_for_update_arg", None) is not None:
            _take_lock(connection)


def lock_writes() -> None:
    """From here to the end of the transaction nobody else writes on SQLite; nothing on PostgreSQL."""
    connection = db.session.connection()
    if connection.info.get(UNLOCKED):
        _take_lock(connection)


def _take_lock(connection: Connection) -> None:
    """End what only read, and begin anew with the lock: a snapshot that grew old can never write."""
    connection.info[UNLOCKED] = False
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
