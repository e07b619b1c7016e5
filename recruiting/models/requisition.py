"""Requests to hire so many people, and campaigns that group requests, openings and classes for a peak.

Both point to openings by a row of their own, so an opening needs neither.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, Words
from people.models import Account, Site, Team
from recruiting.models.opening import Opening, RoleProfile
from recruiting.states import CampaignKind, EmploymentKind, RequisitionCause, RequisitionStatus, Shift
from training.models import Cohort


class Campaign(Base):
    """What is asked for, filled and trained for one purpose. A peak has its day; the intake is when people
    are taken on, without an end where it is evergreen."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("(kind = 'peak') = (peak_on IS NOT NULL)", name="peak_has_a_day"),
        CheckConstraint("intake_until IS NULL OR intake_until >= intake_from", name="intake_ends_later"),
        CheckConstraint("kind <> 'peak' OR intake_until IS NOT NULL", name="intake_of_a_peak_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]
    kind: Mapped[CampaignKind]
    peak_on: Mapped[date | None]
    intake_from: Mapped[date]
    intake_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Requisition(Base):
    """A request to hire `head_count` people by a day. The database lets nobody decide the own one."""

    __tablename__ = "requisition"
    __table_args__ = (
        CheckConstraint("head_count BETWEEN 1 AND 500", name="head_count_in_range"),
        CheckConstraint("decided_by_id <> requested_by_id", name="decided_by_another"),
        CheckConstraint(
            "status NOT IN ('approved', 'refused') OR decided_by_id IS NOT NULL", name="decided_by_somebody"
        ),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_at_iff_decided"),
        Index("ix_requisition_status", "status", "needed_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    role_profile_id: Mapped[int] = mapped_column(ForeignKey("role_profile.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    shift: Mapped[Shift]
    kind: Mapped[EmploymentKind] = mapped_column(
        default=EmploymentKind.PERMANENT, server_default=EmploymentKind.PERMANENT.value
    )
    market_language: Mapped[str]
    head_count: Mapped[int]
    needed_by: Mapped[date]
    cause: Mapped[RequisitionCause]
    explanation: Mapped[str]
    status: Mapped[RequisitionStatus] = mapped_column(default=RequisitionStatus.PENDING)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    role_profile: Mapped[RoleProfile] = relationship()
    team: Mapped[Team] = relationship()
    site: Mapped[Site] = relationship()
    requested_by: Mapped[Account] = relationship(foreign_keys=[requested_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])


class RequisitionOpening(Base):
    """An opening begun for a requisition; its seats count against the head-count."""

    __tablename__ = "requisition_opening"

    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), primary_key=True)
    requisition_id: Mapped[int] = mapped_column(ForeignKey("requisition.id"), index=True)

    opening: Mapped[Opening] = relationship()


class CampaignOpening(Base):
    """An opening that is filled for a campaign."""

    __tablename__ = "campaign_opening"

    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)

    opening: Mapped[Opening] = relationship()


class CampaignRequisition(Base):
    """A requisition that is raised for a campaign."""

    __tablename__ = "campaign_requisition"

    requisition_id: Mapped[int] = mapped_column(ForeignKey("requisition.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)

    requisition: Mapped[Requisition] = relationship()


class CampaignCohort(Base):
    """A class that trains who is taken on for a campaign."""

    __tablename__ = "campaign_cohort"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)

    cohort: Mapped[Cohort] = relationship()
