"""Taking back what an import has added: what it was, what has been done with it since, and its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, exists, func, literal, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import aliased

from core.db import db
from core.record import Entry, Way
from people.models import Account, Employment, Person
from recruiting.models import (
    Application,
    CampaignOpening,
    Candidate,
    CandidateImport,
    ChannelCost,
    Consent,
    ImportRow,
    Opening,
    PoolEntry,
    RowOutcome,
    Stage,
    Suspicion,
    Visit,
)
from recruiting.states import PoolEnd, Status

BY_A_RULE = and_(Entry.way == Way.RULE, Entry.actor_id.is_(None))
"""Entries of what a rule did by itself."""
FACTS = ("lives_in", "education", "service_years", "languages", "evening_shift", "words_a_minute", "resume")


def added_by(batch: str, beyond: int, limit: int) -> Sequence[Any]:
    """Applications that the batch began and that stand, in the order of their ids: id, person, and whether
    somebody has done something with it since; what rules did by themselves is nobody's work."""
    later = (
        exists()
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id == Application.id,
            or_(Entry.batch.is_(None), Entry.batch != batch),
            Entry.verb != "contact shown",
            ~BY_A_RULE,
        )
        .correlate(Application)
    )
    begun = (
        select(Entry.subject_id)
        .where(Entry.batch == batch, Entry.subject_kind == "application", Entry.verb == "applied")
        .scalar_subquery()
    )
    return list(
        db.session.execute(
            select(Application.id, Application.person_id, later.label("worked_on"))
            .where(Application.id.in_(begun), Application.id > beyond, Application.status != Status.VOID)
            .order_by(Application.id)
            .limit(limit)
        )
    )


def entries_of(batch: str, application_ids: Sequence[int]) -> Sequence[Entry]:
    """What the batch says of these applications, and what rules have done with them since, in order."""
    by_a_rule = and_(BY_A_RULE, Entry.details["state"]["status"].as_string().is_not(None))
    return db.session.scalars(
        select(Entry)
        .where(
            or_(Entry.batch == batch, by_a_rule),
            Entry.subject_kind == "application",
            Entry.subject_id.in_(application_ids),
        )
        .order_by(Entry.id)
    ).all()


def by_rules(application_ids: Sequence[int]) -> dict[int, int]:
    """Entry → application, of what rules did with these by themselves."""
    rows = db.session.execute(
        select(Entry.id, Entry.subject_id).where(
            BY_A_RULE, Entry.subject_kind == "application", Entry.subject_id.in_(application_ids)
        )
    )
    return {row.id: row.subject_id for row in rows}


def void(application_ids: Sequence[int], now: datetime) -> None:
    """Mark these applications and their visits as taken back. Whoever was in a step more than once leaves it
    stay by stay, the last first: PostgreSQL counts after a whole statement, when it can no more be told which
    stay was the last (`models.tally`)."""
    moment = literal(now, Visit.left_at.type)
    while _void_last_stays(application_ids, moment):
        pass
    db.session.execute(
        update(Application)
        .where(Application.id.in_(application_ids))
        .values(
            status=Status.VOID,
            closed_at=func.coalesce(Application.closed_at, moment),
            disposition_reason_id=None,
            version=Application.version + 1,
        )
    )


def _void_last_stays(application_ids: Sequence[int], moment: Any) -> bool:
    """Void of each step the last stay that stands; False where none was left."""
    later, here, there = aliased(Visit), aliased(Stage), aliased(Stage)
    same_step_later = (
        exists()
        .where(
            later.application_id == Visit.application_id,
            later.id > Visit.id,
            later.voided_at.is_(None),
            here.id == Visit.stage_id,
            there.id == later.stage_id,
            there.key == here.key,
        )
        .correlate(Visit)
    )
    latest = case((Visit.entered_at > moment, Visit.entered_at), else_=moment)
    voided = db.session.execute(
        update(Visit)
        .where(Visit.application_id.in_(application_ids), Visit.voided_at.is_(None), ~same_step_later)
        .values(left_at=func.coalesce(Visit.left_at, latest), voided_at=moment, version=Visit.version + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(voided, CursorResult)
    return bool(voided.rowcount)


def joined_rows(import_id: int, application_ids: Sequence[int]) -> Sequence[ImportRow]:
    """The rows by which somebody known got an application."""
    return db.session.scalars(
        select(ImportRow).where(
            ImportRow.candidate_import_id == import_id,
            ImportRow.outcome == RowOutcome.JOINED,
            ImportRow.application_id.in_(application_ids),
        )
    ).all()


def brought_by(of: CandidateImport, person_ids: Sequence[int]) -> list[int]:
    """Of these persons those whom the import has entered: not every application it gave them joined
    somebody who was known."""
    begun = select(Entry.subject_id).where(
        Entry.batch == of.batch, Entry.subject_kind == "application", Entry.verb == "applied"
    )
    joined = select(ImportRow.application_id).where(
        ImportRow.candidate_import_id == of.id,
        ImportRow.outcome == RowOutcome.JOINED,
        ImportRow.application_id.is_not(None),
    )
    return list(
        db.session.scalars(
            select(Application.person_id)
            .where(
                Application.person_id.in_(person_ids),
                Application.id.in_(begun),
                Application.id.not_in(joined),
            )
            .distinct()
        )
    )


def without_anything_else(person_ids: Sequence[int]) -> list[int]:
    """Of these persons those who have no application that counts, no account, no employment and have
    agreed to nothing."""
    other = exists().where(Application.person_id == Person.id, Application.status != Status.VOID)
    reasons = [other] + [
        exists().where(model.person_id == Person.id) for model in (Account, Employment, Consent)
    ]
    return list(
        db.session.scalars(select(Person.id).where(Person.id.in_(person_ids), *[~one for one in reasons]))
    )


def openings_of(import_id: int) -> Sequence[Opening]:
    """The openings that the import made when it was started, in order."""
    began = select(Entry.details).where(
        Entry.subject_kind == CandidateImport.__tablename__,
        Entry.subject_id == import_id,
        Entry.verb == "import started",
    )
    made = [number for details in db.session.scalars(began) for number in details.get("openings", ())]
    return db.session.scalars(select(Opening).where(Opening.id.in_(made)).order_by(Opening.id)).all()


def used(opening_id: int) -> bool:
    """Whether anything has been done with the opening but to make it and let it rest: an application that
    counts, a change, a cost, a campaign, or an import for it."""
    mine = (model.opening_id == opening_id for model in (ChannelCost, CampaignOpening, CandidateImport))
    counts = Application.status != Status.VOID
    changed = (
        exists()
        .where(Entry.subject_kind == "opening", Entry.subject_id == opening_id)
        .where(Entry.verb.not_in(("opened", "paused")))
    )
    applied = exists().where(Application.opening_id == opening_id, counts)
    return bool(db.session.scalar(select(or_(applied, changed, *(exists().where(one) for one in mine)))))


def stays_ended(batch: str, person_ids: Sequence[int]) -> Sequence[tuple[PoolEntry, Entry]]:
    """Stays in the talent pool of these persons that ended because the batch brought them back, each with
    the entry that says so: of whoever has not applied otherwise since, and is still to be written to."""
    since = (
        exists()
        .where(
            Application.person_id == PoolEntry.person_id,
            Application.status != Status.VOID,
            Entry.subject_kind == "application",
            Entry.subject_id == Application.id,
            Entry.verb == "applied",
            Entry.at >= PoolEntry.left_at,
        )
        .correlate(PoolEntry)
    )
    again = aliased(PoolEntry)
    there = exists().where(again.person_id == PoolEntry.person_id, again.left_at.is_(None))
    stays = {
        stay.id: stay
        for stay in db.session.scalars(
            select(PoolEntry)
            .join(PoolEntry.person)
            .where(
                PoolEntry.person_id.in_(person_ids),
                PoolEntry.ending == PoolEnd.CONTACTED,
                Person.no_contact_since.is_(None),
                ~since,
                ~there,
            )
        )
    }
    ended = select(Entry).where(Entry.batch == batch, Entry.verb == "left the pool").order_by(Entry.id)
    told = {entry.details["pool_entry"]: entry for entry in db.session.scalars(ended)} if stays else {}
    return [(stays[number], told[number]) for number in stays if number in told]


def corrected_facts(person_ids: Sequence[int], since: int) -> dict[int, set[str]]:
    """Person → the facts that somebody corrected after the entry `since`."""
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        select(Application.person_id, Entry.details)
        .join(Entry, Entry.subject_id == Application.id)
        .where(
            Application.person_id.in_(person_ids),
            Entry.subject_kind == "application",
            Entry.verb == "corrected",
            Entry.id > since,
        )
    )
    for person_id, details in rows:
        found.setdefault(person_id, set()).update(details.get("facts", ()))
    return found


def wipe(person_ids: Sequence[int], name: str) -> None:
    """Forget who these persons are and what is known of them; nobody is asked any more whether they are
    somebody else."""
    db.session.execute(
        update(Person)
        .where(Person.id.in_(person_ids))
        .values(name=name, latin_name=None, email=None, phone=None)
    )
    db.session.execute(
        update(Candidate).where(Candidate.person_id.in_(person_ids)).values(dict.fromkeys(FACTS))
    )
    one_of_them = or_(Suspicion.first_id.in_(person_ids), Suspicion.second_id.in_(person_ids))
    db.session.execute(delete(Suspicion).where(one_of_them, Suspicion.settled_at.is_(None)))


def unfill(person_id: int, facts: Sequence[str]) -> None:
    """Forget these facts of a candidate."""
    db.session.execute(update(Candidate).where(Candidate.person_id == person_id).values(dict.fromkeys(facts)))
