"""The sample team's manager has served no customer for nearly two years; some supervisors have."""

from datetime import timedelta

from careers import desk_duty
from careers.queries import reviews, standings
from core import clock
from people import accounts
from people import employment as employments
from people.models import Account, Employment
from people.permissions import Role
from people.states import Level
from recruiting.demo.story import Story
from training import duty as on_duty

DAY = timedelta(days=1)
PRIYA = 690
"""So many days ago she began; her two years end within six weeks."""


def tell(story: Story) -> None:
    admin = story.who["ines.carvalho"]
    _employ(story.manager, story.openings[0].team_id, story.openings[0].site_id, admin)
    leads = _leads(story)
    for one in leads[:2]:
        for ago in (40, 39):
            desk_duty.enter(
                one, clock.today() - ago * DAY, actor=admin, note="Evening shift, marketplace queue."
            )
    if len(leads) > 2:
        desk_duty.plan_for(leads[2:3], clock.today() + 3 * DAY, 2, actor=admin)


def _employ(account: Account, team_id: int, site_id: int, admin: Account) -> None:
    """Who leads the team holds a post like everybody else, and owes the desk two days."""
    since = clock.today() - PRIYA * DAY
    new = employments.employ(
        account.person,
        starts_on=since,
        team_id=team_id,
        site_id=site_id,
        line_manager_id=None,
        level=Level.MANAGER,
        actor=admin,
    )
    on_duty.take_over(new, since, actor=admin, reason="On duty since before.")
    accounts.add_role(account, Role.EMPLOYEE, None, actor=admin)


def _leads(story: Story) -> list[Employment]:
    rows = standings.everybody(standings.people(story.manager, level=Level.SUPERVISOR))
    found = reviews.employments([row.employment_id for row in rows])
    return [found[row.employment_id] for row in rows]
