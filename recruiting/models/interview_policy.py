"""When interviews are proposed and how scorecards are asked for again, as versioned data."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from people.models import Account


class InterviewPolicy(Base):
    """One edition; the highest number is in use. `opens` and `closes` are minutes after midnight on the
    organisation's clocks, `weekdays` are as `date.weekday` counts them."""

    __tablename__ = "interview_policy"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_counts"),
        CheckConstraint("opens >= 0 AND closes <= 1440 AND opens < closes", name="closes_after_it_opens"),
        CheckConstraint("remind_after BETWEEN 0 AND 168", name="remind_after_makes_sense"),
        CheckConstraint("most_reminders BETWEEN 0 AND 10", name="most_reminders_make_sense"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    opens: Mapped[int]
    closes: Mapped[int]
    weekdays: Mapped[list[int]]
    remind_after: Mapped[int]
    most_reminders: Mapped[int]
    published_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    author: Mapped[Account | None] = relationship()
