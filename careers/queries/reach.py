"""Whom a reader may reach: those whose post is in a team for which they hold the permission."""

from sqlalchemy import ColumnElement, false, true

from people.models import Account, Post
from people.permissions import Permission


def reachable(account: Account, permission: Permission = Permission.SEE_CAREERS) -> ColumnElement[bool]:
    """A condition on Post."""
    teams = account.teams_for(permission)
    if None in teams:
        return true()
    return Post.team_id.in_([team for team in teams if team]) if teams else false()


def reaches_all(account: Account, permission: Permission) -> bool:
    return None in account.teams_for(permission)
