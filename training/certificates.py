"""Certificates: issued when the gate is passed, issued again, revoked, and asked about by strangers."""

import secrets

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people import employment as employments
from people import rules as guessing
from people.models import Account
from people.permissions import Permission
from people.queries import current_duty
from people.states import SERVING, DutyStatus
from training import duty_letters, waivers
from training.enrolment import await_cohort
from training.models import Certificate, CertificateRevocation, CertificateTry, Enrolment, GatePassing
from training.queries import certificates as queries
from training.queries import duty as duties
from training.queries import programmes
from training.queries.certificates import Standing
from training.rules.certificates import CODE_LENGTH, CODE_LETTERS, ends, is_code, normal
from training.states import CertificateState

MISSES = guessing.BY_ADDRESS
"""So many codes that are none from one address, as with passwords; then a wait."""
UNKNOWN = "-" * CODE_LENGTH


class CertificateRefused(Refused):
    """No certificate was issued or revoked."""


class TooManyTries(CertificateRefused):
    """The address asked about too many codes that are none; for the right ones it waits as well."""


def issue(passing: GatePassing, *, actor: Account | None, replaces: Certificate | None = None) -> Certificate:
    """Hand out a certificate about a passing of the gate; one that `replaces` another ends when that did."""
    enrolment, today = passing.enrolment, clock.today()
    version = programmes.version(duties.programme_version_id(enrolment.id) or 0)
    assert version is not None, "who passed sat in a cohort"
    policy = duties.policy(version.programme_id)
    assert policy is not None, "founding publishes a policy"
    expires_on, due_on = ends(today, policy.certificate_months, policy.due_days)
    if replaces is not None:
        expires_on, due_on = replaces.expires_on, replaces.due_on
    made = Certificate(
        number=_next_number(),
        code="".join(secrets.choice(CODE_LETTERS) for _one in range(CODE_LENGTH)),
        passing=passing,
        programme_version=version,
        policy=policy,
        holder=enrolment.employment.person.full_name,
        issued_on=today,
        expires_on=expires_on,
        due_on=due_on,
        replaces_id=replaces.id if replaces else None,
        issued_by_id=actor.id if actor else None,
    )
    return _handed_out(made, enrolment, actor)


def _handed_out(made: Certificate, enrolment: Enrolment, actor: Account | None) -> Certificate:
    entry = record(
        "certificate re-issued" if made.replaces_id else "certificate issued",
        enrolment,
        actor_id=actor.id if actor else None,
        rule=f"duty policy {made.policy.id}",
        state=enrolment.state,
        number=made.number,
        before=made.replaces_id,
    )
    db.session.flush()
    made.entry_id = entry.id
    db.session.add(made)
    db.session.flush()
    duty_letters.certificate_issued(made, entry)
    return made


def _next_number() -> str:
    """2026-00017: they are counted within each year."""
    alone("certificate numbers")
    prefix = f"{clock.today().year}-"
    highest = queries.highest_number(prefix)
    return f"{prefix}{int(highest.removeprefix(prefix)) + 1 if highest else 1:05}"


def reissue(certificate: Certificate, *, actor: Account, reason: str) -> Certificate:
    """Hand out a certificate once more, say with a corrected name, good as long as the old one; the old one
    stays, marked as re-issued. Raises CertificateRefused without a reason, and for one that is not valid."""
    enrolment = certificate.passing.enrolment
    waivers.keep_still(enrolment)
    waivers.check_reach(enrolment, Permission.PUT_ON_DUTY, actor)
    _check_not_own(enrolment, actor)
    _check(certificate, {CertificateState.VALID}, reason)
    made = issue(certificate.passing, actor=actor, replaces=certificate)
    record("re-issue explained", enrolment, actor_id=actor.id, reason=reason, number=made.number)
    db.session.flush()
    return made


def revoke(certificate: Certificate, *, actor: Account, reason: str) -> None:
    """Say that a certificate is worth nothing: who serves by the passing that it is about is off duty from
    today. Raises CertificateRefused without a reason, for one's own, and for one that was revoked."""
    enrolment = certificate.passing.enrolment
    waivers.keep_still(enrolment)
    waivers.check_reach(enrolment, Permission.REVOKE_CERTIFICATES, actor)
    _check_not_own(enrolment, actor)
    _check(certificate, {CertificateState.VALID, CertificateState.EXPIRED}, reason)
    entry = record(
        "certificate revoked",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        state=enrolment.state,
        number=certificate.number,
    )
    db.session.flush()
    revoked = CertificateRevocation(
        certificate_id=certificate.id, revoked_at=clock.now(), revoked_by_id=actor.id, entry_id=entry.id
    )
    db.session.add(revoked)
    _take_off(certificate, enrolment, actor)
    db.session.flush()


def renew(certificate: Certificate, *, actor: Account) -> Enrolment:
    """Put the holder in line for a cohort, to pass again: whose certificate is due, has run out or was
    revoked. Raises CertificateRefused for one's own, EnrolmentRefused for who is in line or has left."""
    passed = certificate.passing.enrolment
    waivers.keep_still(passed)
    waivers.check_reach(passed, Permission.PUT_ON_DUTY, actor)
    _check_not_own(passed, actor)
    today = clock.today()
    return await_cohort(passed.employment, max(certificate.expires_on or today, today), actor=actor)


def _take_off(certificate: Certificate, enrolment: Enrolment, actor: Account) -> None:
    present = current_duty(enrolment.employment_id)
    serves = present is not None and present.status in SERVING
    if present is not None and serves and present.clearance_id == certificate.passing.clearance_id:
        employments.begin_duty(enrolment.employment, DutyStatus.SUSPENDED, clock.today(), actor=actor)


def _check_not_own(enrolment: Enrolment, actor: Account) -> None:
    if actor.person_id == enrolment.employment.person_id:
        raise CertificateRefused(_("Not done. Nobody decides about a certificate of their own."))


def _check(certificate: Certificate, wanted: set[CertificateState], reason: str) -> None:
    standing = queries.standing(certificate.id)
    if standing is None or standing.state not in wanted:
        raise CertificateRefused(_("Not done. This certificate has changed meanwhile; look again."))
    if not reason.strip():
        raise CertificateRefused(_("Not done. Say why, for the record."), "reason")


def look_up(typed: str, *, address: str) -> Standing | None:
    """What stands behind a code. Whatever is no code is looked for and counted like a code that nobody has,
    so that neither answer nor time tells one from the other.

    Raises TooManyTries, the same for every code; the caller commits all the same, since misses count."""
    network, now = guessing.network(address), clock.now()
    alone(f"certificates asked from {network}")
    misses = queries.misses_from(network, now - guessing.MEMORY)
    if guessing.standing(misses, MISSES, now).locked_until:
        raise TooManyTries(_("Too many codes were asked about from your network. Try again later."))
    code = normal(typed)
    found = queries.by_code(code if is_code(code) else UNKNOWN)
    if found is None:
        db.session.add(CertificateTry(address=network, at=now))
        db.session.flush()
    return found
