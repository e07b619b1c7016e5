"""Long lists by key: the next page begins after the last row of this one, however many came before."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from core.db import db

ROWS = 50


class Page(NamedTuple):
    """Rows, and where the pages beside them begin: values for `before` and `after`, None at an end."""

    rows: Sequence[Any]
    newer: str | None
    older: str | None


def page(
    statement: Select[*tuple[Any, ...]],
    keys: Sequence[InstrumentedAttribute[Any]],
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = ROWS,
    latest_first: bool = False,
) -> Page:
    """One page of `statement`, ordered by `keys`: selected columns without NULLs, the last one unique.
    `latest_first`: from the highest on.

    A bound that makes no sense gives the first page.
    """
    bound = _read(after or before, keys)
    backwards = bound is not None and not after
    downwards = backwards != latest_first
    if bound is not None:
        edge, here = (
            tuple_(*(literal(value, key.type) for key, value in zip(keys, bound, strict=True))),
            tuple_(*keys),
        )
        statement = statement.where(here < edge if downwards else here > edge)
    order = [key.desc() if downwards else key.asc() for key in keys]
    found = list(db.session.execute(statement.order_by(*order).limit(size + 1)))
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    newer, older = (more, True) if backwards else (bound is not None, more)
    return Page(
        rows,
        _write(rows[0], keys) if newer and rows else None,
        _write(rows[-1], keys) if older and rows else None,
    )


def _write(row: Any, keys: Sequence[InstrumentedAttribute[Any]]) -> str:
    return json.dumps([str(row._mapping[key]) for key in keys], ensure_ascii=False, separators=(",", ":"))


def _read(bound: str | None, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any] | None:
    try:
        values = json.loads(bound or "")
        return [_value(key, str(text)) for key, text in zip(keys, values, strict=True)]
    except (ValueError, TypeError):
        return None


def _value(key: InstrumentedAttribute[Any], text: str) -> Any:
    kind = getattr(key.type, "impl_instance", key.type).python_type
    value = kind.fromisoformat(text) if issubclass(kind, date) else kind(text)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return value
