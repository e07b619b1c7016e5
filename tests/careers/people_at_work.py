"""People who have been on duty for a while, and their closed months, for tests of careers."""

from datetime import date, datetime, time, timedelta

from core import clock
from core.db import db
from people import employment as employments
from people.models import Account, Employment, Team
from people.permissions import Role
from people.states import DutyStatus, Level
from tests.factories import a_person, a_team, an_account, found, serving

TODAY = date(2026, 11, 19)
WHY = "The test wants it so."


def noon(day: date = TODAY) -> datetime:
    return datetime.combine(day, time(12), clock.zone())


def an_employee(
    name: str | None = None,
    *,
    team: Team | None = None,
    on_duty_since: date | None = date(2025, 10, 1),
    level: str = Level.SPECIALIST,
    person=None,
) -> Employment:
    """Employed four weeks before being on duty; without a day they are still in training."""
    found()
    team = team or a_team()
    begin = (on_duty_since or TODAY) - timedelta(days=28)
    new = employments.employ(
        person or a_person(name),
        starts_on=begin,
        team_id=team.id,
        site_id=team.site_id,
        line_manager_id=None,
        level=level,
        actor=None,
    )
    employments.begin_duty(new, DutyStatus.TRAINING, begin, actor=None)
    if on_duty_since:
        serving(new, on_duty_since)
    return new


def account_of(employment: Employment, *roles: Role) -> Account:
    account = an_account(*(roles or (Role.EMPLOYEE,)))
    account.person = employment.person
    db.session.flush()
    return account
