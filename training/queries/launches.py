"""What is asked about launches: whom they concern, who is ready, who may not serve the product yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, selectinload

from core import clock
from core.db import db
from people.models import Account, Clearance, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.queries import of_teams, serves_on
from people.states import SERVING
from training.models import (
    Launch,
    LaunchCheck,
    LaunchReceipt,
    LaunchTeam,
    LaunchVersion,
    RecurrentMark,
    RecurrentSession,
)
from training.queries.recurrent import STANDS
from training.rules.launches import Asked, Done, Standing, standing
from training.states import Presence

LAUNCH_ORDER = (Launch.launches_on, Launch.id)
_newer = aliased(LaunchCheck)
CHECK_STANDS = ~exists(
    select(_newer.id).where(
        _newer.launch_id == LaunchCheck.launch_id,
        _newer.employment_id == LaunchCheck.employment_id,
        _newer.number > LaunchCheck.number,
    )
)


@dataclass(frozen=True)
class Concerned:
    """Somebody whom a launch concerns, with where they stand. `row`: of (launch_id, employment_id, person_id,
    name, latin_name, team_id, team); `check`: the result of the short check, None without one."""

    row: Any
    standing: Standing
    done: Done

    @property
    def check(self) -> bool | None:
        return self.done.is_passed if self.done.checked_at else None


@dataclass(frozen=True)
class TeamReadiness:
    """How many of a team are ready."""

    team: Any
    ready: int
    total: int


def reachable(reader: Account, permission: Permission = Permission.SEE_TRAINING) -> ColumnElement[bool]:
    """A condition on Launch: it concerns a team for which `reader` holds the permission."""
    teams = reader.teams_for(permission)
    if None in teams:
        return true()
    mine = select(LaunchTeam.launch_id).where(LaunchTeam.team_id.in_([one for one in teams if one]))
    return or_(Launch.for_all, Launch.id.in_(mine)) if teams else false()


def launches(reader: Account) -> Sequence[Launch]:
    """Those within reach, the latest launch first."""
    found = listed(reader).order_by(*(key.desc() for key in LAUNCH_ORDER))
    return [row.Launch for row in db.session.execute(found)]


def listed(reader: Account) -> Select[*tuple[Any, ...]]:
    """Those within reach, for `keyset.page` with LAUNCH_ORDER: rows of (Launch, …)."""
    return select(Launch, *LAUNCH_ORDER).where(reachable(reader))


def launch(reader: Account, launch_id: int) -> Launch | None:
    """One within reach of `reader`."""
    return db.session.scalar(
        select(Launch).where(Launch.id == launch_id, reachable(reader)).options(selectinload(Launch.versions))
    )


def newest_version(launch_id: int) -> LaunchVersion:
    versions = select(LaunchVersion).where(LaunchVersion.launch_id == launch_id)
    return db.session.scalars(versions.order_by(LaunchVersion.number.desc()).limit(1)).one()


def open_launches(reader: Account, besides: int | None = None) -> Sequence[Any]:
    """Launches that are not withdrawn, for a session of `reader` to brief about, and the one that it is about
    already (`besides`): rows of (id, product)."""
    offered = and_(Launch.withdrawn_at.is_(None), reachable(reader, Permission.PLAN_RECURRENT))
    found = select(Launch.id, Launch.product).where(or_(offered, Launch.id == (besides or 0)))
    return db.session.execute(found.order_by(Launch.launches_on.desc(), Launch.id.desc())).all()


def concerned(day: date) -> Select[*tuple[Any, ...]]:
    """Launches that are not withdrawn with whoever serves customers on `day` in a team that they concern: by
    the post of that day, so that who joins a team later counts as well."""
    by_team = exists(
        select(LaunchTeam.team_id).where(
            LaunchTeam.launch_id == Launch.id, LaunchTeam.team_id == Post.team_id
        )
    )
    return (
        select(
            Launch.id.label("launch_id"),
            Launch.product,
            Launch.launches_on,
            Employment.id.label("employment_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.latin_name,
            Post.team_id,
            Team.name.label("team"),
        )
        .select_from(Launch)
        .join(Duty, Duty.status.in_(SERVING))
        .outerjoin(Clearance, Clearance.id == Duty.clearance_id)
        .join(Employment, Employment.id == Duty.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(
            Post,
            and_(
                Post.employment_id == Employment.id,
                Post.since <= day,
                or_(Post.until.is_(None), Post.until > day),
            ),
        )
        .join(Team, Team.id == Post.team_id)
        .where(Launch.withdrawn_at.is_(None), serves_on(day), or_(Launch.for_all, by_team))
        .order_by(Person.name, Employment.id, Launch.launches_on, Launch.id)
    )


def readiness(
    launch_ids: Collection[int],
    reader: Account | None = None,
    permission: Permission = Permission.SEE_TRAINING,
) -> list[Concerned]:
    """Everybody whom these launches concern today, as far as `reader` may see them (None: all), by name; as
    many statements however many they are."""
    statement = concerned(clock.today()).where(Launch.id.in_(launch_ids))
    return stand(seen_by(reader, permission, statement) if reader else statement)


def seen_by(
    reader: Account, permission: Permission, statement: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    return statement.where(of_teams(Post.team_id, reader, permission))


def whom(launch_id: int) -> set[int]:
    """The people whom a launch concerns today."""
    rows = db.session.execute(concerned(clock.today()).where(Launch.id == launch_id))
    return {row.person_id for row in rows}


def of_person(person_id: int) -> list[Concerned]:
    """What concerns somebody today, and where they stand with it."""
    return stand(concerned(clock.today()).where(Person.id == person_id))


def not_yet(person_id: int) -> list[Concerned]:
    """The products that somebody may not serve yet."""
    return [one for one in of_person(person_id) if not one.standing.is_ready]


def stand(statement: Select[*tuple[Any, ...]]) -> list[Concerned]:
    rows = db.session.execute(statement).all()
    if not rows:
        return []
    ids, who = {row.launch_id for row in rows}, {row.employment_id for row in rows}
    asked, done = asked_of(ids), _done(ids, who)
    return [
        Concerned(row, standing(asked[row.launch_id], its), its)
        for row in rows
        for its in (done.get((row.launch_id, row.employment_id), Done()),)
    ]


def asked_of(launch_ids: Collection[int]) -> dict[int, Asked]:
    """Launch → what its newest version asks, and since when."""
    versions = db.session.scalars(
        select(LaunchVersion)
        .where(LaunchVersion.launch_id.in_(launch_ids))
        .order_by(LaunchVersion.launch_id, LaunchVersion.number)
    )
    found: dict[int, Asked] = {}
    for one in versions:
        since = one.published_at if one.asks_again else found[one.launch_id].since
        found[one.launch_id] = Asked(since, attendance=one.asks_attendance, check=one.asks_check)
    return found


Key = tuple[int, int]


class _Deed(StrEnum):
    """In what somebody can get ready for a launch."""

    READ = "read"
    CAME = "came"
    CHECKED = "checked"


def _done(launch_ids: Collection[int], employment_ids: Collection[int]) -> Mapping[Key, Done]:
    """(launch, employment) → what was done, each the last time; one statement for all ways."""
    found: dict[Key, dict[_Deed, Any]] = defaultdict(dict)
    for row in db.session.execute(_deeds(launch_ids, employment_ids).order_by("at")):
        found[row.launch_id, row.employment_id][_Deed(row.deed)] = row
    return {key: _as_done(deeds) for key, deeds in found.items()}


def _as_done(deeds: Mapping[_Deed, Any]) -> Done:
    at = {deed: row.at for deed, row in deeds.items()}
    return Done(
        acknowledged_at=at.get(_Deed.READ),
        attended_at=at.get(_Deed.CAME),
        checked_at=at.get(_Deed.CHECKED),
        is_passed=_Deed.CHECKED in deeds and deeds[_Deed.CHECKED].is_passed,
    )


def _deeds(launch_ids: Collection[int], employment_ids: Collection[int]) -> CompoundSelect[Any]:
    """Rows of (launch_id, employment_id, at, deed, is_passed): who read, who came to a session about it or
    led one to which somebody came, who was checked."""
    read = (
        _deed(_Deed.READ, LaunchVersion.launch_id, LaunchReceipt.employment_id, LaunchReceipt.acknowledged_at)
        .join(LaunchVersion, LaunchVersion.id == LaunchReceipt.version_id)
        .where(LaunchVersion.launch_id.in_(launch_ids), LaunchReceipt.employment_id.in_(employment_ids))
    )
    session = (RecurrentSession.launch_id, RecurrentSession.starts_at)
    came = (
        _deed(_Deed.CAME, session[0], RecurrentMark.employment_id, session[1])
        .join(RecurrentSession, RecurrentSession.id == RecurrentMark.session_id)
        .where(session[0].in_(launch_ids), RecurrentMark.employment_id.in_(employment_ids), *_CAME)
    )
    was_held = exists(select(RecurrentMark.id).where(RecurrentMark.session_id == RecurrentSession.id, *_CAME))
    led = (
        _deed(_Deed.CAME, session[0], Employment.id, session[1])
        .join(Employment, Employment.person_id == RecurrentSession.leader_id)
        .where(session[0].in_(launch_ids), Employment.id.in_(employment_ids), was_held)
    )
    of_check = (LaunchCheck.launch_id, LaunchCheck.employment_id, LaunchCheck.entered_at)
    checked = _deed(_Deed.CHECKED, *of_check, LaunchCheck.is_passed)
    return union_all(read, came, led, checked.where(*_checks_of(launch_ids, employment_ids)))


def _deed(deed: _Deed, launch_id: Any, employment_id: Any, at: Any, is_passed: Any = None) -> Select[Any]:
    return select(
        launch_id.label("launch_id"),
        employment_id.label("employment_id"),
        at.label("at"),
        literal(deed.value).label("deed"),
        (literal(False) if is_passed is None else is_passed).label("is_passed"),
    )


_CAME = (RecurrentMark.presence == Presence.PRESENT, STANDS)


def _checks_of(
    launch_ids: Collection[int], employment_ids: Collection[int]
) -> tuple[ColumnElement[bool], ...]:
    """Conditions on LaunchCheck: the result of these that stands."""
    of_them = LaunchCheck.employment_id.in_(employment_ids)
    return LaunchCheck.launch_id.in_(launch_ids), of_them, CHECK_STANDS


def checks_of(launch_id: int, employment_ids: Collection[int]) -> dict[int, LaunchCheck]:
    """Employment → the result that stands."""
    found = db.session.scalars(select(LaunchCheck).where(*_checks_of([launch_id], employment_ids)))
    return {one.employment_id: one for one in found}


def counted(everybody: Sequence[Concerned]) -> dict[int, tuple[int, int]]:
    """Launch → how many are ready, and of how many; a launch that concerns nobody is not in it."""
    ready: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for one in everybody:
        total[one.row.launch_id] += 1
        ready[one.row.launch_id] += one.standing.is_ready
    return {launch_id: (ready[launch_id], number) for launch_id, number in total.items()}


def by_team(everybody: Sequence[Concerned]) -> list[TeamReadiness]:
    """How many are ready, team by team."""
    found: dict[int, list[Concerned]] = defaultdict(list)
    for one in everybody:
        found[one.row.team_id].append(one)
    return [
        TeamReadiness(its[0].row.team, sum(one.standing.is_ready for one in its), len(its))
        for _id, its in sorted(found.items())
    ]


def has_receipt(version_id: int, employment_id: int) -> bool:
    query = select(func.count()).where(
        LaunchReceipt.version_id == version_id, LaunchReceipt.employment_id == employment_id
    )
    return bool(db.session.scalar(query))


def sessions_about(launch_id: int) -> Sequence[RecurrentSession]:
    """The sessions that brief about it, by day."""
    found = select(RecurrentSession).where(RecurrentSession.launch_id == launch_id)
    return db.session.scalars(found.order_by(RecurrentSession.starts_at, RecurrentSession.id)).all()


def one(launch_id: int) -> Launch | None:
    """For whoever it concerns, whatever they may reach."""
    return db.session.get(Launch, launch_id)
