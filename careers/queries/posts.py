"""What somebody does and did: their posts."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select

from core.db import Words, db
from people.models import Post, Site, Team
from people.states import EmploymentKind, Shift


class HeldPost(NamedTuple):
    """`last_day`: None while it is held."""

    since: date
    last_day: date | None
    level: str
    team: Words
    site: Words
    shift: Shift | None
    kind: EmploymentKind | None


def of_employment(employment_id: int) -> list[HeldPost]:
    """The latest first. What was held for no day is left out: it was changed on the day on which it began."""
    rows = db.session.execute(
        select(Post, Team.name.label("team"), Site.name.label("site"))
        .join(Team, Team.id == Post.team_id)
        .join(Site, Site.id == Post.site_id)
        .where(Post.employment_id == employment_id, or_(Post.until.is_(None), Post.until > Post.since))
        .order_by(Post.since.desc(), Post.id.desc())
    )
    return [_held(row.Post, row.team, row.site) for row in rows]


def _held(one: Post, team: Words, site: Words) -> HeldPost:
    last_day = one.until - timedelta(days=1) if one.until else None
    return HeldPost(one.since, last_day, one.level, team, site, one.shift, one.kind)
