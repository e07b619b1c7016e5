"""Goals of the sample team's people: proposed, agreed, looked at again, overdue, reached."""

from datetime import timedelta

from careers import developing
from careers.developing import GoalPlan
from careers.models import DevelopmentGoal
from careers.queries import reviews, standings
from careers.states import GoalSource, LookOutcome
from core import clock
from people.models import Account, Employment
from recruiting.demo.story import Story

DAY = timedelta(days=1)


def tell(story: Story) -> None:
    zhou, manager = story.who["zhou.anran"], story.manager
    row = standings.own_row(zhou)
    if row is None:
        return
    [own] = reviews.employments([row.employment_id]).values()
    faster = _plan(
        GoalSource.GAP,
        "首次响应平均在 35 秒以内",
        "每周一与主管一起看三段晚班会话，用快捷短语开场。",
        "十二月和一月的月度绩效。",
        70,
    )
    agreed = _agreed(own, faster, zhou, manager)
    said = "短语已整理好，上周平均 41 秒。"
    developing.look(agreed, LookOutcome.ON_TRACK, said, revision=None, actor=manager)
    wish = _plan(
        GoalSource.WISH,
        "带一名新人度过带教期",
        "向培训师报名，参加下一班的带教。",
        "带教记录。",
        120,
    )
    developing.propose(own, wish, actor=zhou)
    _others(story, manager)


def _plan(source: GoalSource, what: str, action: str, evidence: str, days: int) -> GoalPlan:
    return GoalPlan(source, what, action, evidence, clock.today() + days * DAY)


def _agreed(one: Employment, plan: GoalPlan, first: Account, second: Account) -> DevelopmentGoal:
    goal = developing.propose(one, plan, actor=first)
    developing.agree(goal, revision=goal.revision, actor=second)
    return goal


def _others(story: Story, manager: Account) -> None:
    """Lou proposed nothing; the manager does, from a strength."""
    row = standings.own_row(story.who["lou.meridian"])
    if row is None:
        return
    [lou] = reviews.employments([row.employment_id]).values()
    strength = _plan(
        GoalSource.STRENGTH,
        "Write the answers to the ten questions about returns that come most often",
        "Two hours every Friday, read by the product expert.",
        "The page in the handbook, and how often it is opened.",
        45,
    )
    developing.propose(lou, strength, actor=manager)
    done = _plan(
        GoalSource.GAP,
        "Close every case of the day before leaving",
        "A list at half past four, gone through with the shift lead.",
        "No case older than a day for four weeks.",
        0,
    )
    goal = _agreed(lou, done, manager, story.who["lou.meridian"])
    seen = "Four weeks without one left over."
    developing.look(goal, LookOutcome.REACHED, seen, revision=None, actor=manager)
