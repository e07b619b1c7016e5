"""The review queue: applications in a screening that await a decision, longest stay first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from core.db import db
from people.models import Account
from people.permissions import Permission
from recruiting.models import Opening, Stage, Visit
from recruiting.queries.cards import Card
from recruiting.queries.filters import order
from recruiting.queries.listing import ALL_ROWS, sorted_cards
from recruiting.queries.reach import reachable
from recruiting.states import StageKind, Wait


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue: `number` of `of`, and who comes before and after."""

    application_id: int
    number: int
    of: int
    previous: int | None
    following: int | None


def _waiting(reader: Account, opening_id: int | None, *columns: Any) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(Visit)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(
            Visit.left_at.is_(None),
            Visit.waits_for == Wait.DECISION,
            Stage.kind == StageKind.SCREENING,
            reachable(reader, Permission.MOVE_APPLICATIONS),
        )
    )
    return query if opening_id is None else query.where(Visit.opening_id == opening_id)


def place(reader: Account, opening_id: int | None = None, application_id: int | None = None) -> Place | None:
    """The place of this application, or of the first where it is not in the queue; None in an empty one."""
    oldest = (Visit.entered_at, Visit.id)
    queue = _waiting(
        reader,
        opening_id,
        Visit.application_id,
        func.row_number().over(order_by=oldest).label("number"),
        func.count().over().label("of"),
        func.lag(Visit.application_id).over(order_by=oldest).label("previous"),
        func.lead(Visit.application_id).over(order_by=oldest).label("following"),
    ).subquery()
    wanted = queue.c.number == 1
    if application_id is not None:
        wanted = wanted | (queue.c.application_id == application_id)
    row = db.session.execute(select(queue).where(wanted).order_by(queue.c.number.desc()).limit(1)).first()
    return Place(*row) if row else None


def openings(reader: Account) -> Sequence[Any]:
    """Rows of (id, code, title, waiting) of the openings in which somebody waits."""
    counts = (
        _waiting(reader, None, Visit.opening_id, func.count().label("waiting"))
        .group_by(Visit.opening_id)
        .subquery()
    )
    return db.session.execute(
        select(Opening.id, Opening.code, Opening.title, counts.c.waiting)
        .join(counts, counts.c.opening_id == Opening.id)
        .order_by(Opening.id)
    ).all()


def queue(reader: Account, opening_id: int | None = None) -> list[Card]:
    """Everybody in the queue in its order, for taking away."""
    by = order("longest", reader)
    chosen = _waiting(reader, opening_id, Visit.id.label("id"), Visit.entered_at.label("key"))
    return sorted_cards(chosen.limit(ALL_ROWS).subquery(), by, reader)
