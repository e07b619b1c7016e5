"""Sessions of which attendance is still to be taken: of everybody who sat in the class, or of some."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select

from core import clock
from core.db import db
from people.models import Account
from training.models import TAKES_PLACE, AttendanceMark, ClassSession, Cohort, CohortTrainer, Placement
from training.queries.reach import reachable

LOOK_BACK = timedelta(days=60)
"""Attendance that is not taken after this long will not be."""


def of_reach(reader: Account, before: datetime) -> Counter[int]:
    """Session → how many of its class have no mark, of those within reach that were over `before` a moment;
    one of which all have one is not in it."""
    return _unmarked(ClassSession.ends_at < before, reachable(reader))


def of_teacher(account: Account) -> Counter[int]:
    """The same of those that have begun, and that an account teaches or assists at."""
    teaches = select(CohortTrainer.cohort_id).where(
        CohortTrainer.account_id == account.id, CohortTrainer.until.is_(None)
    )
    mine = or_(ClassSession.trainer_id == account.id, ClassSession.cohort_id.in_(teaches))
    return _unmarked(ClassSession.starts_at <= clock.now(), mine)


def _unmarked(*wanted: Any) -> Counter[int]:
    """Who checked in with a code is marked, and the others of the class are not. On which day a session was,
    the organisation's clocks say, so that it is compared here."""
    marked = exists(select(AttendanceMark.id).where(
        AttendanceMark.session_id == ClassSession.id, AttendanceMark.enrolment_id == Placement.enrolment_id
    ))  # fmt: skip
    alike = (ClassSession.id, ClassSession.starts_at, Placement.since, Placement.until)
    rows = db.session.execute(
        select(*alike, func.count())
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .join(Placement, Placement.cohort_id == Cohort.id)
        .where(TAKES_PLACE, ClassSession.starts_at > clock.now() - LOOK_BACK, ~marked, *wanted)
        .group_by(*alike)
    )
    found: Counter[int] = Counter()
    for session_id, starts_at, since, until, count in rows:
        day = clock.local(starts_at).date()
        if since <= day and (until is None or day < until):
            found[session_id] += count
    return found
