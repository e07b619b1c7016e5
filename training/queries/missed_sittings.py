"""What is asked about sittings that were missed: each with every word that was ever said of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, joinedload

from core.among import among_given
from core.db import db, fetch
from core.record import Entry
from people.models import Account, Person
from training.models import Exam, MissedSitting, MissingCorrection
from training.states import Missing


class Said(NamedTuple):
    """`actor`: the name of who said it."""

    word: Missing
    at: datetime
    reason: str | None
    actor: str | None


@dataclass(frozen=True)
class Missed:
    """`said`: first to last; the last one stands."""

    id: int
    on: date
    said: list[Said] = field(default_factory=list)

    @property
    def stands(self) -> Missing:
        return self.said[-1].word


def missed_sitting(missed_id: int) -> MissedSitting | None:
    """With whom and which exam it is about."""
    return db.session.scalar(
        select(MissedSitting)
        .where(MissedSitting.id == missed_id)
        .options(
            joinedload(MissedSitting.enrolment),
            joinedload(MissedSitting.exam),
        )
    )


def is_entered(enrolment_id: int, exam_id: int, on: date) -> bool:
    """Whatever was said of it since."""
    query = select(MissedSitting.id).where(
        MissedSitting.enrolment_id == enrolment_id,
        MissedSitting.exam_id == exam_id,
        MissedSitting.missed_on == on,
    )
    return db.session.scalar(query) is not None


_later = aliased(MissingCorrection)
_MISTAKEN = exists(
    select(MissingCorrection.missed_id).where(
        MissingCorrection.missed_id == MissedSitting.id,
        MissingCorrection.word == Missing.MISTAKEN,
        ~exists(select(_later.missed_id).where(
            _later.missed_id == MissingCorrection.missed_id, _later.number > MissingCorrection.number
        )),
    )
)  # fmt: skip
_NOT_THERE = select(MissedSitting.enrolment_id, MissedSitting.exam_id, MissedSitting.missed_on).where(
    among_given(MissedSitting.enrolment_id, "those"), ~_MISTAKEN
)


def not_there(enrolment_ids: Collection[int]) -> set[tuple[int, int, date]]:
    """(enrolment, exam, day) of every sitting that they missed, as it is said now."""
    return {(one, exam, on) for one, exam, on in fetch(_NOT_THERE, those=enrolment_ids)}


def first_word(is_excused: bool) -> Missing:
    return Missing.EXCUSED if is_excused else Missing.NOT_EXCUSED


def words_of(missed_id: int) -> list[Missing]:
    """First to last."""
    first = db.session.scalars(select(MissedSitting.is_excused).where(MissedSitting.id == missed_id)).one()
    later = select(MissingCorrection.word).where(MissingCorrection.missed_id == missed_id)
    return [first_word(first), *db.session.scalars(later.order_by(MissingCorrection.number))]


_FIRST = (
    select(
        Exam.key, MissedSitting.id, MissedSitting.missed_on, MissedSitting.is_excused, Entry.at, Entry.reason,
        Person.name,
    )
    .join(Exam, Exam.id == MissedSitting.exam_id)
    .join(Entry, Entry.id == MissedSitting.entry_id)
    .outerjoin(Account, Account.id == Entry.actor_id)
    .outerjoin(Person, Person.id == Account.person_id)
    .order_by(MissedSitting.missed_on, MissedSitting.id)
)  # fmt: skip
_LATER = (
    select(MissingCorrection.missed_id, MissingCorrection.word, Entry.at, Entry.reason, Person.name)
    .join(MissedSitting, MissedSitting.id == MissingCorrection.missed_id)
    .join(Entry, Entry.id == MissingCorrection.entry_id)
    .outerjoin(Account, Account.id == Entry.actor_id)
    .outerjoin(Person, Person.id == Account.person_id)
    .order_by(MissingCorrection.missed_id, MissingCorrection.number)
)


def of_enrolment(enrolment_id: int) -> dict[str, list[Missed]]:
    """Exam key → the sittings that somebody missed, by day; in two statements at most."""
    theirs = MissedSitting.enrolment_id == enrolment_id
    found: dict[str, list[Missed]] = defaultdict(list)
    by_id: dict[int, Missed] = {}
    for row in db.session.execute(_FIRST.where(theirs)):
        first = Said(first_word(row.is_excused), row.at, row.reason, row.name)
        by_id[row.id] = Missed(row.id, row.missed_on, [first])
        found[row.key].append(by_id[row.id])
    for later in db.session.execute(_LATER.where(theirs)) if by_id else ():
        by_id[later.missed_id].said.append(Said(later.word, later.at, later.reason, later.name))
    return found
