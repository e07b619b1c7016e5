"""Whom a reader may reach: those whose post is in a team for which they hold the permission."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from people.models import Account, Employment, Post
from people.permissions import Permission
from people.queries import of_teams


def reachable(account: Account, permission: Permission = Permission.SEE_CAREERS) -> ColumnElement[bool]:
    """A condition on Post."""
    return of_teams(Post.team_id, account, permission)


def last_post() -> ColumnElement[bool]:
    """The post that is held, of who has left the one that was held last: to join Post to Employment."""
    one = aliased(Post)
    newest = select(func.max(one.id)).where(one.employment_id == Employment.id)
    return Post.id == newest.correlate(Employment).scalar_subquery()


def reached(account: Account, permission: Permission = Permission.SEE_CAREERS) -> frozenset[int] | None:
    """The teams within reach; None: every one."""
    teams = account.teams_for(permission)
    return None if None in teams else frozenset(team for team in teams if team is not None)


def reaches_all(account: Account, permission: Permission) -> bool:
    return reached(account, permission) is None
