"""Is the product well? Answered for whoever watches it from outside."""

from functools import cache
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from core import clock, config, courier
from core.db import db
from core.outbox import Letter
from core.worker import Heartbeat

SILENT = 60.0
"""Seconds after which a worker counts as gone."""


def report() -> tuple[dict[str, Any], bool]:
    """What /healthz says, and whether pages can be served: the database answers and its tables are
    those of this program. A silent worker is told, but keeps nobody from working."""
    try:
        found = {"migrations": _migrations(), "worker": _worker(), "outbox": {"backlog": _backlog()}}
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "unavailable", "database": "no answer"}, False
    able = bool(found["migrations"]["ok"])
    well = able and bool(found["worker"]["ok"])
    status = "ok" if well else "degraded" if able else "unavailable"
    return {"status": status, "database": "ok", **found}, able


def _migrations() -> dict[str, Any]:
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    # A database that no migration made says nothing about itself.
    return {"current": current, "head": _head(), "ok": current is None or current == _head()}


@cache
def _head() -> str | None:
    directory = config.ROOT / "migrations"
    return ScriptDirectory(str(directory)).get_current_head() if directory.exists() else None


def _worker() -> dict[str, Any]:
    seen = db.session.scalar(select(func.max(Heartbeat.at)))
    age = (clock.now() - seen).total_seconds() if seen else None
    return {
        "last_heartbeat": seen.isoformat() if seen else None,
        "age_seconds": round(age, 1) if age is not None else None,
        "ok": age is not None and age <= SILENT,
    }


def _backlog() -> int:
    return db.session.scalar(select(func.count(Letter.id)).where(courier.is_due(clock.now()))) or 0
