"""Who may have been entered twice, who was made one, and what belongs to a person."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person
from people.permissions import Permission
from recruiting.models import (
    Application,
    Candidate,
    CandidateFile,
    CandidateImport,
    Consent,
    Gram,
    Opening,
    PersonMerge,
    PoolEntry,
    ReferralReward,
    Suspicion,
)
from recruiting.queries.blindness import is_hidden, is_unknown
from recruiting.queries.namesakes import are_homophones, bearers_of, keys_of
from recruiting.queries.reach import reachable
from recruiting.states import OPEN, GramKind, Likeness, Status

MOST_SUSPECTS = 20
LIKENESS = {"phone": Likeness.PHONE, "mail": Likeness.MAIL, "name": Likeness.NAME}
STRENGTH = list(Likeness)

MOVED: dict[str, InstrumentedAttribute[Any]] = {
    "application": Application.person_id,
    "referral": Application.referrer_id,
    "consent": Consent.person_id,
    "file": CandidateFile.person_id,
    "pool entry": PoolEntry.person_id,
    "reward": ReferralReward.referrer_id,
}
"""What changes hands when two entries become one person, and back when that is undone. A new table that
says something of a person belongs here; tests/recruiting/test_merging.py asks about each."""


def alike(keys: Iterable[str], name: str, but: Person | None = None) -> dict[int, Likeness]:
    """Person id → the strongest likeness, of who shares one of these keys (see indexing.same_of)."""
    query = (
        select(Gram.person_id, Gram.gram, Person.name)
        .join(Person, Person.id == Gram.person_id)
        .where(Gram.kind == GramKind.SAME, Gram.gram.in_(sorted(keys)))
    )
    if but is not None:
        query = query.where(Gram.person_id != but.id)
    found: dict[int, Likeness] = {}
    for other, key, called in db.session.execute(query.order_by(Gram.person_id.desc()).limit(MOST_SUSPECTS)):
        why = LIKENESS[key.partition(":")[0]]
        if why is not Likeness.NAME or not are_homophones(name, called):
            found[other] = min(found.get(other, why), why, key=STRENGTH.index)
    return found


def sharing(person_ids: Collection[int]) -> list[tuple[int, int, Likeness]]:
    """Who else has the phone or the mailbox of one of these persons: (person, other, why), each pair once.
    Whoever was merged is found as who they are now, and is named so."""
    mine = keys_of(person_ids, "phone", "mail")
    bearers = bearers_of({key for _person, key in mine})
    found: dict[tuple[int, int], Likeness] = {}
    for one, key in sorted(mine):
        why = LIKENESS[key.partition(":")[0]]
        for other, _name in bearers[key]:
            if other != one:
                pair = (min(one, other), max(one, other))
                found[pair] = min(found.get(pair, why), why, key=STRENGTH.index)
    return [(*pair, why) for pair, why in found.items()]


def noted_with(person_id: int, others: Iterable[int]) -> set[int]:
    """Those of `others` of whom it was asked before whether they are this person."""
    rows = db.session.execute(
        select(Suspicion.first_id, Suspicion.second_id).where(
            or_(
                and_(Suspicion.first_id == person_id, Suspicion.second_id.in_(others)),
                and_(Suspicion.second_id == person_id, Suspicion.first_id.in_(others)),
            )
        )
    )
    return {one for row in rows for one in row} - {person_id}


def within_reach(
    person: ColumnElement[int] | InstrumentedAttribute[int], reader: Account
) -> ColumnElement[bool]:
    """The person (a column) has an application that the reader may reach and add to, and none that the
    reader reviews blind: who cannot be told apart cannot be compared either."""
    known = ~is_unknown(person, reader)
    if None in reader.teams_for(Permission.ADD_CANDIDATES):
        return known
    reach = reachable(reader, Permission.ADD_CANDIDATES)
    return and_(known, person.in_(select(Application.person_id).join(Application.opening).where(reach)))


def open_suspicions(
    reader: Account, why: Likeness | None, import_id: int | None = None
) -> Select[*tuple[Any, ...]]:
    """Pairs not settled yet, both in reach: rows to be paged by SUSPICION_ORDER. With `import_id` only those
    about whom that import brought."""
    first, second = aliased(Person), aliased(Person)
    found = (
        select(
            Suspicion.id,
            Suspicion.why,
            Suspicion.found_at,
            first.id.label("first_id"),
            first.name.label("first_name"),
            first.latin_name.label("first_latin"),
            second.id.label("second_id"),
            second.name.label("second_name"),
            second.latin_name.label("second_latin"),
        )
        .join(first, first.id == Suspicion.first_id)
        .join(second, second.id == Suspicion.second_id)
        .where(
            Suspicion.settled_at.is_(None),
            first.merged_into_id.is_(None),
            second.merged_into_id.is_(None),
            within_reach(Suspicion.first_id, reader),
            within_reach(Suspicion.second_id, reader),
        )
    )
    if import_id is not None:
        brought = brought_by(import_id)
        found = found.where(or_(Suspicion.first_id.in_(brought), Suspicion.second_id.in_(brought)))
    return found.where(Suspicion.why == why) if why else found


def brought_by(import_id: int) -> Select[int]:
    """Whom an import has entered or given an application."""
    return (
        select(Application.person_id)
        .join(Entry, and_(Entry.subject_kind == "application", Entry.subject_id == Application.id))
        .join(CandidateImport, CandidateImport.batch == Entry.batch)
        .where(CandidateImport.id == import_id, Entry.verb == "applied")
    )


def open_about(import_id: int, reader: Account) -> int:
    """How many open questions there are about whom an import brought."""
    pairs = open_suspicions(reader, None, import_id).subquery()
    return db.session.scalar(select(func.count()).select_from(pairs)) or 0


def answered_suspicions(reader: Account, why: Likeness | None) -> Select[*tuple[Any, ...]]:
    """Pairs about whom somebody has answered, and what; rows to be paged by SUSPICION_ORDER. Who was made one
    person is in reach as that one."""
    first, second, by = aliased(Person), aliased(Person), aliased(Person)
    one, other = within_reach(Suspicion.first_id, reader), within_reach(Suspicion.second_id, reader)
    found = (
        select(
            Suspicion.id,
            Suspicion.why,
            Suspicion.found_at,
            Suspicion.settled_at,
            Suspicion.is_same,
            first.id.label("first_id"),
            first.name.label("first_name"),
            first.latin_name.label("first_latin"),
            second.id.label("second_id"),
            second.name.label("second_name"),
            second.latin_name.label("second_latin"),
            by.name.label("settled_by"),
        )
        .join(first, first.id == Suspicion.first_id)
        .join(second, second.id == Suspicion.second_id)
        .outerjoin(Account, Account.id == Suspicion.settled_by_id)
        .outerjoin(by, by.id == Account.person_id)
        .where(
            Suspicion.settled_at.is_not(None),
            or_(and_(one, other), and_(Suspicion.is_same.is_(True), or_(one, other))),
        )
    )
    return found.where(Suspicion.why == why) if why else found


SUSPICION_ORDER = (Suspicion.why, Suspicion.id)


def suspicions_of(person_id: int, reader: Account) -> int:
    """How many open questions there are whether this person was entered twice."""
    pairs = open_suspicions(reader, None).subquery()
    mine = or_(pairs.c.first_id == person_id, pairs.c.second_id == person_id)
    return db.session.scalar(select(func.count()).select_from(pairs).where(mine)) or 0


def suspicion(suspicion_id: int, reader: Account) -> Suspicion | None:
    """The open question of this id, where both persons are in reach."""
    return db.session.scalar(
        select(Suspicion).where(
            Suspicion.id == suspicion_id,
            within_reach(Suspicion.first_id, reader),
            within_reach(Suspicion.second_id, reader),
        )
    )


def suspicion_about(one: int, other: int) -> Suspicion | None:
    """Whether these two are one, if that was ever asked."""
    return db.session.scalar(
        select(Suspicion).where(Suspicion.first_id == min(one, other), Suspicion.second_id == max(one, other))
    )


def person(person_id: int, reader: Account) -> Person | None:
    """The person, where in reach; who was merged into another is that other."""
    here = select(Person).where(Person.id == present_id(person_id), within_reach(Person.id, reader))
    return db.session.scalar(here)


def present_id(person_id: int) -> int | None:
    """The id of who this entry is now; None where there is no such entry."""
    found = db.session.get(Person, person_id)
    if found is None:
        return None
    return present_id(found.merged_into_id) if found.merged_into_id else found.id


def present_ids(person_ids: Collection[int]) -> dict[int, int]:
    """Person id → the id of who this entry is now, of those that were merged into another."""
    rows = db.session.execute(
        select(Person.id, Person.merged_into_id).where(
            Person.id.in_(person_ids), Person.merged_into_id.is_not(None)
        )
    )
    merged: dict[int, int] = {one: into for one, into in rows if into is not None}
    further = present_ids(set(merged.values())) if merged else {}
    return {one: further.get(into, into) for one, into in merged.items()}


def about(person_id: int) -> Person:
    """The person; raises NoResultFound."""
    return db.session.get_one(Person, person_id)


def keep_still(*persons: Person) -> None:
    """Read the persons afresh; until this transaction ends nobody else merges them or applies as them."""
    for one in sorted(persons, key=lambda person: person.id):
        db.session.refresh(one, with_for_update=True)


def present(person: Person) -> Person:
    """Who this person is now; nobody merges them until this transaction ends."""
    db.session.refresh(person, ["merged_into_id"], with_for_update={"read": True})
    return present(db.session.get_one(Person, person.merged_into_id)) if person.merged_into_id else person


class Belongings(NamedTuple):
    """What of a person matters for whether they can be merged."""

    has_account: bool
    has_employment: bool
    out_of_reach: int


def belongings(person_id: int, reader: Account) -> Belongings:
    reach = reachable(reader, Permission.ADD_CANDIDATES)
    outside = (
        select(func.count())
        .select_from(Application)
        .join(Application.opening)
        .where(Application.person_id == person_id, ~reach)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            select(Account.id).where(Account.person_id == person_id).exists(),
            select(Employment.id).where(Employment.person_id == person_id).exists(),
            outside,
        )
    ).one()
    return Belongings(*row)


def open_twice(one: int, other: int) -> Opening | None:
    """An opening for which both have an application that is still open."""
    mine, theirs = aliased(Application), aliased(Application)
    return db.session.scalars(
        select(Opening)
        .join(mine, mine.opening_id == Opening.id)
        .join(theirs, theirs.opening_id == Opening.id)
        .where(
            mine.person_id == one,
            theirs.person_id == other,
            mine.status.in_(OPEN),
            theirs.status.in_(OPEN),
        )
    ).first()


def referred_by(person_id: int, referrer_id: int) -> bool:
    """Did one of them refer the other?"""
    return (
        db.session.scalar(
            select(Application.id).where(
                Application.person_id == person_id, Application.referrer_id == referrer_id
            )
        )
        is not None
    )


def rows_of(what: str, person_id: int, ids: Sequence[int] | None = None) -> Sequence[Any]:
    """The rows of one kind of MOVED that are a person's, of those with these ids where given."""
    column = MOVED[what]
    found = select(column.class_).where(column == person_id).order_by(column.class_.id)
    return db.session.scalars(found if ids is None else found.where(column.class_.id.in_(ids))).all()


def employments_by(application_ids: Sequence[int]) -> Sequence[Employment]:
    """The employments to which these applications led, but for hires that were taken back."""
    led = select(Application.employment_id).where(Application.id.in_(application_ids))
    return db.session.scalars(select(Employment).where(Employment.id.in_(led)).order_by(Employment.id)).all()


def let_stays_follow(application_ids: Sequence[int], giver: int, taker: int) -> None:
    """Give `taker` the stays in the talent pool that `giver` has by these applications; of two that go on
    the own one stays."""
    mine = select(PoolEntry).where(
        PoolEntry.person_id == giver, PoolEntry.application_id.in_(application_ids)
    )
    present = select(PoolEntry.id).where(PoolEntry.person_id == taker, PoolEntry.left_at.is_(None))
    has_one = db.session.scalar(present) is not None
    for stay in db.session.scalars(mine.order_by(PoolEntry.id)).all():
        if stay.left_at is not None or not has_one:
            stay.person_id = taker
    db.session.flush()


def candidate(person_id: int) -> Candidate | None:
    return db.session.get(Candidate, person_id)


def merges_into(person_id: int) -> Sequence[PersonMerge]:
    """What was merged into a person and undone or not, newest first."""
    return (
        db.session.scalars(
            select(PersonMerge)
            .where(PersonMerge.survivor_id == person_id)
            .options(joinedload(PersonMerge.absorbed), joinedload(PersonMerge.merged_by))
            .order_by(PersonMerge.id.desc())
        )
        .unique()
        .all()
    )


def merge(merge_id: int, reader: Account) -> PersonMerge | None:
    """The merge of this id, where the survivor is in reach, or is known to the reader by an application that
    is not reviewed blind: their page tells of the merge, and undoing it tells of no other application."""
    survivor = PersonMerge.survivor_id
    met = (
        select(Application.person_id)
        .join(Application.opening)
        .where(
            Application.status != Status.VOID,
            reachable(reader, Permission.ADD_CANDIDATES),
            ~is_hidden(reader),
        )
    )
    return db.session.scalar(
        select(PersonMerge).where(
            PersonMerge.id == merge_id, or_(within_reach(survivor, reader), survivor.in_(met))
        )
    )
