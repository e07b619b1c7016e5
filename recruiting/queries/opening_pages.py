"""What the pages about openings read: the list, the settings, the role profiles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from core import keyset
from core.db import db
from core.record import Entry
from people.models import Account, Grant, Person, Site, Team
from people.permissions import GRANTS, Permission
from recruiting.models import Application, HiringTeamMember, Opening, RoleProfile, Stage, Visit
from recruiting.queries.openings import promised_seats, running, seats_in
from recruiting.queries.reach import reachable
from recruiting.states import OPEN, OpeningStatus, Part, SeatState

ALL_AT_ONCE = 10_000
"""Rows of an export at most."""


@dataclass(frozen=True)
class OpeningFilter:
    """Which openings; None or "" leaves the choice open."""

    status: OpeningStatus | None = None
    team_id: int | None = None
    text: str = ""

    def all(self) -> ColumnElement[bool]:
        wanted = [self.but_status()]
        if self.status:
            wanted.append(Opening.status == self.status)
        return and_(*wanted)

    def but_status(self) -> ColumnElement[bool]:
        wanted: list[ColumnElement[bool]] = [true()]
        if self.team_id:
            wanted.append(Opening.team_id == self.team_id)
        if self.text:
            named = [Opening.title[code].as_string() for code in ("en", "zh_Hans")]
            wanted.append(
                or_(*(part.icontains(self.text, autoescape=True) for part in (Opening.code, *named)))
            )
        return and_(*wanted)


SORTS = {"due": (Opening.on_duty_by, Opening.id), "code": (Opening.id,)}


def listed(which: OpeningFilter, account: Account) -> Select[*tuple[Any, ...]]:
    """The rows of the list of openings, for a page or an export: columns, not entities."""
    first_manager = (
        select(func.min(HiringTeamMember.id))
        .where(HiringTeamMember.opening_id == Opening.id, HiringTeamMember.part == Part.HIRING_MANAGER)
        .correlate(Opening)
        .scalar_subquery()
    )
    member, manager, person = aliased(HiringTeamMember), aliased(Account), aliased(Person)
    return (
        select(
            Opening.id,
            Opening.code,
            Opening.title,
            Opening.status,
            Opening.on_duty_by,
            Team.name.label("team"),
            Site.name.label("site"),
            person.name.label("manager"),
            person.latin_name.label("manager_latin"),
            seats_in(SeatState.FILLED).label("filled"),
            seats_in(SeatState.OPEN).label("unfilled"),
            promised_seats().label("promised"),
            running().label("running"),
        )
        .join(Opening.team)
        .join(Opening.site)
        .outerjoin(member, member.id == first_manager)
        .outerjoin(manager, manager.id == member.account_id)
        .outerjoin(person, person.id == manager.person_id)
        .where(which.all(), reachable(account, Permission.SEE_OPENINGS))
    )


def page(
    which: OpeningFilter, account: Account, sort: str, *, after: str | None, before: str | None
) -> keyset.Page:
    """One page of the list. `sort`: a key of SORTS; another one is as the first."""
    return keyset.page(listed(which, account), SORTS.get(sort, SORTS["due"]), after=after, before=before)


def all_listed(which: OpeningFilter, account: Account, sort: str) -> Sequence[Any]:
    """Every row of the list, for taking away."""
    keys = SORTS.get(sort, SORTS["due"])
    return db.session.execute(listed(which, account).order_by(*keys).limit(ALL_AT_ONCE)).all()


def count_by_status(which: OpeningFilter, account: Account) -> dict[OpeningStatus, int]:
    """How many openings of each status the filter finds, its own status aside."""
    found = (
        select(Opening.status, func.count())
        .where(which.but_status(), reachable(account, Permission.SEE_OPENINGS))
        .group_by(Opening.status)
    )
    counts = dict(db.session.execute(found).all())
    return {status: counts.get(status, 0) for status in OpeningStatus}


def still_in_by_stage(opening_id: int) -> Sequence[Any]:
    """Rows of (name, people) of the stages where somebody still is, in their order. JSON cannot be grouped by
    everywhere, so the name is that of one stage among those of the same key."""
    here = (
        select(func.max(Stage.id).label("id"), func.count().label("people"))
        .join(Visit, Visit.stage_id == Stage.id)
        .join(Visit.application)
        .where(Visit.opening_id == opening_id, Visit.left_at.is_(None), Application.status.in_(OPEN))
        .group_by(Stage.key)
        .subquery()
    )
    return db.session.execute(
        select(Stage.name, here.c.people).join(here, here.c.id == Stage.id).order_by(Stage.position)
    ).all()


def stages(pipeline_version_id: int) -> Sequence[Stage]:
    """The stages of a version with their rubrics, in order."""
    return db.session.scalars(
        select(Stage)
        .where(Stage.pipeline_version_id == pipeline_version_id)
        .options(joinedload(Stage.rubric_version))
        .order_by(Stage.position)
    ).all()


def colleagues(permissions: Iterable[Permission]) -> Sequence[Any]:
    """Rows of (id, name, latin_name) of the accounts in use whose role allows one of these."""
    wanted = frozenset(permissions)
    roles = [role for role, granted in GRANTS.items() if granted & wanted]
    return db.session.execute(
        select(Account.id, Person.name, Person.latin_name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.closed_at.is_(None), Account.grants.any(Grant.role.in_(roles)))
        .order_by(Person.name, Account.id)
    ).all()


def account(account_id: int) -> Account | None:
    """The account, where there is one."""
    return db.session.get(Account, account_id)


def profiles() -> Sequence[RoleProfile]:
    """Every role profile."""
    return db.session.scalars(select(RoleProfile).order_by(RoleProfile.id)).all()


def profile(profile_id: int) -> RoleProfile | None:
    """The role profile, where there is one."""
    return db.session.get(RoleProfile, profile_id)


def uses(account: Account) -> dict[int, int]:
    """Role profile → how many openings that `account` may see were opened from it."""
    rows = db.session.execute(
        select(Opening.role_profile_id, func.count())
        .where(reachable(account, Permission.SEE_OPENINGS))
        .group_by(Opening.role_profile_id)
    )
    return {row[0]: row[1] for row in rows}


def members_named_in(record: Sequence[Any]) -> dict[int, str]:
    """Account → name, of whom the entries of a record let into a hiring team or out of it."""
    ids = {entry.details["account"] for entry, _actor in record if "account" in entry.details}
    rows = db.session.execute(
        select(Account.id, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def record_of(kind: str, subject_id: int, most: int = 30) -> Sequence[Any]:
    """Rows of (entry, actor's name) about a subject, newest first."""
    return db.session.execute(
        select(Entry, Person.name.label("actor"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == kind, Entry.subject_id == subject_id)
        .order_by(Entry.id.desc())
        .limit(most)
    ).all()
