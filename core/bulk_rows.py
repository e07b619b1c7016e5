"""Writing many rows of one table at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal, select

from core.db import Base, db


def next_ids(model: type[Base], number: int) -> Sequence[int]:
    """So many ids for new rows of a table, rising, for nobody else. On SQLite nobody else writes while this
    transaction does; what came before in it must be flushed."""
    table = model.__table__
    assert isinstance(table, Table)
    if db.session.connection().dialect.name == "postgresql":
        ids = select(func.nextval(f"{table.name}_id_seq")).select_from(func.generate_series(1, number))
        return sorted(db.session.scalars(ids))
    highest = db.session.scalar(select(func.coalesce(func.max(table.c.id), literal(0)))) or 0
    return range(highest + 1, highest + number + 1)


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


def _add_to_sqlite(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], common: Mapping[str, Any]
) -> None:
    """Values that are common are written once; of the others only those are turned into something else
    that have to be: half the time of the ordinary way."""
    names = list(rows[0])
    turns = [(name, turn) for name in names if (turn := _turn(connection, table, name))]
    for name, turn in turns:
        _turn_all(rows, name, turn)
    same = {name: (_turn(connection, table, name) or _as_is)(value) for name, value in common.items()}
    columns = ", ".join(f'"{name}"' for name in [*names, *same])
    values = ", ".join(["?"] * len(names) + [_literal(value) for value in same.values()])
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({columns}) VALUES ({values})', [tuple(row.values()) for row in rows]
    )


def _turn_all(rows: Sequence[Any], name: str, turn: Any) -> None:
    """The same few moments and words come again and again: each is turned once."""
    turned: dict[Any, Any] = {}
    for row in rows:
        value = row[name]
        if isinstance(value, dict):
            row[name] = turn(value)
        elif value is not None:
            found = turned.get(value)
            row[name] = found if found is not None else turned.setdefault(value, turn(value))


def _turn(connection: Connection, table: Table, name: str) -> Any:
    return table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _as_is(value: Any) -> Any:
    return value


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(int(value))
    return "'" + str(value).replace("'", "''") + "'"
