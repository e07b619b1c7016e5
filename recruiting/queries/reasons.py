"""The reasons for which applications end, what each was called when, and how often each was given."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.db import Words, db
from recruiting.models import Application, DispositionReason, FormerName, Offer
from recruiting.states import ReasonFamily


def in_use(family: ReasonFamily) -> Sequence[DispositionReason]:
    """The reasons of a family that are offered, in their order."""
    offered = DispositionReason.retired_at.is_(None)
    reasons = select(DispositionReason).where(DispositionReason.family == family, offered)
    return db.session.scalars(reasons.order_by(DispositionReason.id)).all()


def called(moment: Any) -> ColumnElement[Words]:
    """What the DispositionReason of the statement was called at `moment`, a column or a date and time."""
    former = (
        select(FormerName.name)
        .where(FormerName.reason_id == DispositionReason.id, FormerName.until >= moment)
        .order_by(FormerName.until, FormerName.id)
        .limit(1)
        .correlate_except(FormerName)
        .scalar_subquery()
    )
    return func.coalesce(former, DispositionReason.name, type_=DispositionReason.name.type)


def former_names(reason_id: int) -> Sequence[FormerName]:
    """What it was called before, newest first."""
    former = select(FormerName).where(FormerName.reason_id == reason_id)
    return db.session.scalars(former.order_by(FormerName.until.desc(), FormerName.id.desc())).all()


def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(db.session.scalars(select(DispositionReason.key)))


def counted() -> list[Any]:
    """Rows of (reason, times), families together, retired ones last."""
    given = (
        select(Application.disposition_reason_id.label("reason_id"))
        .where(Application.disposition_reason_id.is_not(None))
        .union_all(select(Offer.decline_reason_id).where(Offer.decline_reason_id.is_not(None)))
        .subquery()
    )
    times = select(given.c.reason_id, func.count().label("times")).group_by(given.c.reason_id).subquery()
    return list(
        db.session.execute(
            select(DispositionReason, func.coalesce(times.c.times, 0).label("times"))
            .outerjoin(times, times.c.reason_id == DispositionReason.id)
            .order_by(
                DispositionReason.family, DispositionReason.retired_at.is_not(None), DispositionReason.id
            )
        )
    )


def reason_or_404(reason_id: int) -> DispositionReason:
    return db.get_or_404(DispositionReason, reason_id)
