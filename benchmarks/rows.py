"""Rows to be written in bulk: they get the ids that the database would give them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import func, select

from core.db import db

Rows = dict[str, list[dict[str, Any]]]


class Book:
    """Rows by table; ids go on from the highest there are."""

    def __init__(self, models: Iterable[Any]) -> None:
        self.last = {one.__tablename__: highest(one) for one in models}
        self.rows: Rows = defaultdict(list)

    def take(self) -> Rows:
        """What was written since the last time."""
        rows, self.rows = self.rows, defaultdict(list)
        return rows

    def add(self, table: str, **values: Any) -> int:
        """One more row; its id."""
        self.last[table] += 1
        self.rows[table].append({"id": self.last[table], **values})
        return self.last[table]


def highest(model: Any) -> int:
    return db.session.scalar(select(func.max(model.id))) or 0


def rows_of(models: Iterable[Any], above: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    """Every row beyond these ids, for comparison."""
    for model in models:
        table = model.__table__
        key = table.columns.get("id", table.columns.get("person_id"))
        wanted = select(table).where(key > above.get(table.name, above["person"])).order_by(key)
        for row in db.session.execute(wanted).mappings():
            yield table.name, dict(row)
