"""On duty: what the gate asks besides exams, who passed it, waivers of it, and certificates."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from people.models import Account
from training.models.enrolment import Enrolment
from training.models.programme import ProgrammeVersion
from training.states import WaiverEnd


class DutyPolicy(Base):
    """One version of the rules about being on duty after a programme. `certificate_months`: how long a
    certificate is good, None for ever; `due_days`: so many days before that it is due anew;
    `waiver_days`: how long a waiver lasts at most."""

    __tablename__ = "duty_policy"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("certificate_months > 0", name="months_count"),
        CheckConstraint("due_days >= 0", name="due_counts"),
        CheckConstraint("waiver_days > 0", name="waiver_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    certificate_months: Mapped[int | None]
    due_days: Mapped[int]
    waiver_days: Mapped[int]
    published_at: Mapped[datetime]


class GatePassing(Base):
    """Somebody passed the gate. `evidence`: what it was passed with, as it stood that day."""

    __tablename__ = "gate_passing"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    clearance_id: Mapped[int] = mapped_column(ForeignKey("clearance.id"), unique=True)
    passed_on: Mapped[date]
    evidence: Mapped[dict[str, Any]]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    enrolment: Mapped[Enrolment] = relationship()


class Waiver(Base):
    """A manager lets somebody serve without parts of the gate, until the evening of `last_day`. `parts`:
    {"parts": their names}. `ended_on`: the first day on which it no longer holds."""

    __tablename__ = "waiver"
    __table_args__ = (
        CheckConstraint("last_day >= since", name="lasts_a_day"),
        CheckConstraint("(ended_on IS NULL) = (ended_by IS NULL)", name="end_iff_ended"),
        CheckConstraint("ended_on IS NULL OR ended_on >= since", name="ends_after_it_starts"),
        Index(
            "uq_waiver_open",
            "enrolment_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    parts: Mapped[dict[str, Any]]
    since: Mapped[date]
    last_day: Mapped[date]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    ended_on: Mapped[date | None]
    ended_by: Mapped[WaiverEnd | None]

    enrolment: Mapped[Enrolment] = relationship()
    granted_by: Mapped[Account] = relationship()


class Certificate(Base):
    """A certificate as it was handed out. `holder`: the name that stands on it; `expires_on`: the last
    day on which it is good; `due_on`: from when it has to be earned anew. One that was re-issued
    stays, and the new one points back to it."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("expires_on >= issued_on", name="good_for_a_day"),
        CheckConstraint("(expires_on IS NULL) = (due_on IS NULL)", name="due_iff_it_expires"),
        CheckConstraint("due_on <= expires_on", name="due_before_it_expires"),
        CheckConstraint("replaces_id <> id", name="replaces_another"),
        Index("ix_certificate_passing_id", "passing_id"),
        Index("ix_certificate_due_on", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    passing_id: Mapped[int] = mapped_column(ForeignKey("gate_passing.id"))
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    policy_id: Mapped[int] = mapped_column(ForeignKey("duty_policy.id"))
    holder: Mapped[str | None]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    due_on: Mapped[date | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    passing: Mapped[GatePassing] = relationship()
    programme_version: Mapped[ProgrammeVersion] = relationship()
    policy: Mapped[DutyPolicy] = relationship()


class CertificateRevocation(Base):
    """A certificate is worth nothing any more; why is in the record."""

    __tablename__ = "certificate_revocation"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    revoked_at: Mapped[datetime]
    revoked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class CertificateTry(Base):
    """Somebody asked about a code that is none: counted by address, to keep codes from being searched."""

    __tablename__ = "certificate_try"
    __table_args__ = (Index("ix_certificate_try_address_at", "address", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    at: Mapped[datetime]


append_only(DutyPolicy.__table__)
append_only(GatePassing.__table__)
append_only(Certificate.__table__, may_wipe="holder")
append_only(CertificateRevocation.__table__)
