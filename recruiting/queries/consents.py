"""Consents of a person, and what waits for them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, select

from core import clock
from core.db import db
from recruiting.models import Application, Consent, Visit
from recruiting.queries import standing


def standing_visits(person_id: int) -> list[Visit]:
    """The visits in which the person's open applications stand."""
    ids = db.session.scalars(
        select(Visit.id)
        .join(Visit.application)
        .where(Application.person_id == person_id, Visit.left_at.is_(None))
        .order_by(Visit.id)
    ).all()
    return [standing.visit(id) for id in ids]


def history(person_id: int) -> Sequence[Any]:
    """Every consent of the person, the latest first; `holds` says whether it does now."""
    holds = and_(Consent.revoked_at.is_(None), Consent.expires_at > clock.now())
    return db.session.execute(
        select(
            Consent.purpose,
            Consent.words,
            Consent.given_at,
            Consent.expires_at,
            Consent.revoked_at,
            holds.label("holds"),
        )
        .where(Consent.person_id == person_id)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    ).all()


def holding(person_id: int, purpose: str) -> Consent | None:
    """The consent that holds now and for the longest."""
    return db.session.scalar(_holding(person_id, purpose).limit(1))


def all_holding(person_id: int, purpose: str) -> Sequence[Consent]:
    """Every consent that holds now, the longest first."""
    return db.session.scalars(_holding(person_id, purpose)).all()


def _holding(person_id: int, purpose: str) -> Select[Consent]:
    return (
        select(Consent)
        .where(
            Consent.person_id == person_id,
            Consent.purpose == purpose,
            Consent.revoked_at.is_(None),
            Consent.expires_at > clock.now(),
        )
        .order_by(Consent.expires_at.desc())
    )
