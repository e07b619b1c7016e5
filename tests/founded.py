"""The rows of a new installation, laid down again for test after test: publishing them takes half a second,
and putting the same statements together as long as most tests take."""

from typing import Any

import psycopg
from sqlalchemy import Connection, Table, event, insert, select

from core.db import db
from core.plans import note_writing

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
            _written[kind] = [(_as_one(connection, _written[kind], tables), None)]
            connection.exec_driver_sql(_counted(tables))
    elif kind == "postgresql":
        raw: Any = connection.connection.driver_connection
        note_writing(raw)
        raw.execute(_written[kind][0][0])
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


def _as_one(connection: Connection, written: Written, tables: list[Table]) -> str:
    """All of it in one text, for one way to the server and back."""
    raw: Any = connection.connection.driver_connection
    with psycopg.ClientCursor(raw) as cursor:
        lines = [cursor.mogrify(statement, row) for statement, rows in written for row in rows]
    return ";\n".join([*lines, _counted(tables)])


def _counted(tables: list[Table]) -> str:
    ends = [f"setval('{one.name}_id_seq', {len(_rows[one.name])})" for one in tables if "id" in one.c]
    return f"SELECT {', '.join(ends)}"
