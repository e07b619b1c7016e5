"""What the story of the sample team asks, and nothing else."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from careers.models import MutualAsk, PromotionCase
from careers.states import RaterPart
from core.db import db
from people.models import Employment, Post
from people.states import Level


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


def settled(team_id: int, before: date) -> list[Employment]:
    """Specialists who have been in a team since before a day, whom no case is about; in order."""
    return list(
        db.session.scalars(
            select(Employment)
            .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
            .outerjoin(PromotionCase, PromotionCase.employment_id == Employment.id)
            .where(
                Employment.ended_on.is_(None),
                Post.team_id == team_id,
                Post.level == Level.SPECIALIST,
                Post.since < before,
                PromotionCase.id.is_(None),
            )
            .order_by(Employment.id)
        )
    )
