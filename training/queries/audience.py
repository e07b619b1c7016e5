"""For whom recurrent training is: who serves customers on the day of a session, and was asked to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from core.db import db
from people.models import Account, Clearance, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.queries import of_teams, serves_on
from people.states import SERVING
from training.models import RecurrentGuest, RecurrentInvitation, RecurrentSession, RecurrentTeam
from training.states import SessionState


def _asked() -> ColumnElement[bool]:
    """A condition on RecurrentSession, Post and Employment: asked by their team or by name."""
    by_team = exists(
        select(RecurrentTeam.team_id).where(
            RecurrentTeam.session_id == RecurrentSession.id, RecurrentTeam.team_id == Post.team_id
        )
    )
    by_name = exists(
        select(RecurrentGuest.employment_id).where(
            RecurrentGuest.session_id == RecurrentSession.id, RecurrentGuest.employment_id == Employment.id
        )
    )
    return or_(RecurrentSession.for_all, by_team, by_name)


def _expected(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Sessions with everybody for whom they are: by post and duty of the session's own day, whoever leads it
    left out."""
    on = RecurrentSession.held_on
    return (
        select(*columns)
        .select_from(RecurrentSession)
        .join(Duty, and_(Duty.status.in_(SERVING), Duty.since <= on))
        .outerjoin(Clearance, Clearance.id == Duty.clearance_id)
        .join(Employment, Employment.id == Duty.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(
            Post,
            and_(
                Post.employment_id == Employment.id,
                Post.since <= on,
                or_(Post.until.is_(None), Post.until > on),
            ),
        )
        .join(Team, Team.id == Post.team_id)
        .where(
            serves_on(on),
            _asked(),
            or_(RecurrentSession.leader_id.is_(None), RecurrentSession.leader_id != Employment.person_id),
        )
    )


def expected(session_id: int) -> Sequence[Any]:
    """For whom a session is, by name: rows of (employment_id, person_id, name, latin_name, team_id, team)."""
    return db.session.execute(
        _expected(
            Employment.id.label("employment_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.latin_name,
            Team.id.label("team_id"),
            Team.name.label("team"),
        )
        .where(RecurrentSession.id == session_id)
        .order_by(Person.name, Employment.id)
    ).all()


def counts(session_ids: Collection[int]) -> dict[int, int]:
    """Session → how many it is for; one that is for nobody is not in it."""
    counted = _expected(RecurrentSession.id, func.count(Employment.id.distinct()))
    its = counted.where(RecurrentSession.id.in_(session_ids)).group_by(RecurrentSession.id)
    return {row[0]: row[1] for row in db.session.execute(its)}


def sessions_of(person_id: int) -> Select[*tuple[Any, ...]]:
    """The ids of the sessions that are for somebody."""
    return _expected(RecurrentSession.id).where(Employment.person_id == person_id)


def with_newcomers(now: datetime) -> Sequence[int]:
    """The ids of planned sessions that begin after `now` and are for somebody who was not invited."""
    invited = exists(
        select(RecurrentInvitation.employment_id).where(
            RecurrentInvitation.session_id == RecurrentSession.id,
            RecurrentInvitation.employment_id == Employment.id,
        )
    )
    ahead = _expected(RecurrentSession.id).where(
        RecurrentSession.state == SessionState.PLANNED, RecurrentSession.starts_at > now, ~invited
    )
    return db.session.scalars(ahead.distinct().order_by(RecurrentSession.id)).all()


def teams_named(session_ids: Collection[int]) -> dict[int, list[Any]]:
    """Session → the names of the teams that it is for."""
    rows = db.session.execute(
        select(RecurrentTeam.session_id, Team.name)
        .join(Team, Team.id == RecurrentTeam.team_id)
        .where(RecurrentTeam.session_id.in_(session_ids))
        .order_by(Team.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row.name)
    return found


def guests(session_id: int) -> Sequence[Any]:
    """Who is named for a session: rows of (employment_id, name, latin_name, email, team_id)."""
    named = _posts().join(RecurrentGuest, RecurrentGuest.employment_id == Employment.id)
    its = named.where(RecurrentGuest.session_id == session_id)
    return db.session.execute(its.order_by(Person.name, Employment.id)).all()


def _posts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Employment.id.label("employment_id"),
            Employment.person_id,
            Person.name,
            Person.latin_name,
            Person.email,
            Post.team_id,
            Team.name.label("team"),
        )
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Team, Team.id == Post.team_id)
    )


def colleagues(reader: Account, permission: Permission) -> Sequence[Any]:
    """Who is on duty now within reach of `reader`: rows of (employment_id, person_id, name, latin_name,
    email, team_id, team), by name."""
    statement = (
        _posts()
        .join(Duty, (Duty.employment_id == Employment.id) & Duty.until.is_(None))
        .where(Employment.ended_on.is_(None), Duty.status.in_(SERVING))
    )
    statement = statement.where(of_teams(Post.team_id, reader, permission))
    return db.session.execute(statement.order_by(Person.name, Employment.id)).all()


def named(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    """What people are called by → the rows of who is called so: their names and e-mails, in lower case."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        for called in {row.name, row.latin_name, row.email}:
            if called:
                found[called.strip().lower()].append(row)
    return found


def leaders() -> Sequence[Person]:
    """Who of ours can lead a session: whoever is employed or has an account, by name."""
    employed = select(Employment.person_id).where(Employment.ended_on.is_(None))
    accounts = select(Account.person_id).where(Account.closed_at.is_(None))
    ours = select(Person).where(or_(Person.id.in_(employed), Person.id.in_(accounts)))
    return db.session.scalars(ours.order_by(Person.name, Person.id)).all()


def persons(person_ids: Collection[int]) -> Sequence[Person]:
    """These people, by name."""
    if not person_ids:
        return []
    found = select(Person).where(Person.id.in_(person_ids)).order_by(Person.name, Person.id)
    return db.session.scalars(found).all()
