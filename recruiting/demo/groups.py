"""One team of the sample organisation looks at its promotions by gender. Three quarters have told theirs,
some would rather not say; nine of them came to lead a shift within the last twelve months."""

from datetime import timedelta
from random import Random

from careers import deciding, grouping
from careers.grouping import GroupingPlan
from careers.models import GroupAnswer, Grouping
from careers.queries import demo as queries
from careers.rules import equity
from careers.rules.equity import Window
from careers.states import ActKind
from core import clock
from people.models import Employment
from people.states import Level
from recruiting.demo.mutual import account_for
from recruiting.demo.stage_set import both
from recruiting.demo.story import Story

SEED = 19530208
DAY = timedelta(days=1)
BEGUN, TOLD = 60 * DAY, 40 * DAY
"""So long before the present quarter they were asked and answered: on paper, taken over on the last day of
the story like all else of before. What is told today counts from the next quarter on."""
ROSE = (1, 1, 0, 1, 1, 0, 1, 1, 0)
"""Nine who rose, by the place of their group."""
WHY = "Led the evening shift for half a year before."


def tell(story: Story) -> None:
    random, over = Random(SEED), equity.window(clock.today())
    team = story.openings[0].team
    one = grouping.start(_plan(team.id), actor=story.manager)
    one.started_at = clock.day_start(over.after - BEGUN)
    named = {one.person_id for one in story.who.values()}
    settled = queries.settled(team.id, over.first - 60 * DAY)
    people = [one for one in settled if one.person_id not in named]
    random.shuffle(people)
    rose, others = people[: len(ROSE)], people[len(ROSE) :]
    told = clock.day_start(over.after - TOLD)
    for employment, place in zip(rose, ROSE, strict=False):
        _answer(story, one, employment, place).told_at = told
    for employment in others[: len(others) * 3 // 4]:
        [group] = random.choices((0, 1, 2, None), (46, 40, 3, 11))
        _answer(story, one, employment, group).told_at = told
    _promote(story, rose, over)


def _plan(team_id: int) -> GroupingPlan:
    purpose = both(
        "To see once a quarter whether women and men rise alike, and to ask why where they do not.",
        "每季度看一次女性与男性的晋升是否相当；若不相当，则追问原因。",
    )
    groups = (both("Women", "女"), both("Men", "男"), both("Another", "其他"))
    return GroupingPlan(both("Gender", "性别"), purpose, team_id, groups)


def _answer(story: Story, one: Grouping, employment: Employment, place: int | None) -> GroupAnswer:
    account = account_for(employment.person, story.who["ines.carvalho"])
    return grouping.tell(one, None if place is None else one.groups[place].id, actor=account)


def _promote(story: Story, rose: list[Employment], over: Window) -> None:
    """As when records of before are taken over: the cases were on paper."""
    for number, employment in enumerate(rose, 1):
        on = over.first + number * 35 * DAY
        kind, actor = ActKind.PROMOTION, story.who["ines.carvalho"]
        deciding.change(employment, kind, Level.SUPERVISOR, on, actor=actor, reason=WHY, pay_grade="L1")
