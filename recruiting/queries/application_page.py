"""What the page of one application shows; a constant few statements."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import aliased

from core.db import Words, db
from core.outbox import Letter
from core.record import Entry
from people.models import Account, Employment, Person, Site
from people.states import LeavingReason
from recruiting.models import (
    Application,
    BackgroundCheck,
    Candidate,
    Channel,
    Consent,
    DispositionReason,
    Note,
    Offer,
    Opening,
    Stage,
    Touch,
    Visit,
)
from recruiting.queries import reasons, touches
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import LIVE_OFFERS, Audience, CheckState, OfferState, Status

PAGE = 25


@dataclass(frozen=True)
class Timeline:
    """Entries, newest first, each with its actor's name; `earlier` is how many more there are, `stages` has
    the name of every stage that they mention, those of former versions of the pipeline too, `reasons` (by
    entry) what the reason that they give was called then."""

    rows: list[Any]
    earlier: int
    stages: dict[int, Words]
    reasons: dict[int, Words]


def about(application_id: int) -> Any:
    """Candidate, channel, site and the like: what stands beside an application. One statement."""
    return db.session.execute(_about(), {"application_id": application_id}).one()


# Statements that are the same for every application are put together once: with their aliases that
# takes longer than asking the database.


@cache
def _about() -> Any:
    referrer, live = aliased(Person), aliased(Offer, name="offer")
    check = aliased(BackgroundCheck, name="check")
    first, last = aliased(Touch, name="first_touch"), aliased(Touch, name="last_touch")
    return (
        select(
            Candidate,
            Channel.name.label("channel"),
            Site.name.label("site"),
            referrer.name.label("referrer"),
            reasons.called(Application.closed_at).label("disposition"),
            live,
            first,
            last,
            check.state.label("check_state"),
            check.good_until.label("check_good_until"),
            _worked_here().label("worked_until"),
            _others().label("others"),
            _consent(None).label("consent_until"),
            _consent(CHECK_PURPOSE).label("check_consent_until"),
        )
        .select_from(Application)
        .join(Channel, Channel.id == Application.channel_id)
        .join(Application.opening)
        .join(Site, Site.id == Opening.site_id)
        .outerjoin(Candidate, Candidate.person_id == Application.person_id)
        .outerjoin(referrer, referrer.id == Application.referrer_id)
        .outerjoin(DispositionReason, DispositionReason.id == Application.disposition_reason_id)
        .outerjoin(live, live.id == _live_offer())
        .outerjoin(check, check.id == _newest_check())
        .outerjoin(first, first.id == touches.first_id())
        .outerjoin(last, last.id == touches.last_id())
        .where(Application.id == bindparam("application_id"))
    )


def _worked_here() -> Any:
    """The last day of the newest employment that was more than a mistake."""
    last = select(func.max(Employment.ended_on)).where(Employment.person_id == Application.person_id)
    counts = Employment.leaving_reason != LeavingReason.UNHIRED
    return last.where(counts).correlate(Application).scalar_subquery()


def _live_offer() -> Any:
    """What is out or accepted, else what is being written."""
    live = select(Offer.id).where(Offer.application_id == Application.id, Offer.state.in_(LIVE_OFFERS))
    first = live.order_by(Offer.state == OfferState.DRAFT, Offer.id).limit(1)
    return first.correlate(Application).scalar_subquery()


def _newest_check() -> Any:
    counts = BackgroundCheck.state != CheckState.CANCELLED
    newest = select(func.max(BackgroundCheck.id)).where(BackgroundCheck.application_id == Application.id)
    return newest.where(counts).correlate(Application).scalar_subquery()


def _others() -> Any:
    other = aliased(Application)
    return (
        select(func.count())
        .select_from(other)
        .where(
            other.person_id == Application.person_id,
            other.id != Application.id,
            other.status != Status.VOID,
        )
        .correlate(Application)
        .scalar_subquery()
    )


def _consent(purpose: str | None) -> Any:
    wanted = Consent.purpose == purpose if purpose else Consent.purpose != CHECK_PURPOSE
    return (
        select(func.max(Consent.expires_at))
        .where(Consent.person_id == Application.person_id, wanted, Consent.revoked_at.is_(None))
        .correlate(Application)
        .scalar_subquery()
    )


def visits(application_id: int) -> list[Any]:
    """Every visit that counts, in order: stage, when, outcome, mark."""
    return list(db.session.execute(_visits(), {"application_id": application_id}).all())


@cache
def _visits() -> Any:
    return (
        select(
            Visit.id,
            Visit.stage_id,
            Stage.key,
            Visit.entered_at,
            Visit.left_at,
            Visit.outcome,
            Visit.mark,
            Visit.verdict,
            Visit.overridden,
        )
        .join(Stage, Stage.id == Visit.stage_id)
        .where(Visit.application_id == bindparam("application_id"), Visit.voided_at.is_(None))
        .order_by(Visit.id)
    )


def timeline(application_id: int, before: int | None = None, as_of: datetime | None = None) -> Timeline:
    """What the record says of an application, newest first, from entry `before` on backwards."""
    entries = _entries()
    if before:
        entries = entries.where(Entry.id < before)
    if as_of:
        entries = entries.where(Entry.at < as_of)
    rows = db.session.execute(entries, {"application_id": application_id}).all()
    named = [(row.left_id, row.left_name) for row in rows] + [(row.come_id, row.come_name) for row in rows]
    names = {stage: name for stage, name in named if stage is not None}
    given = {row.Entry.id: row.given for row in rows if row.given is not None}
    return Timeline(list(rows), rows[0].found - len(rows) if rows else 0, names, given)


@cache
def _entries() -> Any:
    left, come = aliased(Stage, name="left"), aliased(Stage, name="come")
    return (
        select(
            Entry,
            Person.name.label("actor"),
            func.count().over().label("found"),
            left.id.label("left_id"),
            left.name.label("left_name"),
            come.id.label("come_id"),
            come.name.label("come_name"),
            case((DispositionReason.id.is_not(None), reasons.called(Entry.at))).label("given"),
        )
        .outerjoin(left, left.id == Entry.details["before", "stage"].as_integer())
        .outerjoin(come, come.id == Entry.details["state", "stage"].as_integer())
        .outerjoin(DispositionReason, DispositionReason.id == _reason_given())
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == "application", Entry.subject_id == bindparam("application_id"))
        .order_by(Entry.id.desc())
        .limit(PAGE)
    )


def _reason_given() -> Any:
    """The reason that an entry gives: to decline an offer, with which it ended an application, or with which
    a rule proposed that."""
    proposed = case((Entry.verb == "rejection proposed", Entry.details["disposition"].as_integer()))
    return func.coalesce(
        Entry.details["decline_reason"].as_integer(), Entry.details["state", "reason"].as_integer(), proposed
    )


def notes(application_id: int, reader: Account) -> list[Any]:
    """The notes that `reader` may read, oldest first; `letter` is the state of what takes one to the
    candidate."""
    asked = {"application_id": application_id, "reader_id": reader.id}
    return list(db.session.execute(_notes(), asked).all())


@cache
def _notes() -> Any:
    return (
        select(
            Note.id,
            Note.body,
            Note.written_at,
            Note.audience,
            Note.author_id,
            Letter.state.label("letter"),
            Person.name,
            Person.latin_name,
        )
        .outerjoin(Note.letter)
        .join(Account, Account.id == Note.author_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            Note.application_id == bindparam("application_id"),
            (Note.audience != Audience.PRIVATE) | (Note.author_id == bindparam("reader_id")),
        )
        .order_by(Note.id)
    )


def state_as_of(application_id: int, moment: datetime) -> dict[str, Any] | None:
    """The state of an application just before `moment`, from the record alone; None before it began."""
    entries = db.session.scalars(
        select(Entry)
        .where(Entry.subject_kind == "application", Entry.subject_id == application_id, Entry.at < moment)
        .order_by(Entry.id.desc())
    )
    return next((entry.details["state"] for entry in entries if entry.details.get("state")), None)


def stage_name(stage_id: int) -> dict[str, str]:
    """The name of a stage, in both languages."""
    return db.session.scalars(select(Stage.name).where(Stage.id == stage_id)).one()
