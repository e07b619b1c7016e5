"""What candidates agree to, with its words and its end; given once more when it has run out."""

from datetime import timedelta

from flask import current_app

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from recruiting import marking
from recruiting.models import Consent
from recruiting.pipeline import check_may
from recruiting.queries import consents as queries

MOST_DAYS = 3650


class ConsentRefused(Refused):
    """No consent was recorded or revoked."""


def give_consent(
    person: Person, purpose: str, words: str, *, actor: Account | None, days: int | None = None
) -> Consent:
    """Record that `person` agreed to `purpose` in these `words`, for `days` (by default CONSENT_DAYS).
    `actor` is None when the person signed themselves. A background check that waited for it goes on."""
    check_may(actor, Permission.RECORD_RESULTS)
    if not words.strip():
        raise ConsentRefused(_("Not recorded. The words that were agreed to are missing."), "words")
    if days is not None and not 0 < days <= MOST_DAYS:
        raise ConsentRefused(_("Not recorded. Consent holds for 1 to %(most)s days.", most=MOST_DAYS), "days")
    holds = timedelta(days=days or current_app.config["CONSENT_DAYS"])
    consent = Consent(
        person_id=person.id,
        purpose=purpose,
        words=words.strip(),
        given_at=clock.now(),
        expires_at=clock.now() + holds,
    )
    db.session.add(consent)
    db.session.flush()
    _tell("consent given", consent, actor)
    return consent


def withdraw(person: Person, purpose: str, *, actor: Account | None) -> int:
    """Whatever `person` agreed to for `purpose` no longer holds, however often it was given; returns how
    many consents that were. Refuses where there was none."""
    check_may(actor, Permission.RECORD_RESULTS)
    held = queries.all_holding(person.id, purpose)
    if not held:
        raise ConsentRefused(_("Not revoked. No consent holds any more."))
    for consent in held:
        revoke(consent, actor=actor)
    return len(held)


def revoke(consent: Consent, *, actor: Account | None) -> None:
    """The consent no longer holds from now on; that it once did stays on record."""
    check_may(actor, Permission.RECORD_RESULTS)
    alone(f"consents of {consent.person_id}")
    db.session.refresh(consent)
    if consent.revoked_at is not None:
        raise ConsentRefused(_("Not revoked. This consent was revoked before."))
    consent.revoked_at = clock.now()
    db.session.flush()
    _tell("consent revoked", consent, actor)


def _tell(verb: str, consent: Consent, actor: Account | None) -> None:
    """On the record of the person's open applications, and to the checks that waited for it."""
    actor_id = actor.id if actor else None
    record(verb, consent, actor_id=actor_id, purpose=consent.purpose, expires_at=_until(consent))
    for visit in queries.standing_visits(consent.person_id):
        record(
            verb,
            visit.application,
            actor_id=actor_id,
            consent=consent.id,
            purpose=consent.purpose,
            expires_at=_until(consent),
        )
        marking.touch(visit)


def _until(consent: Consent) -> str:
    return consent.expires_at.isoformat()
