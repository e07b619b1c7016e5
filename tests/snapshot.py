"""Every row of every table, to show that nothing at all was changed."""

from typing import Any

from sqlalchemy import select

from core.db import db

Rows = dict[str, list[tuple[Any, ...]]]


def everything() -> Rows:
    """Table → its rows as they are committed, or written by the transaction that is open."""
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in db.metadata.sorted_tables
    }


def differences(before: Rows, after: Rows) -> list[str]:
    """Rows that came, went or changed, as sentences; none where nothing did."""
    return [
        f"{sign} {name} {row}"
        for name in before
        for sign, here, there in (("-", before, after), ("+", after, before))
        for row in here[name]
        if row not in there[name]
    ]
