"""Who has left: what is known of them to whoever answers for the team that they left."""

from typing import Any

from sqlalchemy import select

from careers.queries.reach import last_post, reachable
from careers.queries.standings import WHO
from core.db import db
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission


def one_of(
    reader: Account, employment_id: int, permission: Permission = Permission.SEE_CAREERS
) -> Any | None:
    """A row of (employment_id, person_id, name, latin_name, team_id, team, level, started_on, ended_on,
    leaving_reason), by the post that was held last; None for who is employed or out of reach."""
    return db.session.execute(
        select(*WHO, Employment.started_on, Employment.ended_on, Employment.leaving_reason)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .join(Team, Team.id == Post.team_id)
        .where(
            Employment.id == employment_id, Employment.ended_on.is_not(None), reachable(reader, permission)
        )
    ).first()


def employed_again(person_id: int) -> int | None:
    """The employment of somebody who has come back."""
    return db.session.scalar(
        select(Employment.id).where(Employment.person_id == person_id, Employment.ended_on.is_(None))
    )
