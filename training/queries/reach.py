"""Which cohorts an account may reach. Everything else is, for that account, not there."""

from sqlalchemy import ColumnElement, false, or_, select, true

from people.models import Account
from people.permissions import Permission
from training.models import Cohort, CohortTrainer


def reaches_all(account: Account, permission: Permission) -> bool:
    """Does `account` hold `permission` by a role held everywhere?"""
    return None in account.teams_for(permission)


def reachable(account: Account, permission: Permission = Permission.SEE_TRAINING) -> ColumnElement[bool]:
    """A condition on Cohort: those of the teams for which `account` holds `permission`, and those that it
    teaches."""
    teams = account.teams_for(permission)
    if None in teams:
        return true()
    if not teams:
        return false()
    teaches = select(CohortTrainer.cohort_id).where(
        CohortTrainer.account_id == account.id, CohortTrainer.until.is_(None)
    )
    return or_(Cohort.team_id.in_([team for team in teams if team]), Cohort.id.in_(teaches))
