"""What is asked about files of nesting's daily numbers: whom they can name, and what was taken in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.record import Entry, Way
from people.models import Account
from training.models import Enrolment, Nesting, NestingDay
from training.queries import nesting
from training.queries.nesting import Seen

SHOWN = 10
VERBS = ("nesting day entered", "nesting day corrected")
_later = aliased(NestingDay)
_back = aliased(Entry)


def group(reader: Account) -> list[Seen]:
    """Whose numbers `reader` may enter."""
    mine = nesting.editable(reader)
    return [one for one in nesting.running(reader) if one.nesting.id in mine]


def taken_in(reader: Account) -> Sequence[Any]:
    """The files that `reader` took in lately, newest first: rows of (batch, at, reason, days, is_back: was it
    taken back)."""
    of_file = (
        Entry.way == Way.IMPORT,
        Entry.verb.in_(VERBS),
        Entry.subject_kind == Enrolment.__tablename__,
        Entry.batch.is_not(None),
    )
    return db.session.execute(
        select(
            Entry.batch,
            func.min(Entry.at).label("at"),
            func.max(Entry.reason).label("reason"),
            func.count(Entry.id.distinct()).label("days"),
            (func.count(_back.id) > 0).label("is_back"),
        )
        .outerjoin(_back, _back.corrects_id == Entry.id)
        .where(*of_file, Entry.actor_id == reader.id)
        .group_by(Entry.batch)
        .order_by(func.min(Entry.id).desc())
        .limit(SHOWN)
    ).all()


def rows_of(batch: str, account_id: int) -> Sequence[tuple[NestingDay, Entry, bool]]:
    """(row, its entry, does it stand?) of what somebody took in with a file, in order."""
    newer = exists(
        select(_later.id).where(
            _later.nesting_id == NestingDay.nesting_id,
            _later.day == NestingDay.day,
            _later.number > NestingDay.number,
        )
    )
    rows = db.session.execute(
        select(NestingDay, Entry, ~newer)
        .join(Entry, Entry.id == NestingDay.entry_id)
        .where(Entry.batch == batch, Entry.actor_id == account_id, Entry.verb.in_(VERBS))
        .order_by(NestingDay.nesting_id, NestingDay.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def before(row: NestingDay) -> NestingDay | None:
    """What stood before it."""
    return db.session.scalar(
        select(NestingDay).where(
            NestingDay.nesting_id == row.nesting_id,
            NestingDay.day == row.day,
            NestingDay.number == row.number - 1,
        )
    )


def nesting_of(nesting_id: int) -> Nesting:
    return db.session.scalars(
        select(Nesting).where(Nesting.id == nesting_id).options(joinedload(Nesting.enrolment))
    ).one()
