"""What is to be done between a yes and the first day: the list as it stands, and the tasks of one offer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.db import Base, Words
from people.models import Account
from recruiting.models.offer import Offer
from recruiting.states import TaskOwner

OPEN = text("done_at IS NULL AND dropped_at IS NULL")


class PreboardingStep(Base):
    """A line of the list from which tasks are made. A change retires it and adds another, so that tasks
    made before keep theirs. `days`: due so many days after the first day; before it when negative."""

    __tablename__ = "preboarding_step"
    __table_args__ = (CheckConstraint("days BETWEEN -365 AND 365", name="within_a_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words]
    owner: Mapped[TaskOwner]
    days: Mapped[int]
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PreboardingTask(Base):
    """A step for one accepted offer. Ticked by whom and when; dropped when the offer fell through."""

    __tablename__ = "preboarding_task"
    __table_args__ = (
        UniqueConstraint("offer_id", "step_id"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        Index("ix_preboarding_task_due", "due_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_preboarding_task_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("preboarding_step.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    dropped_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    step: Mapped[PreboardingStep] = relationship(lazy="joined", innerjoin=True)
    offer: Mapped[Offer] = relationship()
    done_by: Mapped[Account | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < clock.today()
