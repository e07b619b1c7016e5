"""The sample team's bonuses and honours: a first table, a month that is settled and then corrected, honours
of the months before; the last month's are left to be decided."""

from datetime import date
from decimal import Decimal

from careers import bonus_drafts, bonuses, honouring, reviewing
from careers.honouring import Occasion
from careers.queries import bonuses as bonus_queries
from careers.queries import honours, reviews
from careers.rules.bonus import Step, Terms
from careers.rules.honours import last_over
from careers.states import BonusKind, HonourKind
from core import clock
from core.months import add_months
from recruiting.demo.story import Story

STEPS = (Step(Decimal(95), 1200_00), Step(Decimal(90), 800_00), Step(Decimal(85), 400_00))
TERMS = Terms(BonusKind.AMOUNT, "CNY", True, Decimal(50), STEPS)
CORRECTED = "Two surveys came in after the month was closed."


def tell(story: Story) -> None:
    last = last_over(HonourKind.AGENT_OF_MONTH, clock.today())
    draft = bonus_drafts.begin(None, None, None, actor=story.who["ines.carvalho"])
    bonus_drafts.change(draft, TERMS, actor=story.who["ines.carvalho"])
    bonus_drafts.publish(draft, last, actor=story.who["ines.carvalho"], reason="Agreed with the teams.")
    _settle(story, last)
    for back in (1, 2):
        _honour(story, HonourKind.AGENT_OF_MONTH, add_months(last, -back))
    _honour(story, HonourKind.STAR_OF_QUARTER, last_over(HonourKind.STAR_OF_QUARTER, clock.today()))


def _settle(story: Story, month: date) -> None:
    """Half of those whose month is closed; the first of them is corrected afterwards."""
    rows = [one for one in bonus_queries.of_month(story.manager, month, None) if one.due and not one.is_own]
    chosen = [reviews.employment(one.row.employment_id) for one in rows[::2]]
    bonuses.settle_all(chosen, month, actor=story.manager)
    if chosen:
        figures = {"satisfaction": Decimal("4.1"), "resolution": Decimal(80)}
        reviewing.correct(chosen[0], month, figures, actor=story.manager, reason=CORRECTED)


def _honour(story: Story, kind: HonourKind, period: date) -> None:
    for team in honours.rankings(story.manager, kind, period):
        for one in team.proposed[:1]:
            if not team.reader_is_able:
                occasion = Occasion(kind, period, team.team_id)
                honouring.confirm(occasion, one.result.who, actor=story.manager)
