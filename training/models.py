"""Who is to be trained. Programmes, cohorts and exams join here as they are built."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from training.states import EnrolmentState


class Enrolment(Base):
    """A hired person on the way to being on duty; at most one is live per employment."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_live",
            "employment_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.AWAITING_COHORT)
    wanted_on: Mapped[date]
    created_at: Mapped[datetime]
