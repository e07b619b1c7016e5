"""Lists of trainees to take away."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from core.db import db
from core.i18n import _, say
from training.queries import AWAITING_ORDER


def awaiting_header() -> list[str]:
    return [_("Waits since"), _("Name"), _("Other script"), _("Team"), _("Site"), _("Wanted on duty")]


def awaiting_rows(statement: Select[*tuple[Any, ...]]) -> Iterator[list[Any]]:
    """The whole list that `queries.awaiting` describes."""
    for row in db.session.execute(statement.order_by(*AWAITING_ORDER)):
        yield [row.created_at, row.name, row.latin_name, say(row.team), say(row.site), row.wanted_on]
