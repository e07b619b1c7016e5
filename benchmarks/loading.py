"""Rows into the database as fast as it takes them: COPY on PostgreSQL, one prepared statement on SQLite."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Table, text

from core.db import db
from core.plans import note_writing
from recruiting import counting
from recruiting.models import tally


def load(models: Sequence[Any], rows: dict[str, list[dict[str, Any]]]) -> None:
    """Insert them, table by table in the order given, and commit."""
    connection = db.session.connection()
    raw: Any = connection.connection.driver_connection
    write = _copy if connection.dialect.name == "postgresql" else _insert
    for table in [one.__table__ for one in models if rows.get(one.__tablename__)]:
        write(raw, table, rows[table.name])
    db.session.commit()


def _insert(raw: Any, table: Table, rows: list[dict[str, Any]]) -> None:
    columns = list(table.columns)
    slots = ", ".join("?" for _column in columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = _tuples(columns, rows, _as_sqlite)
    raw.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({slots})', values)


def _copy(raw: Any, table: Table, rows: list[dict[str, Any]]) -> None:
    columns = list(table.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    note_writing(raw)
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in _tuples(columns, rows, lambda value: value):
            copy.write_row(row)


def _tuples(columns: list[Column[Any]], rows: list[dict[str, Any]], plain: Callable[[Any], Any]) -> Any:
    takers = [(column.name, json.dumps if _is_json(column) else plain) for column in columns]
    for row in rows:
        yield [None if row[name] is None else taker(row[name]) for name, taker in takers]


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _as_sqlite(value: Any) -> Any:
    """As SQLAlchemy would have stored it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")[:26]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@contextmanager
def counted_afterwards() -> Iterator[None]:
    """Fill the tables past the triggers that keep the tally, and count once at the end."""
    _run(tally.drop_triggers(db.engine.dialect.name))
    try:
        yield
    finally:  # a database that is kept after a fault must still count
        db.session.rollback()
        _run(tally.create_triggers(db.engine.dialect.name))
    counting.rebuild()
    db.session.commit()


def _run(statements: list[str]) -> None:
    for statement in statements:
        db.session.connection().exec_driver_sql(statement)
    db.session.commit()


def count_on(tables: Iterable[str]) -> None:
    """New rows of these tables get ids after the highest there are, and the planner knows what is there."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in tables:
                sequence = f"setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM \"{table}\"))"
                connection.execute(text(f"SELECT {sequence}"))
        else:
            connection.execute(text("ANALYZE"))
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
