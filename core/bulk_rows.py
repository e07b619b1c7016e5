"""Writing many rows of one table at once."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal, select

from core.db import Base, db, lock_writes
from core.plans import note_writing


@contextmanager
def many_objects() -> Iterator[None]:
    """Inside, Python does not look for rings of objects that nothing refers to: among thousands of rows it
    looks again and again, finds none, and takes a third of the time. For one part of a work, no longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


WORTH_IT = 20
"""Rows from which on it pays to look for what they have in common."""
PER_STATEMENT = 50
"""Rows that one statement inserts; SQLite takes 32,766 values at most."""


def next_ids(model: type[Base], number: int) -> Sequence[int]:
    """So many ids for new rows of a table, rising, for nobody else. On SQLite nobody else writes while this
    transaction does; what came before in it must be flushed."""
    table = model.__table__
    assert isinstance(table, Table)
    if db.session.connection().dialect.name == "postgresql":
        ids = select(func.nextval(f"{table.name}_id_seq")).select_from(func.generate_series(1, number))
        return sorted(db.session.scalars(ids))
    lock_writes()
    highest = db.session.scalar(select(func.coalesce(func.max(table.c.id), literal(0)))) or 0
    return range(highest + 1, highest + number + 1)


def add_objects(made: Sequence[Any]) -> None:
    """Flush new objects of one model, which have ids, in one statement and another for those ids. Without
    them SQLite would be asked once for each, as it does not say which row has which of several ids."""
    db.session.flush()
    if len(made) > 1:
        for one, number in zip(made, next_ids(type(made[0]), len(made)), strict=True):
            one.id = number
    db.session.add_all(made)
    db.session.flush()


def add_rows(model: type[Base], rows: Sequence[Mapping[str, Any]], common: Mapping[str, Any]) -> None:
    """Insert `rows`, all with the same columns; `common` are values that are the same in each of them."""
    if not rows:
        return
    table, connection = model.__table__, db.session.connection()
    assert isinstance(table, Table)
    if connection.dialect.name == "sqlite":
        _add_to_sqlite(connection, table, rows, common)
    else:
        connection.execute(insert(table), [{**common, **row} for row in rows])


def add_columns(model: type[Base], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows told column by column, as fast as the database takes them: for short rows, and many."""
    table, connection = model.__table__, db.session.connection()
    assert isinstance(table, Table)
    turned = [_turned(connection, table, name, values) for name, values in columns.items()]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = zip(*turned, strict=True)
    if connection.dialect.name == "sqlite":
        _insert(connection, f'"{table.name}" ({names})', ["?"] * len(turned), list(rows))
        return
    raw: Any = connection.connection.driver_connection
    note_writing(raw)
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _add_to_sqlite(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], common: Mapping[str, Any]
) -> None:
    """Column by column: a value that is the same in every row is written once, into the statement, and
    what comes again is turned once into what the database takes. A third of the time of the ordinary way."""
    columns = dict(zip(rows[0], zip(*(row.values() for row in rows), strict=True), strict=True))
    same = {name: _turned(connection, table, name, (value,))[0] for name, value in common.items()}
    differing: dict[str, Sequence[Any]] = {}
    for name, values in columns.items():
        turned = _turned(connection, table, name, values)
        if differing and len(rows) >= WORTH_IT and turned.count(turned[0]) == len(rows):
            same[name] = turned[0]
        else:
            differing[name] = turned
    names = ", ".join(f'"{name}"' for name in [*differing, *same])
    given = ["?"] * len(differing) + [_literal(value) for value in same.values()]
    _insert(connection, f'"{table.name}" ({names})', given, list(zip(*differing.values(), strict=True)))


def _insert(connection: Connection, into: str, given: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Fifty rows with each statement: where triggers follow, SQLite prepares for each statement to be taken
    back, which costs more than the row and all that its triggers do."""
    row = f"({', '.join(given)})"
    whole = len(rows) // PER_STATEMENT * PER_STATEMENT
    if whole:
        together = [
            tuple(chain.from_iterable(rows[start : start + PER_STATEMENT]))
            for start in range(0, whole, PER_STATEMENT)
        ]
        several = ", ".join([row] * PER_STATEMENT)
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES {several}", together)
    if whole < len(rows):
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES {row}", rows[whole:])


def _turned(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values as the database takes them. The same few moments and words come again and again."""
    turn = _turn(connection, table, name)
    if turn is None:
        return values
    try:
        known = {value: turn(value) for value in set(values)}
    except TypeError:  # values that cannot be looked up, such as JSON
        return [turn(value) for value in values]
    return [known[value] for value in values]


def _turn(connection: Connection, table: Table, name: str) -> Any:
    return table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(int(value))
    return "'" + str(value).replace("'", "''") + "'"
