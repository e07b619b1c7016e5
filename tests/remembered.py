"""A story that many tests begin with is told by verbs once; each later test gets the rows that it left.

A story is whatever makes the same rows whenever it is told on the same database: the ids that the tests'
own things have by then are part of it, since each test begins counting at one.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from core.db import db
from tests import postgres

_in_sqlite: dict[str, sqlite3.Connection] = {}
_in_postgresql: dict[str, dict[str, int | None]] = {}
_told: dict[tuple[str, str], Any] = {}


def remembered(name: str, tell: Callable[[], Any]) -> Any:
    """What `tell()` gives: a thing of the database, or a list or tuple of them. `name` names the story."""
    dialect = db.engine.dialect.name
    if (dialect, name) not in _told:
        made = tell()
        db.session.commit()
        KEEP[dialect](name)
        _told[dialect, name] = _names_of(made)
        return made
    db.session.rollback()
    db.session.expire_all()
    RESTORE[dialect](name)
    return _things_of(_told[dialect, name])


def _names_of(made: Any) -> Any:
    if isinstance(made, list | tuple):
        return type(made)(_names_of(one) for one in made)
    return (type(made), inspect(made).identity)


def _things_of(names: Any) -> Any:
    if isinstance(names, tuple) and isinstance(names[0], type):
        return db.session.get_one(*names)
    return type(names)(_things_of(one) for one in names)


def _keep_sqlite(name: str) -> None:
    kept = _in_sqlite[name] = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(_file())) as live:
        live.backup(kept)


def _restore_sqlite(name: str) -> None:
    """Into a new file, as each test begins with one: nobody who is still connected can be in the way."""
    db.engine.dispose()
    for old in _file().parent.glob(f"{_file().name}*"):
        old.unlink()
    with closing(sqlite3.connect(_file())) as live:
        _in_sqlite[name].backup(live)


def _file() -> Path:
    return Path(str(db.engine.url.database))


def _tables(connection: Connection, schema: str) -> list[str]:
    names = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
    return list(connection.scalars(names, {"schema": schema}))


def _keep_postgresql(name: str) -> None:
    """A copy of every table that has rows, in a schema of its own, and where counting stands."""
    with db.engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA "{name}"'))
        for table in _tables(connection, "public"):
            if connection.scalar(text(f'SELECT EXISTS (SELECT 1 FROM public."{table}")')):
                connection.execute(text(f'CREATE TABLE "{name}"."{table}" AS TABLE public."{table}"'))
        counted = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        _in_postgresql[name] = {row.sequencename: row.last_value for row in connection.execute(text(counted))}


def _restore_postgresql(name: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(postgres.EMPTY))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in _tables(connection, name):
            connection.execute(text(f'INSERT INTO public."{table}" TABLE "{name}"."{table}"'))
        for sequence, last in _in_postgresql[name].items():
            if last is not None:
                connection.execute(
                    text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last}
                )


KEEP = {"sqlite": _keep_sqlite, "postgresql": _keep_postgresql}
RESTORE = {"sqlite": _restore_sqlite, "postgresql": _restore_postgresql}
