"""What brought applications: by the first touch of the person, and by the last before applying."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import db
from core.i18n import _
from people.models import Account
from recruiting.models import Application, Touch
from recruiting.queries import touches
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports.events import applications
from recruiting.queries.reports.hires import ways
from recruiting.queries.reports.sheet import Case, Row, Rows, Tables

COLUMNS = ("first", "first-hired", "last", "last-hired")
PARTS = ("source", "medium", "campaign", "site")
UNKNOWN = "-"


def sources(account: Account, cohort: Cohort) -> Tables:
    """For each part of a touch a row for each value: who applied in the time asked for by the `first` and
    by the `last` touch, and who of them is hired. Whose touch says nothing of a part is not known."""
    brought, hired = _brought(account, cohort), ways(account, cohort)
    tables = {part: Rows(_named) for part in PARTS}
    for number, facts in applications(account, cohort, applied=True).items():
        applied = Case(number, facts.applied_at)
        hired_at = hired[number].hired_at if number in hired else None
        for part in PARTS:
            for which, touch in zip(("first", "last"), brought.get(number, (None, None)), strict=True):
                row = tables[part][_key(getattr(touch, part, None))]
                row.add(which, applied)
                if hired_at is not None:
                    row.add(f"{which}-hired", Case(number, hired_at))
    return {part: rows.listed(_by_size) for part, rows in tables.items() if _is_told(part, rows.listed())}


def _brought(account: Account, cohort: Cohort) -> dict[int, tuple[Touch | None, Touch | None]]:
    """Application id → its first and its last touch, as known then."""
    first, last, found = aliased(Touch), aliased(Touch), touches.first_ids(cohort.at)
    rows = db.session.execute(
        select(Application.id, first, last)
        .join(Application.opening)
        .join(found, found.c.application_id == Application.id)
        .join(first, first.id == found.c.touch_id)
        .outerjoin(last, last.id == touches.last_id(cohort.at))
        .where(*cohort.within(account))
    )
    return {number: (one, other) for number, one, other in rows}


def _key(value: str | None) -> str:
    return UNKNOWN if value is None else f"={value}"


def _named(key: str) -> str:
    return _("not known") if key == UNKNOWN else key[1:]


def _by_size(row: Row) -> Any:
    """The largest first, what is not known last."""
    return row.key == UNKNOWN, -row.count("first", "last"), row.key


def _is_told(part: str, rows: Iterable[Row]) -> bool:
    """Is there anything to tell apart by this part?"""
    return part == "source" or any(row.key != UNKNOWN for row in rows)
