"""What the story of the sample team asks, and nothing else."""

from collections.abc import Sequence

from sqlalchemy import select

from careers.models import MutualAsk
from careers.states import RaterPart
from core.db import db


def mutual_asks(round_id: int, employment_id: int) -> Sequence[MutualAsk]:
    """Whom a round asks about somebody, as a peer."""
    return db.session.scalars(
        select(MutualAsk)
        .where(
            MutualAsk.round_id == round_id,
            MutualAsk.rated_id == employment_id,
            MutualAsk.part == RaterPart.PEER,
        )
        .order_by(MutualAsk.id)
    ).all()
