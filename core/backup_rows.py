"""Rows of every table as lines of JSON, the same from SQLite as from PostgreSQL, and back again."""

import base64
import enum
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, inspect, select, text
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.db import Base, db, reading
from core.seals import same_numbers

AT_ONCE = 1_000
ALEMBIC = "alembic_version"

_readers: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}


def tables() -> list[Table]:
    """Every table of the product, each after those that it refers to."""
    return list(Base.metadata.sorted_tables)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it is at this moment, whatever others commit meanwhile;
    it keeps nobody from writing."""
    with reading(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            # As pg_dump does: a restore, which truncates, has to wait until we have read everything.
            connection.execute(text(f"LOCK TABLE {names(tables())} IN ACCESS SHARE MODE"))
        yield connection


def names(which: Iterable[Table]) -> str:
    """The tables' names for a statement that takes several."""
    return ", ".join(f'"{table.name}"' for table in which)


def schema_version(connection: Connection) -> str | None:
    """The migration that the database is at; None where it was made without migrations."""
    if not inspect(connection).has_table(ALEMBIC):
        return None
    version: str | None = connection.scalar(text(f"SELECT version_num FROM {ALEMBIC}"))
    return version


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Each row of `table`, by primary key, as a line of JSON."""
    statement = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(statement).mappings():
        plain = {name: to_plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def to_plain(value: Any) -> Any:
    """`value` of any column as JSON knows it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes():
            return base64.b64encode(value).decode()
        case enum.Enum():
            return value.value
        case _:
            return same_numbers(value)


def rows(table: Table, written: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The rows that `lines` wrote, ready to be inserted into `table`."""
    readers = {column.name: reader(column.type) for column in table.columns}
    for line in written:
        yield {
            name: None if value is None else readers[name](value) for name, value in json.loads(line).items()
        }


def reader(column_type: TypeEngine[Any]) -> Callable[[Any], Any]:
    """What turns JSON back into a value of a column of this type."""
    if isinstance(column_type, TypeDecorator):
        return reader(column_type.impl_instance)
    kind = column_type.python_type
    return kind if issubclass(kind, enum.Enum) else _readers.get(kind, lambda value: value)
