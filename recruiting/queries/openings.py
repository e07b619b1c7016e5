"""What the verbs of openings read, and every page of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, ScalarSelect, case, cast, func, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.db import db
from people.models import Account, Person, Team
from people.permissions import Permission
from recruiting.models import (
    Application,
    HiringTeamMember,
    Offer,
    Opening,
    PipelineVersion,
    Seat,
    Visit,
)
from recruiting.queries.reach import reachable
from recruiting.states import LIVE_OFFERS, OPEN, OfferState, OpeningStatus, Part, SeatState

FIRST_CODE = 101


class SeatCounts(NamedTuple):
    """Seats of an opening: `filled`, `offered` (open, with an offer out or accepted), `free` (open and
    promised to nobody), `closed`. `running` applications are open, `on_older` of them on an older
    version of the pipeline than the opening's."""

    filled: int
    offered: int
    free: int
    closed: int
    running: int
    on_older: int

    @property
    def all(self) -> int:
        """Seats that are not closed."""
        return self.filled + self.offered + self.free


def seats_in(state: SeatState) -> ScalarSelect[int]:
    seats = select(func.count(Seat.id)).where(Seat.opening_id == Opening.id, Seat.state == state)
    return seats.correlate(Opening).scalar_subquery()


def promised_seats() -> ScalarSelect[int]:
    return (
        select(func.count(Offer.id))
        .join(Offer.application)
        .where(
            Application.opening_id == Opening.id,
            Application.status.in_(OPEN),
            Offer.state.in_((OfferState.SENT, OfferState.ACCEPTED)),
        )
        .correlate(Opening)
        .scalar_subquery()
    )


def running(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    inside = select(func.count(Application.id)).where(Application.opening_id == Opening.id)
    counted = inside.where(Application.status.in_(OPEN), *conditions)
    return counted.correlate(Opening).scalar_subquery()


def seat_counts(opening_id: int) -> SeatCounts:
    """How the seats of an opening stand, in one statement."""
    older = running(Application.pipeline_version_id != Opening.pipeline_version_id)
    filled, free, closed, promised, open_ones, on_older = db.session.execute(
        select(
            seats_in(SeatState.FILLED),
            seats_in(SeatState.OPEN),
            seats_in(SeatState.CLOSED),
            promised_seats(),
            running(),
            older,
        ).where(Opening.id == opening_id)
    ).one()
    offered = min(promised, free)
    return SeatCounts(filled, offered, free - offered, closed, open_ones, on_older)


def opening(opening_id: int, account: Account, permission: Permission) -> Opening | None:
    """The opening with what its head shows: site, team, pipeline version, hiring team. None where
    `account` may not reach it."""
    members = joinedload(Opening.members).joinedload(HiringTeamMember.account)
    query = (
        select(Opening)
        .where(Opening.id == opening_id, reachable(account, permission))
        .options(
            joinedload(Opening.site, innerjoin=True),
            joinedload(Opening.team, innerjoin=True).lazyload(Team.site),
            joinedload(Opening.pipeline_version, innerjoin=True),
            members.joinedload(Account.person, innerjoin=True),
            members.lazyload(Account.grants),
        )
    )
    return db.session.scalars(query).unique().one_or_none()


def highest_code() -> int:
    """The number of the newest code; one under the first where there is no opening."""
    number = cast(func.substr(Opening.code, 4), Integer)
    return db.session.scalar(select(func.max(number))) or FIRST_CODE - 1


def newest_version_id(pipeline_id: int | None = None) -> int:
    """The newest version of the pipeline, of the first one without `pipeline_id`; raises NoResultFound."""
    query = select(PipelineVersion.id).order_by(PipelineVersion.pipeline_id, PipelineVersion.number.desc())
    if pipeline_id is not None:
        query = query.where(PipelineVersion.pipeline_id == pipeline_id)
    return db.session.scalars(query.limit(1)).one()


def member(opening_id: int, account_id: int, part: Part) -> HiringTeamMember | None:
    """The membership, where there is one."""
    return db.session.scalar(
        select(HiringTeamMember).where(
            HiringTeamMember.opening_id == opening_id,
            HiringTeamMember.account_id == account_id,
            HiringTeamMember.part == part,
        )
    )


def takes_part(opening: Opening, account: Account) -> bool:
    """Is the account in the hiring team?"""
    query = select(HiringTeamMember.id).where(
        HiringTeamMember.opening_id == opening.id, HiringTeamMember.account_id == account.id
    )
    return db.session.scalar(query.limit(1)) is not None


class SeatsOfDay(NamedTuple):
    """Of the seats that are needed by a day, how many are filled and how many are open."""

    day: date
    filled: int
    free: int

    @property
    def is_late(self) -> bool:
        return self.free > 0 and self.day < clock.today()


def seats_by_day(opening_id: int) -> list[SeatsOfDay]:
    """The seats that are not closed by the day they are needed, the earliest first; one statement."""
    day = func.coalesce(Seat.needed_by, Opening.on_duty_by).label("day")
    rows = db.session.execute(
        select(day, _number_of(SeatState.FILLED), _number_of(SeatState.OPEN))
        .join(Opening, Opening.id == Seat.opening_id)
        .where(Seat.opening_id == opening_id, Seat.state != SeatState.CLOSED)
        .group_by(day)
        .order_by(day)
    )
    return [SeatsOfDay(*row) for row in rows]


def _number_of(state: SeatState) -> Any:
    return cast(func.sum(case((Seat.state == state, 1), else_=0)), Integer)


def seats_locked(opening_id: int) -> Sequence[Seat]:
    """The seats in their order, afresh, and nobody else may change one until this transaction ends."""
    return db.session.scalars(
        select(Seat)
        .where(Seat.opening_id == opening_id)
        .order_by(Seat.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def lock(opening: Opening) -> None:
    """Read the opening afresh; until this transaction ends it stays as it is for everybody else."""
    # Columns only: what was joined when it was loaded cannot be locked with it.
    db.session.refresh(opening, ["status", "closed_at", "version"], with_for_update=True)


def still_in(opening_id: int) -> Sequence[Visit]:
    """The standing visit of everybody who is still in the opening, longest stay first."""
    return db.session.scalars(
        select(Visit)
        .join(Visit.application)
        .where(Visit.opening_id == opening_id, Visit.left_at.is_(None), Application.status.in_(OPEN))
        .order_by(Visit.entered_at, Visit.id)
        .options(
            contains_eager(Visit.application).joinedload(Application.person, innerjoin=True),
            contains_eager(Visit.application).joinedload(Application.referrer),
            contains_eager(Visit.application).joinedload(Application.channel, innerjoin=True),
            contains_eager(Visit.application).joinedload(Application.opening, innerjoin=True),
            joinedload(Visit.stage, innerjoin=True),
        )
        .execution_options(populate_existing=True)
    ).all()


def with_open_offers(opening_id: int) -> list[str]:
    """The names of candidates of the opening whose offer is drafted, out or accepted."""
    names = db.session.scalars(
        select(Person.name)
        .join(Application, Application.person_id == Person.id)
        .join(Offer, Offer.application_id == Application.id)
        .where(
            Application.opening_id == opening_id,
            Application.status.in_(OPEN),
            Offer.state.in_(LIVE_OFFERS),
        )
        .order_by(Offer.id)
    )
    return list(dict.fromkeys(names))  # somebody's next version may be written while one is out


def has_open_application(person_id: int, opening_id: int) -> bool:
    """Is this person in that opening already?"""
    return (
        db.session.scalar(
            select(Application.id).where(
                Application.person_id == person_id,
                Application.opening_id == opening_id,
                Application.status.in_(OPEN),
            )
        )
        is not None
    )


def open_for_transfer(account: Account, but: int) -> Sequence[Any]:
    """(id, code, title) of the openings that take applications and that `account` may fill."""
    return db.session.execute(
        select(Opening.id, Opening.code, Opening.title)
        .where(
            Opening.status == OpeningStatus.OPEN,
            Opening.id != but,
            reachable(account, Permission.EDIT_OPENINGS),
        )
        .order_by(Opening.code)
    ).all()


def newer_version(version: PipelineVersion) -> PipelineVersion | None:
    """The newest version of the same pipeline, where it is newer than `version`."""
    return db.session.scalar(
        select(PipelineVersion)
        .where(PipelineVersion.pipeline_id == version.pipeline_id, PipelineVersion.number > version.number)
        .order_by(PipelineVersion.number.desc())
        .limit(1)
    )
