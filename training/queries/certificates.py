"""What is asked about certificates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission
from people.queries import of_teams
from training.models import (
    Certificate,
    CertificateRevocation,
    CertificateTry,
    Enrolment,
    GatePassing,
    Programme,
    ProgrammeVersion,
)
from training.rules.certificates import state
from training.states import CertificateState

_newer = aliased(Certificate)
_revocation = aliased(CertificateRevocation)
_REVOKED = exists(select(_revocation.certificate_id).where(_revocation.certificate_id == Certificate.id))
_REPLACED = exists(select(_newer.id).where(_newer.replaces_id == Certificate.id))
LIST_ORDER = (Certificate.issued_on, Certificate.id)


@dataclass(frozen=True)
class Standing:
    """A certificate with what it is worth today; `revoked_on`, and the reason of that, if it is."""

    certificate: Certificate
    state: CertificateState
    is_due: bool
    reason: str | None = None
    revoked_on: date | None = None

    @property
    def is_valid(self) -> bool:
        return self.state is CertificateState.VALID


def _standing(row: Any) -> Standing:
    one, today = row.Certificate, clock.today()
    worth = state(one.expires_on, is_revoked=row.revoked, is_replaced=row.replaced, today=today)
    decided = worth in (CertificateState.REVOKED, CertificateState.REISSUED)
    due = not decided and one.due_on is not None and one.due_on <= today
    revoked_on = clock.local(row.revoked_at).date() if row.revoked_at else None
    return Standing(one, worth, due, row.reason, revoked_on)


def _statement() -> Select[*tuple[Any, ...]]:
    """Rows of (Certificate, revoked, replaced, when and why it was revoked), newest first."""
    return (
        select(
            Certificate,
            _REVOKED.label("revoked"),
            _REPLACED.label("replaced"),
            CertificateRevocation.revoked_at,
            Entry.reason,
        )
        .join(GatePassing, GatePassing.id == Certificate.passing_id)
        .join(Enrolment, Enrolment.id == GatePassing.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .outerjoin(CertificateRevocation, CertificateRevocation.certificate_id == Certificate.id)
        .outerjoin(Entry, Entry.id == CertificateRevocation.entry_id)
        .order_by(Certificate.id.desc())
        .options(
            joinedload(Certificate.programme_version).joinedload(ProgrammeVersion.programme),
            joinedload(Certificate.passing).joinedload(GatePassing.enrolment),
        )
    )


def held_by(employment_ids: Collection[int], moment: datetime | None = None) -> dict[int, Any]:
    """Employment → its newest certificate that is neither revoked nor replaced, with `issued_on` and
    `expires_on`; it may have run out. `moment`: by what was written before it."""
    rows = db.session.execute(
        select(Enrolment.employment_id, Certificate.issued_on, Certificate.expires_on)
        .select_from(Certificate)
        .join(GatePassing, GatePassing.id == Certificate.passing_id)
        .join(Enrolment, Enrolment.id == GatePassing.enrolment_id)
        .where(Enrolment.employment_id.in_(employment_ids), *_held(moment))
        .order_by(Certificate.id)
    )
    return {row.employment_id: row for row in rows}


def _held(moment: datetime | None) -> list[ColumnElement[bool]]:
    """Conditions on Certificate."""
    if moment is None:
        return [~_REVOKED, ~_REPLACED]
    made, replaced_by = aliased(Entry), aliased(Entry)
    written = select(made.id).where(made.id == Certificate.entry_id, made.at < moment)
    revoked = select(_revocation.certificate_id).where(
        _revocation.certificate_id == Certificate.id, _revocation.revoked_at < moment
    )
    replaced = (
        select(_newer.id)
        .join(replaced_by, replaced_by.id == _newer.entry_id)
        .where(_newer.replaces_id == Certificate.id, replaced_by.at < moment)
    )
    return [exists(written), ~exists(revoked), ~exists(replaced)]


def has_no_other(one: Standing, employment_id: int) -> bool:
    """Was it revoked, with none in its place since?"""
    return one.state is CertificateState.REVOKED and not held_by([employment_id])


def of_person(person_id: int) -> list[Standing]:
    """Every certificate of somebody over all employments, newest first."""
    rows = db.session.execute(_statement().where(Employment.person_id == person_id))
    return [_standing(row) for row in rows.unique()]


def certificate_of(person_id: int) -> Standing | None:
    """The newest one that is good today."""
    return next((one for one in of_person(person_id) if one.is_valid), None)


def of_enrolments(enrolment_ids: Collection[int]) -> dict[int, Standing]:
    """Enrolment → the newest certificate that came of it."""
    rows = db.session.execute(_statement().where(Enrolment.id.in_(enrolment_ids))).unique().all()
    return {row.Certificate.passing.enrolment_id: _standing(row) for row in reversed(rows)}


def standing(certificate_id: int) -> Standing | None:
    row = db.session.execute(_statement().where(Certificate.id == certificate_id)).unique().one_or_none()
    return _standing(row) if row else None


def by_code(code: str) -> Standing | None:
    """The certificate that carries this code, as `rules.certificates.normal` gives it."""
    row = db.session.execute(_statement().where(Certificate.code == code)).unique().one_or_none()
    return _standing(row) if row else None


def reachable(reader: Account, certificate_id: int) -> Standing | None:
    """The certificate, if it is of somebody whose training `reader` may see."""
    found = db.session.scalar(_within(select(Certificate.id), reader).where(Certificate.id == certificate_id))
    return standing(found) if found else None


def _within(statement: Select[*tuple[Any, ...]], reader: Account) -> Select[*tuple[Any, ...]]:
    """Joined to whom they are of, as far as `reader` may see their training."""
    joined = (
        statement.join(GatePassing, GatePassing.id == Certificate.passing_id)
        .join(Enrolment, Enrolment.id == GatePassing.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Post, and_(Post.employment_id == Employment.id, Post.until.is_(None)))
        .outerjoin(Team, Team.id == Post.team_id)
    )
    return joined.where(of_teams(Post.team_id, reader, Permission.SEE_TRAINING))


def listed(reader: Account, which: str = "all", text: str = "") -> Select[*tuple[Any, ...]]:
    """Certificates within reach: rows of (id, number, holder, name, latin_name, enrolment_id, programme,
    team, issued_on, expires_on, due_on, revoked, replaced, ended_on). which: "due", "valid", "expired",
    "revoked" or "all"."""
    statement = _within(
        select(
            Certificate.id,
            Certificate.number,
            Certificate.issued_on,
            Certificate.expires_on,
            _REVOKED.label("revoked"),
            _REPLACED.label("replaced"),
            Certificate.due_on,
            Enrolment.id.label("enrolment_id"),
            Employment.ended_on,
            Person.name,
            Person.latin_name,
            Programme.name.label("programme"),
            Team.name.label("team"),
        ),
        reader,
    )
    statement = (
        statement.join(ProgrammeVersion, ProgrammeVersion.id == Certificate.programme_version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(*_which(which))
    )
    if text:
        columns = (Person.name, Person.latin_name, Certificate.number)
        statement = statement.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return statement


def _which(which: str) -> list[ColumnElement[bool]]:
    today = clock.today()
    stands = [~_REVOKED, ~_REPLACED]
    expired = Certificate.expires_on < today
    ways: dict[str, list[ColumnElement[bool]]] = {
        "valid": [*stands, or_(Certificate.expires_on.is_(None), ~expired)],
        "expired": [*stands, expired],
        "revoked": [_REVOKED],
        "due": [*stands, Certificate.due_on <= today, Employment.ended_on.is_(None), ~_has_a_newer_one()],
    }
    return ways.get(which, [])


def _has_a_newer_one() -> ColumnElement[bool]:
    passing, enrolment = aliased(GatePassing), aliased(Enrolment)
    return exists(
        select(_newer.id)
        .join(passing, passing.id == _newer.passing_id)
        .join(enrolment, enrolment.id == passing.enrolment_id)
        .where(enrolment.employment_id == Employment.id, _newer.id > Certificate.id)
        .correlate(Certificate, Employment)
    )


def state_of(row: Any) -> CertificateState:
    """What the certificate of a row of `listed` is worth today."""
    return state(row.expires_on, is_revoked=row.revoked, is_replaced=row.replaced, today=clock.today())


def all_of(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Every row of `listed`, oldest first."""
    return db.session.execute(statement.order_by(*LIST_ORDER)).all()


def count_due(reader: Account) -> int:
    """How many must be certified anew, within reach of `reader`."""
    return db.session.scalar(listed(reader, "due").with_only_columns(func.count())) or 0


def highest_number(prefix: str) -> str | None:
    """The highest number that begins like this."""
    return db.session.scalar(
        select(func.max(Certificate.number)).where(Certificate.number.startswith(prefix))
    )


def passing_of(enrolment_id: int) -> GatePassing | None:
    return db.session.scalar(select(GatePassing).where(GatePassing.enrolment_id == enrolment_id))


def clearance_of(certificate: Certificate) -> int:
    """The clearance that was given with the passing it is about."""
    return db.session.get_one(GatePassing, certificate.passing_id).clearance_id


def misses_from(address: str, since: datetime) -> Sequence[datetime]:
    """When codes that are none were asked about from `address` since then, in order."""
    return db.session.scalars(
        select(CertificateTry.at)
        .where(CertificateTry.address == address, CertificateTry.at >= since)
        .order_by(CertificateTry.id)
    ).all()


def forget_misses(before: datetime) -> int:
    """Delete what was asked about in vain before then; returns how many."""
    done = db.session.execute(delete(CertificateTry).where(CertificateTry.at < before))
    return done.rowcount  # type: ignore[attr-defined, no-any-return]
