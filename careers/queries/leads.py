"""Who leads somebody."""

from sqlalchemy import or_, select

from core.db import db
from people.models import Account, Grant, Person, Post
from people.permissions import GRANTS, Permission

_REVIEWERS = [role for role, may in GRANTS.items() if Permission.REVIEW_MONTHS in may]


def lead_of(employment_id: int) -> Person | None:
    """The line manager of somebody, where they review the team and can still sign in."""
    return db.session.scalar(
        select(Person)
        .join(Post, Post.line_manager_id == Person.id)
        .join(Account, Account.person_id == Person.id)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Post.employment_id == employment_id,
            Post.until.is_(None),
            Account.closed_at.is_(None),
            Grant.role.in_(_REVIEWERS),
            or_(Grant.team_id.is_(None), Grant.team_id == Post.team_id),
        )
        .distinct()
        .limit(1)
    )
