"""How Alembic reaches the product's database. Each migration happens whole or not at all."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import JSON, Connection, text
from sqlalchemy.types import TypeDecorator

from core.db import Base, db

ONE_AT_A_TIME = 0x0D07


def written(kind: str, thing: Any, autogen: AutogenContext) -> str | bool:
    """A migration must outlive the code: it names the column type beneath, not our class around it."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    if kind == "type" and isinstance(thing, JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return "sa.JSON().with_variant(JSONB(), 'postgresql')"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by making it anew
        compare_type=True,
        render_item=written,
        transactional_ddl=True,
        transaction_per_migration=False,
        **_without(current_app.extensions["migrate"].configure_args, "render_as_batch", "compare_type"),
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":  # two machines may start at the same moment
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if lost:
                raise RuntimeError(f"rows would point to nothing: {lost[:5]}")
            count_again(connection)


def count_again(connection: Connection) -> None:
    """A table that was made anew has lost what the planner knew of it. Where it knew of others, it would take
    ways that read everything, to spare a look at a table of which it knows nothing. Half-way, tables that
    models describe may be still to come."""
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if "sqlite_stat1" in there:
        known = set(connection.exec_driver_sql("SELECT DISTINCT tbl FROM sqlite_stat1").scalars())
        for name in sorted((Base.metadata.tables.keys() & there) - known):
            connection.exec_driver_sql(f'ANALYZE "{name}"')


def _without(settings: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in names}


def run() -> None:
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            # Making a table anew drops the old one, which would take along what points to it; the switch
            # has no effect inside a transaction, so it is thrown on the driver before one begins.
            raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            migrate(connection)
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                raw.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


if context.is_offline_mode():
    raise SystemExit("Migrations look at what is there, so they need the database itself.")
run()
