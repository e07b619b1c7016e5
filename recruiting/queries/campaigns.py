"""Campaigns with what was asked for, the seats of their openings and those of their classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, case, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.db import db
from people.models import Account
from people.permissions import Permission
from people.queries import of_teams
from recruiting.models import (
    Campaign,
    CampaignCohort,
    CampaignOpening,
    CampaignRequisition,
    Opening,
    Requisition,
    RoleProfile,
    Seat,
)
from recruiting.queries.openings import promised_seats, running, seats_in
from recruiting.queries.reach import reachable
from recruiting.queries.requisitions import FILLED, hired_for, stands, within_reach
from recruiting.states import OpeningStatus, RequisitionStatus, SeatState
from training.models import Cohort, Programme, ProgrammeVersion
from training.queries.cohorts import seated

Part = Opening | Requisition | Cohort
Membership = CampaignOpening | CampaignRequisition | CampaignCohort

MOST_OFFERED = 200
SETTLED = (RequisitionStatus.REFUSED, RequisitionStatus.CANCELLED)


@dataclass(frozen=True)
class Kind:
    """A kind of part, the table that says to which campaign one belongs, and by which column."""

    part: type[Part]
    membership: type[Membership]
    points: InstrumentedAttribute[int]


KINDS = {
    "requisition": Kind(Requisition, CampaignRequisition, CampaignRequisition.requisition_id),
    "opening": Kind(Opening, CampaignOpening, CampaignOpening.opening_id),
    "cohort": Kind(Cohort, CampaignCohort, CampaignCohort.cohort_id),
}


def listed(account: Account) -> Sequence[Any]:
    """Every campaign, soonest peak first, evergreen last: its columns, openings in reach, seats filled of
    those not closed."""
    within = reachable(account, Permission.SEE_OPENINGS)
    sums = (
        select(
            CampaignOpening.campaign_id,
            func.count(func.distinct(Opening.id)).label("openings"),
            func.sum(case((Seat.state == SeatState.FILLED, 1), else_=0)).label("filled"),
            func.sum(case((Seat.state != SeatState.CLOSED, 1), else_=0)).label("wanted"),
        )
        .join(Opening, Opening.id == CampaignOpening.opening_id)
        .join(Seat, Seat.opening_id == Opening.id)
        .where(within)
        .group_by(CampaignOpening.campaign_id)
        .subquery()
    )
    return db.session.execute(
        select(Campaign, sums.c.openings, sums.c.filled, sums.c.wanted)
        .outerjoin(sums, sums.c.campaign_id == Campaign.id)
        .order_by(Campaign.peak_on.is_(None), Campaign.peak_on, Campaign.id)
    ).all()


def campaign(campaign_id: int) -> Campaign | None:
    """The campaign, where there is one."""
    return db.session.get(Campaign, campaign_id)


def kind_of(part: Part) -> str:
    """What a part of a campaign is called: a key of KINDS."""
    return next(name for name, kind in KINDS.items() if isinstance(part, kind.part))


def part(kind: str, part_id: int) -> Part | None:
    """The requisition, opening or cohort, where there is one; `kind`: a key of KINDS."""
    found: Any = db.session.get(KINDS[kind].part, part_id) if kind in KINDS else None
    return cast(Part | None, found)


def campaign_of(part: Part) -> Campaign | None:
    """The campaign to which it belongs, if to one."""
    kind = KINDS[kind_of(part)]
    of = select(kind.membership.campaign_id).where(kind.points == part.id)
    return db.session.scalar(select(Campaign).where(Campaign.id.in_(of)))


def membership(campaign: Campaign, part: Part) -> Membership:
    """A row that says that it belongs there, not yet in the session."""
    kind = KINDS[kind_of(part)]
    return kind.membership(**{kind.points.key: part.id, "campaign_id": campaign.id})


def forget_membership(part: Part) -> None:
    """It belongs to no campaign any more."""
    kind = KINDS[kind_of(part)]
    db.session.execute(delete(kind.membership).where(kind.points == part.id))


def requisitions_of(campaign_id: int, account: Account) -> Sequence[Any]:
    """Its requisitions in reach, soonest needed first: columns and how many are hired for each."""
    return db.session.execute(
        select(
            Requisition.id,
            Requisition.code,
            Requisition.status,
            Requisition.head_count,
            Requisition.needed_by,
            RoleProfile.name.label("profile"),
            hired_for().label("hired"),
            stands(FILLED).label("is_filled"),
        )
        .join(Requisition.role_profile)
        .join(CampaignRequisition, CampaignRequisition.requisition_id == Requisition.id)
        .where(
            CampaignRequisition.campaign_id == campaign_id,
            within_reach(account, Permission.RAISE_REQUISITIONS),
        )
        .order_by(Requisition.needed_by, Requisition.id)
    ).all()


def cohorts_of(campaign_id: int, account: Account) -> Sequence[Any]:
    """Its classes in reach, the first to begin first: columns and how many seats are taken."""
    return db.session.execute(
        select(
            Cohort.id,
            Cohort.code,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.cancelled_at,
            Cohort.seats,
            Programme.name.label("programme"),
            seated().label("taken"),
        )
        .join(Cohort.programme_version)
        .join(ProgrammeVersion.programme)
        .join(CampaignCohort, CampaignCohort.cohort_id == Cohort.id)
        .where(
            CampaignCohort.campaign_id == campaign_id,
            of_teams(Cohort.team_id, account, Permission.SEE_OPENINGS),
        )
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()


def openings_of(campaign_id: int, account: Account) -> Sequence[Any]:
    """Its openings in reach, soonest to be on duty first, with seats and how many are still in them."""
    return db.session.execute(
        select(
            Opening.id,
            Opening.code,
            Opening.title,
            Opening.status,
            Opening.on_duty_by,
            seats_in(SeatState.FILLED).label("filled"),
            seats_in(SeatState.OPEN).label("unfilled"),
            promised_seats().label("promised"),
            running().label("running"),
        )
        .join(CampaignOpening, CampaignOpening.opening_id == Opening.id)
        .where(CampaignOpening.campaign_id == campaign_id, reachable(account, Permission.SEE_OPENINGS))
        .order_by(Opening.on_duty_by, Opening.id)
    ).all()


def closed_openings_of(campaign_id: int, account: Account) -> list[int]:
    """Its openings that are closed, where `account` may add candidates."""
    return list(
        db.session.scalars(
            select(Opening.id)
            .join(CampaignOpening, CampaignOpening.opening_id == Opening.id)
            .where(
                CampaignOpening.campaign_id == campaign_id,
                Opening.status == OpeningStatus.CLOSED,
                reachable(account, Permission.ADD_CANDIDATES),
            )
        )
    )


def others(campaign_id: int, account: Account, today: date) -> dict[str, Sequence[Any]]:
    """What could be taken in, by kind: id, code and title; whatever is not in this campaign, goes on and may
    be planned by `account`, the newest first."""
    asked = select(Requisition.id, Requisition.code, RoleProfile.name.label("title")).join(
        Requisition.role_profile
    )
    taught = (
        select(Cohort.id, Cohort.code, Programme.name.label("title"))
        .join(Cohort.programme_version)
        .join(ProgrammeVersion.programme)
    )
    opened = select(Opening.id, Opening.code, Opening.title)
    edit = Permission.EDIT_OPENINGS
    return {
        "requisition": _free(
            asked,
            campaign_id,
            Requisition.id,
            Requisition.status.not_in(SETTLED),
            within_reach(account, edit),
        ),
        "opening": _free(
            opened, campaign_id, Opening.id, Opening.status != OpeningStatus.CLOSED, reachable(account, edit)
        ),
        "cohort": _free(
            taught,
            campaign_id,
            Cohort.id,
            Cohort.cancelled_at.is_(None),
            Cohort.ends_on >= today,
            of_teams(Cohort.team_id, account, edit),
        ),
    }


def _free(
    what: Any, campaign_id: int, key: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> Sequence[Any]:
    kind = next(one for one in KINDS.values() if one.part is key.class_)
    inside = select(kind.points).where(kind.membership.campaign_id == campaign_id)
    return db.session.execute(
        what.where(key.not_in(inside), *conditions).order_by(key.desc()).limit(MOST_OFFERED)
    ).all()
