"""What is asked about enrolments."""

from typing import Any

from sqlalchemy import Select, or_, select

from core.db import db
from people.models import Account, Employment, Person, Post, Site, Team
from people.permissions import Permission
from people.readers import Reader
from training.models import Enrolment
from training.states import EnrolmentState

AWAITING_ORDER = (Enrolment.created_at, Enrolment.id)


def live_enrolment(employment_id: int) -> Enrolment | None:
    return db.session.scalar(
        select(Enrolment).where(
            Enrolment.employment_id == employment_id, Enrolment.state != EnrolmentState.CANCELLED
        )
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
    teams = reader.teams_for(Permission.SEE_TRAINING)
    if None not in teams:
        statement = statement.where(Post.team_id.in_([team for team in teams if team]))
    if team_id:
        statement = statement.where(Post.team_id == team_id)
    if site_id:
        statement = statement.where(Post.site_id == site_id)
    if text:
        is_called = (column.icontains(text, autoescape=True) for column in (Person.name, Person.latin_name))
        statement = statement.where(or_(*is_called))
    return statement
