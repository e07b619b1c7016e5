"""The rows of a new installation, laid down again for test after test: publishing them takes half a second,
and putting the same statements together as long as most tests take."""

from typing import Any

import psycopg
from sqlalchemy import Connection, Table, event, insert, select

from core.db import db
from core.plans import note_writing
from tests import postgres

Written = list[tuple[str, Any]]
_rows: dict[str, list[dict[str, Any]]] = {}
_written: dict[str, Written] = {}
"""For each kind of database: the statements that write these rows, with what they are given."""


def learn(tables: list[Table]) -> None:
    """Remember what is in the tables."""
    for table in tables:
        _rows[table.name] = [dict(row) for row in db.session.execute(select(table)).mappings()]


def any_in(tables: list[Table]) -> bool:
    """Whether a test has begun otherwise."""
    asked = " OR ".join(f"EXISTS (SELECT 1 FROM {one.name})" for one in tables)
    return bool(db.session.connection().exec_driver_sql(f"SELECT {asked}").scalar())


def are_learnt() -> bool:
    return bool(_rows)


def lay_down(tables: list[Table]) -> None:
    """Write what was learnt into the empty tables, and count on from there."""
    connection = db.session.connection()
    kind = connection.dialect.name
    if kind not in _written:
        _written[kind] = _write(connection, tables)
        if kind == "postgresql":
            connection.exec_driver_sql(f"SELECT {_counted(tables)}")
            _teach(connection, _written[kind], tables)
    elif kind == "postgresql":
        note_writing(connection.connection.driver_connection)
        connection.exec_driver_sql("SELECT testing.found()")
    else:
        for statement, given in _written[kind]:
            connection.exec_driver_sql(statement, given)


def _write(connection: Connection, tables: list[Table]) -> Written:
    seen: Written = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        seen.append((statement, given if many else [given]))

    event.listen(connection, "before_cursor_execute", note)
    for table in tables:
        connection.execute(insert(table), _rows[table.name])
    event.remove(connection, "before_cursor_execute", note)
    return seen


def _teach(connection: Connection, written: Written, tables: list[Table]) -> None:
    """Let the database do all of it by itself; that stays, whatever becomes of the test's transaction."""
    raw: Any = connection.connection.driver_connection
    with psycopg.ClientCursor(raw) as cursor:
        statements = [_in_full(cursor, statement, rows) for statement, rows in written]
    with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        postgres.make_function(other, "found", [*statements, f"PERFORM {_counted(tables)};"])


def _in_full(cursor: "psycopg.ClientCursor[Any]", statement: str, rows: list[Any]) -> str:
    """One statement for all rows, with their values in it."""
    into, values = statement.split(" VALUES ")
    return f"{into} VALUES\n{', '.join(cursor.mogrify(values, row) for row in rows)};"


def _counted(tables: list[Table]) -> str:
    ends = [f"setval('{one.name}_id_seq', {len(_rows[one.name])})" for one in tables if "id" in one.c]
    return ", ".join(ends)
