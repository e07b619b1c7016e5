"""From whom a candidate's identity is hidden: in an opening that reviews blind everybody who has not looked
behind it, until the application has left the screening."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from core.db import db
from people.models import Account
from people.readers import KEPT, Reader
from recruiting.models import Application, Opening, Stage, Unveiling, Visit
from recruiting.states import StageKind


def is_hidden(reader: Account | Reader) -> ColumnElement[bool]:
    """A condition on Application: its person is hidden from `reader` now."""
    return _hidden_from(reader.id)


@lru_cache(KEPT)
def _hidden_from(account_id: int) -> ColumnElement[bool]:
    """Kept: every list asks it of every row, and putting it together takes longer than asking."""
    stands, stage, opening = aliased(Visit), aliased(Stage), aliased(Opening)
    looked = select(Unveiling.id).where(
        Unveiling.application_id == stands.application_id, Unveiling.account_id == account_id
    )
    return (
        select(stands.id)
        .join(stage, stage.id == stands.stage_id)
        .join(opening, and_(opening.id == stands.opening_id, opening.blind_review))
        .where(
            stands.application_id == Application.id,
            stands.left_at.is_(None),
            stage.kind == StageKind.SCREENING,
            ~looked.correlate(stands).exists(),
        )
        .correlate(Application)
        .exists()
    )


def veil(visits: Iterable[Visit], reader: Account) -> None:
    """Mark on the applications of `visits` (the latest of each) whether their person is hidden from
    `reader`. Asks the database only where somebody reviews blind."""
    visits = list(visits)
    blind = [one for one in visits if is_blind(one)]
    seen = _looked_at([one.application_id for one in blind], reader) if blind else frozenset()
    for visit in visits:
        visit.application.is_veiled = is_blind(visit) and visit.application_id not in seen


def is_blind(visit: Visit) -> bool:
    """Is this a standing visit that is reviewed blind?"""
    return visit.application.opening.blind_review and is_screening(visit)


def is_screening(visit: Visit) -> bool:
    """Does somebody stand in this visit, and is it one to a screening?"""
    return visit.left_at is None and visit.stage.kind is StageKind.SCREENING


def _looked_at(application_ids: Collection[int], reader: Account) -> frozenset[int]:
    looked = select(Unveiling.application_id).where(
        Unveiling.account_id == reader.id, Unveiling.application_id.in_(application_ids)
    )
    return frozenset(db.session.scalars(looked))


def has_looked(application_id: int, account: Account) -> bool:
    """Has this account looked behind the blind review of this application?"""
    return application_id in _looked_at([application_id], account)
