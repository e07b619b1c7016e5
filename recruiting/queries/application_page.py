"""What the page of one application shows; a constant few statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.db import db
from core.record import Entry
from people.models import Account, Person, Site
from recruiting.models import (
    Application,
    Candidate,
    Channel,
    Consent,
    DispositionReason,
    Note,
    Offer,
    Opening,
    Stage,
    Visit,
)
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import LIVE_OFFERS, Audience

PAGE = 25


@dataclass(frozen=True)
class Timeline:
    """Entries, newest first, each with its actor's name; `earlier` is how many more there are."""

    rows: list[Any]
    earlier: int


def about(application_id: int) -> Any:
    """Candidate, channel, site and the like: what stands beside an application. One statement."""
    referrer, live = aliased(Person), aliased(Offer, name="offer")
    return db.session.execute(
        select(
            Candidate,
            Channel.name.label("channel"),
            Site.name.label("site"),
            referrer.name.label("referrer"),
            DispositionReason.name.label("disposition"),
            live,
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
        .outerjoin(live, (live.application_id == Application.id) & live.state.in_(LIVE_OFFERS))
        .where(Application.id == application_id)
    ).one()


def _others() -> Any:
    other = aliased(Application)
    return (
        select(func.count())
        .select_from(other)
        .where(other.person_id == Application.person_id, other.id != Application.id)
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
    return list(
        db.session.execute(
            select(
                Visit.id,
                Visit.stage_id,
                Visit.entered_at,
                Visit.left_at,
                Visit.outcome,
                Visit.mark,
                Visit.verdict,
                Visit.overridden,
            )
            .where(Visit.application_id == application_id, Visit.voided_at.is_(None))
            .order_by(Visit.id)
        ).all()
    )


def timeline(application_id: int, before: int | None = None, as_of: datetime | None = None) -> Timeline:
    """What the record says of an application, newest first, from entry `before` on backwards."""
    conditions = [Entry.subject_kind == "application", Entry.subject_id == application_id]
    if before:
        conditions.append(Entry.id < before)
    if as_of:
        conditions.append(Entry.at < as_of)
    rows = db.session.execute(
        select(Entry, Person.name.label("actor"), func.count().over().label("found"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(*conditions)
        .order_by(Entry.id.desc())
        .limit(PAGE)
    ).all()
    return Timeline(list(rows), rows[0].found - len(rows) if rows else 0)


def notes(application_id: int, reader: Account) -> list[Any]:
    """The notes that `reader` may read, oldest first."""
    return list(
        db.session.execute(
            select(
                Note.id,
                Note.body,
                Note.written_at,
                Note.audience,
                Note.author_id,
                Person.name,
                Person.latin_name,
            )
            .join(Account, Account.id == Note.author_id)
            .join(Person, Person.id == Account.person_id)
            .where(
                Note.application_id == application_id,
                (Note.audience == Audience.TEAM) | (Note.author_id == reader.id),
            )
            .order_by(Note.id)
        ).all()
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
