"""What is asked about recurrent training: a month's plan, one session with who came, what waits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from core import clock, months
from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission
from training.models import (
    RecurrentGuest,
    RecurrentInvitation,
    RecurrentMark,
    RecurrentSession,
    RecurrentTeam,
)
from training.queries import audience
from training.states import LedBy, Presence, SessionState

PLAN_ORDER = (RecurrentSession.held_on, RecurrentSession.starts_at, RecurrentSession.id)
_later = aliased(RecurrentMark)
STANDS = ~exists(
    select(_later.id).where(
        _later.session_id == RecurrentMark.session_id,
        _later.employment_id == RecurrentMark.employment_id,
        _later.number > RecurrentMark.number,
    )
)
"""A condition on RecurrentMark: no later one takes its place."""


def reachable(reader: Account, permission: Permission = Permission.SEE_TRAINING) -> ColumnElement[bool]:
    """A condition on RecurrentSession: for everybody, for a team or somebody within reach of `reader`, or led
    by themselves."""
    teams = reader.teams_for(permission)
    if None in teams:
        return true()
    leads = RecurrentSession.leader_id == reader.person_id
    if not teams:
        return leads
    mine = [one for one in teams if one]
    of_team = select(RecurrentTeam.session_id).where(RecurrentTeam.team_id.in_(mine))
    of_guest = (
        select(RecurrentGuest.session_id)
        .join(Post, (Post.employment_id == RecurrentGuest.employment_id) & Post.until.is_(None))
        .where(Post.team_id.in_(mine))
    )
    return or_(
        leads,
        RecurrentSession.for_all,
        RecurrentSession.id.in_(of_team),
        RecurrentSession.id.in_(of_guest),
    )


def plan(
    reader: Account,
    month: date,
    *,
    team_id: int | None = None,
    led_by: LedBy | None = None,
    text: str | None = None,
) -> Sequence[Any]:
    """The sessions of a month, by day: rows of (id, topic, led_by, leader, latin_leader, outside_leader,
    held_on, starts_at, ends_at, minutes, place, is_required, for_all, state)."""
    first = months.month_of(month)
    statement = _sessions().where(
        RecurrentSession.held_on >= first,
        RecurrentSession.held_on < months.after(first),
        reachable(reader),
    )
    if team_id:
        of_team = select(RecurrentTeam.session_id).where(RecurrentTeam.team_id == team_id)
        statement = statement.where(or_(RecurrentSession.for_all, RecurrentSession.id.in_(of_team)))
    if led_by:
        statement = statement.where(RecurrentSession.led_by == led_by)
    if text:
        columns = (RecurrentSession.topic, RecurrentSession.outside_leader, Person.name, Person.latin_name)
        statement = statement.where(or_(*(one.icontains(text, autoescape=True) for one in columns)))
    return db.session.execute(statement.order_by(*PLAN_ORDER)).all()


def _sessions() -> Select[*tuple[Any, ...]]:
    return select(
        RecurrentSession.id,
        RecurrentSession.topic,
        RecurrentSession.led_by,
        Person.name.label("leader"),
        Person.latin_name.label("latin_leader"),
        RecurrentSession.outside_leader,
        RecurrentSession.held_on,
        RecurrentSession.starts_at,
        RecurrentSession.ends_at,
        RecurrentSession.minutes,
        RecurrentSession.place,
        RecurrentSession.is_required,
        RecurrentSession.for_all,
        RecurrentSession.state,
    ).outerjoin(Person, Person.id == RecurrentSession.leader_id)


def session(reader: Account, session_id: int) -> RecurrentSession | None:
    """One session within reach of `reader`."""
    return db.session.scalar(
        select(RecurrentSession).where(RecurrentSession.id == session_id, reachable(reader))
    )


def marks_of(session_id: int) -> dict[int, RecurrentMark]:
    """Employment → the mark that stands."""
    rows = db.session.scalars(select(RecurrentMark).where(RecurrentMark.session_id == session_id, STANDS))
    return {one.employment_id: one for one in rows}


def on_sheet(session_id: int) -> list[Any]:
    """Who stands on the sheet of a session, by name: for whom it is, and who has a mark besides. Rows of
    (employment_id, person_id, name, latin_name, team_id, team)."""
    rows = list(audience.expected(session_id))
    there = {row.employment_id for row in rows}
    besides = db.session.execute(
        select(
            Employment.id.label("employment_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.latin_name,
            Team.id.label("team_id"),
            Team.name.label("team"),
        )
        .join(RecurrentMark, RecurrentMark.employment_id == Employment.id)
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .outerjoin(Team, Team.id == Post.team_id)
        .where(RecurrentMark.session_id == session_id, STANDS, Employment.id.not_in(there))
    ).all()
    return sorted([*rows, *besides], key=lambda row: (row.name, row.employment_id))


def within_reach(rows: Iterable[Any], reader: Account) -> list[Any]:
    """Those rows of `on_sheet` whose team `reader` trains, and one's own: a session for several teams shows
    each trainer their own people."""
    teams = reader.teams_for(Permission.SEE_TRAINING)
    return [row for row in rows if None in teams or row.team_id in teams or row.person_id == reader.person_id]


def guest_rows(session_id: int) -> Sequence[RecurrentGuest]:
    return db.session.scalars(select(RecurrentGuest).where(RecurrentGuest.session_id == session_id)).all()


def invitations(session_id: int) -> Sequence[RecurrentInvitation]:
    return db.session.scalars(
        select(RecurrentInvitation).where(RecurrentInvitation.session_id == session_id)
    ).all()


def invited(session_id: int) -> set[int]:
    """The employments that were invited to a session."""
    return {one.employment_id for one in invitations(session_id)}


def tally(session_ids: Collection[int]) -> Mapping[int, dict[Presence, int]]:
    """Session → how many marks of each kind stand."""
    rows = db.session.execute(
        select(RecurrentMark.session_id, RecurrentMark.presence, func.count())
        .where(RecurrentMark.session_id.in_(session_ids), STANDS)
        .group_by(RecurrentMark.session_id, RecurrentMark.presence)
    )
    found: dict[int, dict[Presence, int]] = defaultdict(dict)
    for row in rows:
        found[row[0]][row[1]] = row[2]
    return found


def has_marks(session_id: int) -> bool:
    """Was attendance taken?"""
    query = select(RecurrentMark.id).where(RecurrentMark.session_id == session_id).limit(1)
    return db.session.scalar(query) is not None


def corrections(session_id: int, employment_ids: Collection[int]) -> Sequence[Any]:
    """Every mark of those of them who have more than one, by person: rows of (employment_id, name, presence,
    entered_at, author, reason)."""
    several = (
        select(RecurrentMark.employment_id)
        .where(RecurrentMark.session_id == session_id, RecurrentMark.number > 1)
        .scalar_subquery()
    )
    author = aliased(Person)
    return db.session.execute(
        select(
            RecurrentMark.employment_id,
            Person.name,
            RecurrentMark.presence,
            RecurrentMark.entered_at,
            author.name.label("author"),
            Entry.reason,
        )
        .join(Employment, Employment.id == RecurrentMark.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Account, Account.id == RecurrentMark.entered_by_id)
        .join(author, author.id == Account.person_id)
        .join(Entry, Entry.id == RecurrentMark.entry_id)
        .where(
            RecurrentMark.session_id == session_id,
            RecurrentMark.employment_id.in_(several),
            RecurrentMark.employment_id.in_(employment_ids),
        )
        .order_by(Person.name, RecurrentMark.employment_id, RecurrentMark.number)
    ).all()


def record_of(kind: str, subject_id: int, besides: str = "") -> Sequence[Any]:
    """What happened to something, latest first, but for the verb `besides`: rows of (at, verb, details,
    reason, actor)."""
    return db.session.execute(
        select(Entry.at, Entry.verb, Entry.details, Entry.reason, Person.name.label("actor"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == kind, Entry.subject_id == subject_id, Entry.verb != besides)
        .order_by(Entry.id.desc())
        .limit(100)
    ).all()


def meetings(leader_id: int, since: datetime, until: datetime, besides: int | None = None) -> Sequence[Any]:
    """Sessions that somebody leads and that meet an interval: rows of (starts_at, ends_at, topic)."""
    return db.session.execute(
        select(RecurrentSession.starts_at, RecurrentSession.ends_at, RecurrentSession.topic)
        .where(
            RecurrentSession.leader_id == leader_id,
            RecurrentSession.state == SessionState.PLANNED,
            RecurrentSession.starts_at < until,
            RecurrentSession.ends_at > since,
            RecurrentSession.id != (besides or 0),
        )
        .order_by(RecurrentSession.starts_at)
    ).all()


def not_taken(reader: Account) -> Sequence[Any]:
    """Sessions that are over, of which no attendance was taken, longest ago first, within reach of whoever
    may take it: rows of `plan`."""
    marked = exists(select(RecurrentMark.id).where(RecurrentMark.session_id == RecurrentSession.id))
    return db.session.execute(
        _sessions()
        .where(
            RecurrentSession.state == SessionState.PLANNED,
            RecurrentSession.ends_at < clock.now(),
            ~marked,
            reachable(reader, Permission.PLAN_RECURRENT),
        )
        .order_by(*PLAN_ORDER)
    ).all()


def led_by(person_id: int, since: date) -> Sequence[Any]:
    """What somebody leads from a day on, by day: rows of `plan`."""
    return _from(since, RecurrentSession.leader_id == person_id)


def of_person(person_id: int, since: date) -> Sequence[Any]:
    """What is for somebody from a day on, by day: rows of `plan`."""
    return _from(since, RecurrentSession.id.in_(audience.sessions_of(person_id)))


def _from(since: date, condition: ColumnElement[bool]) -> Sequence[Any]:
    statement = _sessions().where(RecurrentSession.held_on >= since, condition)
    return db.session.execute(statement.order_by(*PLAN_ORDER)).all()


def for_calendar(person_id: int, since: date) -> Sequence[RecurrentSession]:
    """What somebody leads or is asked to from a day on, those called off included."""
    mine = RecurrentSession.id.in_(audience.sessions_of(person_id))
    its = or_(RecurrentSession.leader_id == person_id, mine)
    statement = select(RecurrentSession).where(RecurrentSession.held_on >= since, its)
    return db.session.scalars(statement.order_by(*PLAN_ORDER)).all()
