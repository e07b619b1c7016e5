"""What is asked about enrolments."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person, Post, Site, Team
from people.permissions import Permission
from people.queries import of_teams
from people.readers import Reader
from training.models import Coaching, Cohort, Enrolment, Placement
from training.queries.reach import reachable
from training.states import LIVE, EnrolmentState

AWAITING_ORDER = (Enrolment.created_at, Enrolment.id)
_WHO = joinedload(Enrolment.employment, innerjoin=True).joinedload(Employment.person, innerjoin=True)


def live_enrolment(employment_id: int) -> Enrolment | None:
    return db.session.scalar(
        select(Enrolment).where(Enrolment.employment_id == employment_id, Enrolment.state.in_(LIVE))
    )


def awaiting(
    reader: Account | Reader, team_id: int | None = None, site_id: int | None = None, text: str | None = None
) -> Select[*tuple[Any, ...]]:
    """Who awaits a cohort, as far as `reader` may see them: rows of (id, created_at, wanted_on, name,
    latin_name, team, site)."""
    statement = (
        select(
            Enrolment.id,
            Enrolment.created_at,
            Enrolment.wanted_on,
            Person.name,
            Person.latin_name,
            Team.name.label("team"),
            Site.name.label("site"),
        )
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Team, Team.id == Post.team_id)
        .join(Site, Site.id == Post.site_id)
        .where(Enrolment.state == EnrolmentState.AWAITING_COHORT)
    )
    statement = statement.where(of_teams(Post.team_id, reader, Permission.SEE_TRAINING))
    if team_id:
        statement = statement.where(Post.team_id == team_id)
    if site_id:
        statement = statement.where(Post.site_id == site_id)
    if text:
        is_called = (column.icontains(text, autoescape=True) for column in (Person.name, Person.latin_name))
        statement = statement.where(or_(*is_called))
    return statement


def enrolment(reader: Account, enrolment_id: int, permission: Permission) -> Enrolment | None:
    """An enrolment of somebody whose team, or whose cohort, `reader` may reach; what is over stays readable
    for whoever could read it in a cohort of theirs."""
    teams = reader.teams_for(permission)
    statement = select(Enrolment).where(Enrolment.id == enrolment_id)
    if None not in teams:
        in_team = select(Post.employment_id).where(
            Post.until.is_(None), Post.team_id.in_([team for team in teams if team])
        )
        in_cohort = (
            select(Placement.enrolment_id)
            .join(Cohort, Cohort.id == Placement.cohort_id)
            .where(reachable(reader, permission))
        )
        if permission is not Permission.SEE_TRAINING:
            in_cohort = in_cohort.where(Placement.until.is_(None))
        statement = statement.where(or_(Enrolment.employment_id.in_(in_team), Enrolment.id.in_(in_cohort)))
    return db.session.scalar(statement.options(_WHO))


def waiting_among(reader: Account, ids: Collection[int]) -> Sequence[Enrolment]:
    """Those of `ids` who await a cohort within reach of `reader`, longest first."""
    reached = awaiting(reader).with_only_columns(Enrolment.id)
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.id.in_(ids), Enrolment.id.in_(reached))
        .order_by(*AWAITING_ORDER)
        .options(_WHO)
    ).all()


def current_placement(enrolment_id: int) -> Placement | None:
    return db.session.scalar(
        select(Placement)
        .where(Placement.enrolment_id == enrolment_id, Placement.until.is_(None))
        .options(joinedload(Placement.cohort, innerjoin=True))
    )


def last_placement(enrolment_id: int) -> Placement | None:
    """Where they sit, or sat last."""
    return db.session.scalar(
        select(Placement)
        .where(Placement.enrolment_id == enrolment_id)
        .order_by(Placement.id.desc())
        .limit(1)
        .options(joinedload(Placement.cohort, innerjoin=True))
    )


def placements(enrolment_id: int) -> Sequence[Placement]:
    """Every cohort they sat in, first to last."""
    return db.session.scalars(
        select(Placement)
        .where(Placement.enrolment_id == enrolment_id)
        .order_by(Placement.id)
        .options(joinedload(Placement.cohort, innerjoin=True))
    ).all()


def record_of(enrolment_id: int) -> Sequence[Any]:
    """What happened on somebody's way, latest first: rows of (at, verb, details, reason, actor)."""
    return db.session.execute(
        select(Entry.at, Entry.verb, Entry.details, Entry.reason, Person.name.label("actor"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == Enrolment.__tablename__, Entry.subject_id == enrolment_id)
        .order_by(Entry.id.desc())
        .limit(100)
    ).all()


def current_coaching(enrolment_id: int) -> Coaching | None:
    return db.session.scalar(
        select(Coaching).where(Coaching.enrolment_id == enrolment_id, Coaching.until.is_(None))
    )


def newest_of_person(person_id: int) -> Enrolment | None:
    """The last way to duty that somebody is or was on; one that was cancelled is none."""
    return db.session.scalar(
        select(Enrolment)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .where(Employment.person_id == person_id, Enrolment.state != EnrolmentState.CANCELLED)
        .order_by(Enrolment.id.desc())
        .limit(1)
        .options(_WHO)
    )


def others_of(enrolment: Enrolment) -> Sequence[Enrolment]:
    """The other ways to duty that the same person is or was on, newest first, with where they sat."""
    return db.session.scalars(
        select(Enrolment)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .where(Employment.person_id == enrolment.employment.person_id, Enrolment.id != enrolment.id)
        .order_by(Enrolment.id.desc())
        .options(selectinload(Enrolment.placements).joinedload(Placement.cohort, innerjoin=True))
    ).all()


def ids_of_person(person_id: int) -> set[int]:
    """Every way to duty that somebody was ever on."""
    rows = db.session.scalars(
        select(Enrolment.id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .where(Employment.person_id == person_id)
    )
    return set(rows)


def colleagues(team_id: int) -> Sequence[Person]:
    """Who could coach somebody of a team: whoever works in it and is no trainee, by name."""
    in_training = select(Enrolment.employment_id).where(Enrolment.state.in_(LIVE))
    return db.session.scalars(
        select(Person)
        .join(Employment, Employment.person_id == Person.id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .where(Employment.ended_on.is_(None), Post.team_id == team_id, Employment.id.not_in(in_training))
        .order_by(Person.name, Person.id)
    ).all()
