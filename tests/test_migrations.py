"""A database that has grown by migrations is the one that the models describe; the way back works."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, inspect, select, text

from app import create_app
from core.db import db
from recruiting.models import FormerName

BOOKKEEPING = "alembic_version"


@pytest.fixture
def bare(settings: dict[str, Any], empty_database: str) -> Iterator[Flask]:
    """The product on a database without a single table."""
    app = create_app(**{**settings, "SQLALCHEMY_DATABASE_URI": empty_database})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """All there is to a database but its rows, comparable part by part."""
    seen = inspect(engine)
    kinds = {
        "columns": seen.get_multi_columns(),
        "key": seen.get_multi_pk_constraint(),
        "references": seen.get_multi_foreign_keys(),
        "unique": seen.get_multi_unique_constraints(),
        "indexes": seen.get_multi_indexes(),
        "checks": seen.get_multi_check_constraints(),
    }
    parts: dict[str, Any] = {
        f"{table} {kind}": ordered(found)
        for kind, tables in kinds.items()
        for (_schema, table), found in tables.items()
        if table != BOOKKEEPING
    }
    return {**parts, "triggers": triggers(engine)}


def ordered(rows: Any) -> list[str]:
    return sorted(map(plain, rows)) if isinstance(rows, list) else [plain(rows)]


def plain(value: Any) -> str:
    """The same words for the same thing, whatever object stands for it and however it is laid out."""
    if isinstance(value, dict):
        return "; ".join(f"{name} {plain(value[name])}" for name in sorted(value))
    return " ".join(str(value).split())


def triggers(engine: Engine) -> list[str]:
    sources = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": """
            SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        """,
    }
    with engine.connect() as connection:
        return sorted(map(plain, connection.scalars(text(sources[engine.dialect.name]))))


def test_there_is_one_newest_migration(app):
    config = app.extensions["migrate"].migrate.get_config()
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_a_migrated_database_equals_a_created_one(app, bare):
    with app.app_context():
        created = shape(db.engine)
    with bare.app_context():
        flask_migrate.upgrade()
        migrated = shape(db.engine)
    assert migrated.keys() == created.keys()
    for part, wanted in created.items():
        assert migrated[part] == wanted, part


def test_the_migrations_leave_nothing_to_do(bare):
    flask_migrate.upgrade()
    flask_migrate.check()


def test_the_way_back_leads_to_an_empty_database_and_forward_again(bare):
    flask_migrate.upgrade()
    whole = shape(db.engine)
    flask_migrate.downgrade(revision="base")
    assert shape(db.engine) == {"triggers": []}
    flask_migrate.upgrade()
    assert shape(db.engine) == whole


def test_a_second_upgrade_changes_nothing(bare):
    flask_migrate.upgrade()
    once = shape(db.engine)
    flask_migrate.upgrade()
    assert shape(db.engine) == once


@pytest.mark.sqlite_only
def test_a_table_that_is_made_anew_is_known_to_the_planner_as_before(bare):
    """It chose ways that read everything where it knew of other tables, but of this one nothing any more."""
    flask_migrate.upgrade(revision="0043")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("INSERT INTO channel (key, name) VALUES ('a', '{}')")
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE tbl = 'channel'")  # as a table made anew
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES ('opening', 'ix', '1 1')")
    db.engine.dispose()
    flask_migrate.upgrade(revision="0044")  # and tables to come are not looked for
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        known = connection.exec_driver_sql("SELECT stat FROM sqlite_stat1 WHERE tbl = 'channel'").scalars()
        assert list(known)


def test_earlier_renames_of_reasons_are_taken_over_from_the_record(bare):
    """What the record tells of them is all there is."""
    flask_migrate.upgrade(revision="0044")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO disposition_reason (key, family, name) "
                """VALUES ('a', 'rejection', '{"en": "New", "zh_Hans": "新"}')"""
            )
        )
        connection.execute(
            text(
                "INSERT INTO entry (at, way, verb, subject_kind, subject_id, details) VALUES "
                "('2026-06-01 09:00:00', 'hand', 'renamed', 'disposition_reason', 1, "
                """'{"before": {"en": "Old", "zh_Hans": "旧"}}')"""
            )
        )
    flask_migrate.upgrade()
    [former] = db.session.scalars(select(FormerName)).all()
    assert former.name == {"en": "Old", "zh_Hans": "旧"}
    assert former.until == datetime(2026, 6, 1, 9, tzinfo=UTC)
