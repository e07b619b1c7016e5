"""What an account may reach. Everything else is, for that account, not there."""

from sqlalchemy import ColumnElement, false, or_, select, true

from people.models import Account
from people.permissions import Permission
from people.readers import Reader
from recruiting.models import HiringTeamMember, Opening


def reaches_all(account: Account | Reader, permission: Permission) -> bool:
    """Does `account` hold `permission` by a role held everywhere? Then no statement need look."""
    return None in account.teams_for(permission)


def reachable(account: Account | Reader, permission: Permission) -> ColumnElement[bool]:
    """A condition on Opening: the openings for which `account` holds `permission`: by a role held
    everywhere or for the opening's team, or by a role for another team as a member of its hiring team."""
    teams = account.teams_for(permission)
    if None in teams:
        return true()
    if not teams:
        return false()
    as_member = select(HiringTeamMember.opening_id).where(HiringTeamMember.account_id == account.id)
    return or_(Opening.team_id.in_([team for team in teams if team]), Opening.id.in_(as_member))
