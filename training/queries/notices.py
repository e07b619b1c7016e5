"""To whom the letters about training go."""

from collections.abc import Collection

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from core.db import db
from people.models import Account, Employment
from training.models import CohortTrainer, Enrolment, Placement
from training.states import TrainerPart


def with_trainers(enrolment_ids: Collection[int]) -> list[tuple[Enrolment, Account | None]]:
    """(enrolment, account of its trainer or None) of each."""
    leads = and_(
        CohortTrainer.cohort_id == Placement.cohort_id,
        CohortTrainer.until.is_(None),
        CohortTrainer.part == TrainerPart.TRAINER,
    )
    rows = (
        db.session.execute(
            select(Enrolment, Account)
            .outerjoin(Placement, and_(Placement.enrolment_id == Enrolment.id, Placement.until.is_(None)))
            .outerjoin(CohortTrainer, leads)
            .outerjoin(Account, Account.id == CohortTrainer.account_id)
            .where(Enrolment.id.in_(enrolment_ids))
            .options(joinedload(Enrolment.employment).joinedload(Employment.person))
        )
        .unique()
        .all()
    )
    return [(enrolment, account) for enrolment, account in rows]
