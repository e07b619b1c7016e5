"""The policy of interviews in use, and those before it."""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from people.models import Account
from recruiting.models import InterviewPolicy
from recruiting.rules import MIDNIGHT, Hours


def in_use() -> Hours:
    """What holds now: the newest edition, or the defaults where none was published."""
    newest = db.session.scalar(select(InterviewPolicy).order_by(InterviewPolicy.number.desc()).limit(1))
    return Hours() if newest is None else hours_of(newest)


def hours_of(policy: InterviewPolicy) -> Hours:
    """An edition as the rules understand it."""
    return Hours(
        number=policy.number,
        opens=_time(policy.opens),
        closes=_time(policy.closes),
        weekdays=frozenset(policy.weekdays),
        remind_after=policy.remind_after,
        most_reminders=policy.most_reminders,
    )


def _time(minutes: int) -> time:
    return MIDNIGHT if minutes == 24 * 60 else time(minutes // 60, minutes % 60)


def editions() -> Sequence[InterviewPolicy]:
    """Every edition there was, newest first, with its author."""
    author = joinedload(InterviewPolicy.author).joinedload(Account.person)
    query = select(InterviewPolicy).options(author).order_by(InterviewPolicy.number.desc())
    return db.session.scalars(query).unique().all()
