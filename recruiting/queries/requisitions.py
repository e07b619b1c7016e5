"""Requisitions within reach: how many of the heads asked for have seats, and how many are hired."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, and_, cast, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from core import keyset
from core.db import db
from people.models import Account, Person, Team
from people.permissions import Permission
from people.queries import of_teams
from people.readers import Reader
from recruiting.models import Opening, Requisition, RequisitionOpening, RoleProfile, Seat
from recruiting.states import OpeningStatus, RequisitionStatus, SeatState

ALL_AT_ONCE = 10_000
FILLED = "filled"
"""Approved, with all its people hired. It is no status: one of them may not come."""
STANDINGS = (
    RequisitionStatus.PENDING, RequisitionStatus.APPROVED, FILLED, RequisitionStatus.REFUSED,
    RequisitionStatus.HELD, RequisitionStatus.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True)
class RequisitionFilter:
    """Which requisitions; "" leaves the choice open. `status`: one of STANDINGS."""

    status: str = ""
    team_id: int | None = None
    text: str = ""

    def but_status(self) -> ColumnElement[bool]:
        wanted: list[ColumnElement[bool]] = [true()]
        if self.team_id:
            wanted.append(Requisition.team_id == self.team_id)
        if self.text:
            wanted.append(
                Requisition.code.icontains(self.text, autoescape=True)
                | Requisition.explanation.icontains(self.text, autoescape=True)
            )
        return and_(*wanted)

    def all(self) -> ColumnElement[bool]:
        return and_(self.but_status(), stands(self.status) if self.status else true())


def stands(standing: str) -> ColumnElement[bool]:
    """Is the requisition so? Approved is what has not all its people yet."""
    approved = Requisition.status == RequisitionStatus.APPROVED
    if standing == FILLED:
        return and_(approved, is_filled())
    if standing == RequisitionStatus.APPROVED:
        return and_(approved, ~is_filled())
    return Requisition.status == RequisitionStatus(standing)


def is_filled() -> ColumnElement[bool]:
    """Are as many hired as were asked for?"""
    return hired_for() >= Requisition.head_count


def within_reach(account: Account | Reader, permission: Permission) -> ColumnElement[bool]:
    """The requisitions of the teams for which `account` holds `permission`."""
    return of_teams(Requisition.team_id, account, permission)


def _seats(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    begun = select(func.count(Seat.id)).join(
        RequisitionOpening, RequisitionOpening.opening_id == Seat.opening_id
    )
    mine = begun.join(Opening, Opening.id == Seat.opening_id)
    mine = mine.where(RequisitionOpening.requisition_id == Requisition.id, *conditions)
    return mine.correlate(Requisition).scalar_subquery()


def _takes_a_head() -> ColumnElement[bool]:
    """The seat counts against the heads asked for: it is filled, or open in an opening that goes on."""
    goes_on = and_(Seat.state == SeatState.OPEN, Opening.status != OpeningStatus.CLOSED)
    return or_(Seat.state == SeatState.FILLED, goes_on)


def hired_for() -> ScalarSelect[int]:
    """How many are hired for a requisition, as part of a statement about requisitions."""
    return _seats(Seat.state == SeatState.FILLED)


def _listed(which: RequisitionFilter, account: Account) -> Select[*tuple[Any, ...]]:
    asking = aliased(Person)
    return (
        select(
            Requisition.id,
            Requisition.code,
            Requisition.status,
            Requisition.head_count,
            Requisition.needed_by,
            Requisition.cause,
            RoleProfile.name.label("profile"),
            Team.name.label("team"),
            asking.name.label("asked_by"),
            asking.latin_name.label("asked_by_latin"),
            _seats(_takes_a_head()).label("begun"),
            hired_for().label("hired"),
            stands(FILLED).label("is_filled"),
        )
        .join(Requisition.role_profile)
        .join(Requisition.team)
        .join(Account, Account.id == Requisition.requested_by_id)
        .join(asking, asking.id == Account.person_id)
        .where(which.all(), within_reach(account, Permission.RAISE_REQUISITIONS))
    )


SORTS = {"due": (Requisition.needed_by, Requisition.id), "code": (Requisition.id,)}


def page(
    which: RequisitionFilter, account: Account, sort: str, *, after: str | None, before: str | None
) -> keyset.Page:
    """One page of the list. `sort`: a key of SORTS; another one is as the first."""
    return keyset.page(_listed(which, account), SORTS.get(sort, SORTS["due"]), after=after, before=before)


def all_listed(which: RequisitionFilter, account: Account, sort: str) -> Sequence[Any]:
    """Every row of the list, for taking away."""
    keys = SORTS.get(sort, SORTS["due"])
    return db.session.execute(_listed(which, account).order_by(*keys).limit(ALL_AT_ONCE)).all()


def count_by_status(which: RequisitionFilter, account: Account) -> dict[str, int]:
    """How many requisitions of each of STANDINGS the filter finds, its own status aside."""
    each = (
        select(Requisition.status, is_filled().label("filled"))
        .where(which.but_status(), within_reach(account, Permission.RAISE_REQUISITIONS))
        .subquery()
    )
    found = select(each.c.status, each.c.filled, func.count()).group_by(each.c.status, each.c.filled)
    counts: dict[str, int] = dict.fromkeys(STANDINGS, 0)
    for status, filled, number in db.session.execute(found):
        counts[FILLED if filled and status is RequisitionStatus.APPROVED else status] += number
    return counts


def requisition(requisition_id: int, account: Account) -> Requisition | None:
    """The requisition with what its page shows; None where out of reach."""
    named = joinedload(Requisition.requested_by), joinedload(Requisition.decided_by)
    return (
        db.session.scalars(
            select(Requisition)
            .where(Requisition.id == requisition_id, within_reach(account, Permission.RAISE_REQUISITIONS))
            .options(
                joinedload(Requisition.role_profile, innerjoin=True),
                joinedload(Requisition.team, innerjoin=True).lazyload(Team.site),
                joinedload(Requisition.site, innerjoin=True),
                *[one.joinedload(Account.person) for one in named],
                *[one.lazyload(Account.grants) for one in named],
            )
        )
        .unique()
        .one_or_none()
    )


def openings_of(requisition_id: int) -> Sequence[Any]:
    """The openings begun for it: id, code, title, status, on_duty_by, seats not closed, filled."""
    counted = {
        "wanted": Seat.state != SeatState.CLOSED,
        "filled": Seat.state == SeatState.FILLED,
    }
    numbers = [
        select(func.count(Seat.id))
        .where(Seat.opening_id == Opening.id, condition)
        .correlate(Opening)
        .scalar_subquery()
        .label(name)
        for name, condition in counted.items()
    ]
    return db.session.execute(
        select(Opening.id, Opening.code, Opening.title, Opening.status, Opening.on_duty_by, *numbers)
        .join(RequisitionOpening, RequisitionOpening.opening_id == Opening.id)
        .where(RequisitionOpening.requisition_id == requisition_id)
        .order_by(Opening.id)
    ).all()


def of_opening(opening_id: int) -> Requisition | None:
    """The requisition for which an opening was begun, if one."""
    return db.session.scalar(
        select(Requisition)
        .join(RequisitionOpening, RequisitionOpening.requisition_id == Requisition.id)
        .where(RequisitionOpening.opening_id == opening_id)
    )


def heads_left_for(opening_id: int) -> tuple[Requisition, int] | None:
    """The requisition for which an opening was begun, and how many of its heads have no seat yet."""
    requisition = of_opening(opening_id)
    return (requisition, requisition.head_count - seats_begun(requisition.id)) if requisition else None


def seats_begun(requisition_id: int) -> int:
    """Seats of the openings begun for it that take one of its heads; open ones of closed openings do not."""
    query = (
        select(func.count(Seat.id))
        .join(RequisitionOpening, RequisitionOpening.opening_id == Seat.opening_id)
        .join(Opening, Opening.id == Seat.opening_id)
    )
    mine = query.where(RequisitionOpening.requisition_id == requisition_id, _takes_a_head())
    return db.session.scalar(mine) or 0


def has_openings(requisition_id: int) -> bool:
    """Was an opening begun for it?"""
    begun = select(RequisitionOpening.opening_id).where(RequisitionOpening.requisition_id == requisition_id)
    return db.session.scalar(begun.limit(1)) is not None


def highest_code() -> int:
    """The number of the newest code; 0 where there is no requisition."""
    return db.session.scalar(select(func.max(cast(func.substr(Requisition.code, 4), Integer)))) or 0


def refresh(requisition: Requisition) -> None:
    """Read its columns afresh; until this transaction ends it stays as it is for everybody else."""
    columns = ["status", "version", "head_count", "decided_by_id", "decided_at"]
    db.session.refresh(requisition, columns, with_for_update=True)


def waiting_for(account: Account | Reader) -> ScalarSelect[int]:
    """How many requisitions `account` could decide, as part of a statement."""
    return (
        select(func.count(Requisition.id))
        .where(
            Requisition.status == RequisitionStatus.PENDING,
            Requisition.requested_by_id != account.id,
            within_reach(account, Permission.DECIDE_REQUISITIONS),
        )
        .scalar_subquery()
    )
