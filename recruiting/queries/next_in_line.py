"""Who is next: the application that waits on a reader after the one that the reader has just looked at."""

from typing import Any

from sqlalchemy import Select, literal, select, tuple_

from core.db import db
from people.models import Account
from people.permissions import Permission
from recruiting.models import Opening, Visit
from recruiting.queries.filters import parts_of
from recruiting.queries.reach import reachable
from recruiting.states import Wait


def next_in_line(account: Account, after: int) -> int | None:
    """Id of the application that comes after `after` among those that wait on the account's part, longest
    first. If `after` waits no longer, or was the last, whoever waits longest; None if nobody else waits."""
    line = _line(account)
    shown = db.session.execute(line.where(Visit.application_id == after)).first()
    later = db.session.execute(line.where(_is_later(shown)).limit(1)).first() if shown else None
    found = later or db.session.execute(line.where(Visit.application_id != after).limit(1)).first()
    return found.application_id if found else None


def _line(account: Account) -> Select[*tuple[Any, ...]]:
    """As on the home page."""
    return (
        select(Visit.application_id, Visit.waits_since, Visit.id)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(
            Visit.waits_on.in_(sorted(parts_of(account))),
            Visit.left_at.is_(None),
            Visit.waits_for != Wait.NOTHING,
            reachable(account, Permission.SEE_APPLICATIONS),
        )
        .order_by(Visit.waits_since, Visit.id)
    )


def _is_later(shown: Any) -> Any:
    edge = tuple_(literal(shown.waits_since, Visit.waits_since.type), literal(shown.id))
    return tuple_(Visit.waits_since, Visit.id) > edge
