"""Campaigns with the seats and the people of their openings."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from core.db import db
from people.models import Account
from people.permissions import Permission
from recruiting.models import Campaign, CampaignOpening, Opening, Seat
from recruiting.queries.openings import promised_seats, running, seats_in
from recruiting.queries.reach import reachable
from recruiting.states import OpeningStatus, SeatState


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


def others(campaign_id: int, account: Account) -> Sequence[Any]:
    """Openings that could be taken in: id, code, title; not closed, and editable by `account`."""
    inside = select(CampaignOpening.opening_id).where(CampaignOpening.campaign_id == campaign_id)
    return db.session.execute(
        select(Opening.id, Opening.code, Opening.title)
        .where(
            Opening.status != OpeningStatus.CLOSED,
            Opening.id.not_in(inside),
            reachable(account, Permission.EDIT_OPENINGS),
        )
        .order_by(Opening.id)
    ).all()


def membership(opening_id: int) -> CampaignOpening | None:
    """In which campaign an opening is, if in one."""
    return db.session.scalar(
        select(CampaignOpening)
        .where(CampaignOpening.opening_id == opening_id)
        .options(joinedload(CampaignOpening.opening, innerjoin=True))
    )
