"""What the sample team's story looks up while it is told."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.db import db
from recruiting.models import (
    Application,
    BackgroundCheck,
    Channel,
    ChannelCost,
    DispositionReason,
    Opening,
    Panelist,
    RoleProfile,
    Scorecard,
    Stage,
    Visit,
)
from recruiting.queries import standing
from recruiting.states import CheckState, Status, Wait


def profile(key: str) -> RoleProfile:
    """The role profile of this key; raises NoResultFound."""
    return db.session.scalars(select(RoleProfile).where(RoleProfile.key == key)).one()


def opening(opening_id: int) -> Opening:
    """The opening; raises NoResultFound."""
    return db.session.get_one(Opening, opening_id)


def channels() -> dict[str, Channel]:
    """Key → channel."""
    return {one.key: one for one in db.session.scalars(select(Channel))}


def last_cost(channel_id: int) -> ChannelCost:
    """What was booked last for a channel; raises NoResultFound."""
    booked = select(ChannelCost).where(ChannelCost.channel_id == channel_id)
    return db.session.scalars(booked.order_by(ChannelCost.id.desc()).limit(1)).one()


def reasons() -> dict[str, DispositionReason]:
    """Key → disposition reason, of every family."""
    return {one.key: one for one in db.session.scalars(select(DispositionReason))}


def owing(visit_id: int) -> Sequence[Panelist]:
    """Who is asked for a scorecard of this visit and has submitted none."""
    scored = select(Scorecard.panelist_id)
    return db.session.scalars(
        select(Panelist)
        .where(Panelist.visit_id == visit_id, Panelist.released_at.is_(None), Panelist.id.not_in(scored))
        .order_by(Panelist.id)
    ).all()


def last_ended(status: Status) -> Visit | None:
    """Where the newest application of this status stood last."""
    newest = select(Application.id).where(Application.status == status)
    return _stands(newest.order_by(Application.id.desc()))


def first_hired() -> Visit | None:
    """The offer stage of whoever was hired first and still is."""
    hired = select(Application.id).where(Application.status == Status.HIRED)
    return _stands(hired.order_by(Application.closed_at, Application.id))


def longest_stay(
    stage_key: str,
    wait: Wait | None = None,
    *,
    outside: Opening | None = None,
    within: Opening | None = None,
) -> Visit | None:
    """The longest stay of an active application in this stage, of those that wait for `wait`, are for
    the opening `within` and not for the opening `outside`."""
    query = (
        select(Visit.application_id)
        .join(Visit.stage)
        .join(Application, Application.id == Visit.application_id)
        .where(Visit.left_at.is_(None), Application.status == Status.ACTIVE, Stage.key == stage_key)
        .order_by(Visit.entered_at, Visit.id)
    )
    if wait is not None:
        query = query.where(Visit.waits_for == wait)
    if outside is not None:
        query = query.where(Visit.opening_id != outside.id)
    if within is not None:
        query = query.where(Visit.opening_id == within.id)
    return _stands(query)


def checks_under_way() -> Sequence[BackgroundCheck]:
    """The background checks that are not decided, of applications that stand, oldest first."""
    return db.session.scalars(
        select(BackgroundCheck)
        .join(Application, Application.id == BackgroundCheck.application_id)
        .where(BackgroundCheck.state == CheckState.IN_PROGRESS, Application.status == Status.ACTIVE)
        .order_by(BackgroundCheck.id)
    ).all()


def _stands(application_ids: Select[int]) -> Visit | None:
    found = db.session.scalar(application_ids.limit(1))
    return standing.latest_visit(found) if found else None


def newest_applications(most: int) -> Sequence[Application]:
    """Those begun last, the oldest of them first, with their channels."""
    newest = select(Application).where(Application.status != Status.VOID).order_by(Application.id.desc())
    found = db.session.scalars(newest.options(joinedload(Application.channel)).limit(most))
    return sorted(found, key=lambda one: one.id)
