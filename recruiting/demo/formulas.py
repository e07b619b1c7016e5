"""The sample team's supervisors get targets of their own from next month on; a change for all is drafted."""

from dataclasses import replace
from decimal import Decimal

from careers import formula_drafts as drafts
from careers.queries import formulas as queries
from core import clock
from core.months import add_months, month_of
from people.states import Level
from recruiting.demo.story import Story

WHY = "Who leads a shift answers fewer enquiries and is asked more of the team."


def tell(story: Story) -> None:
    first, manager = queries.newest_for(None, None), story.manager
    assert first is not None, "a formula is founded with the product"
    draft = drafts.begin(first, Level.SUPERVISOR, None, actor=manager)
    lines = {one.key: one for one in drafts.lines_in(draft)}
    team = replace(lines["teamwork"], weight=Decimal(25))
    drafts.put(draft, "teamwork", team, actor=manager)
    load = replace(lines["enquiries"], target=Decimal(40), zero=Decimal(10), weight=Decimal(5))
    drafts.put(draft, "enquiries", load, actor=manager)
    drafts.publish(draft, add_months(month_of(clock.today()), 1), actor=manager, reason=WHY)
    everybody = drafts.begin(first, None, None, actor=manager)
    quality = replace(lines["satisfaction"], weight=Decimal(35))
    drafts.put(everybody, "satisfaction", quality, actor=manager)
