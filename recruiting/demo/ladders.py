"""The sample team's ladder gets a second version with a step in between and a second track; one is moved to
it on purpose, and the next change waits in a draft."""

from decimal import Decimal

from careers import ladder_drafts as drafts
from careers import ladders
from careers.queries import ladder, standings
from careers.queries.reviews import employments
from careers.rules.plans import CompetencyPlan, LevelPlan
from careers.rules.readiness import Asked
from careers.states import RequirementKind as Kind
from people.models import Account
from recruiting.demo.stage_set import both
from recruiting.demo.story import Story

SENIOR = LevelPlan(
    "",
    both("Senior specialist", "高级客服专员"),
    "service",
    "specialist",
    pay_grades=("S4", "S5"),
    duties=(both("Take the chats that others hand over", "接手他人转来的会话"),),
)
SENIOR_ASKS = (
    Asked(Kind.GOOD_STANDING),
    Asked(Kind.TIME_IN_LEVEL, months=6),
    Asked(Kind.REVIEW_AVERAGE, count=3, mark=Decimal(80)),
    Asked(Kind.COMPLAINTS, months=3, count=1),
)
EXPERT = LevelPlan("", both("Product expert", "产品专家"), "expert", "senior specialist", seats=2)
EXPERT_ASKS = (
    Asked(Kind.TIME_IN_LEVEL, months=9),
    Asked(Kind.REVIEW_AVERAGE, count=6, mark=Decimal(88)),
    Asked(Kind.COMPETENCIES, count=2, mark=Decimal(4)),
)
KNOWS = CompetencyPlan(
    "",
    both("Product knowledge", "产品知识"),
    both(
        "Answers what the manual does not, and writes it down for the others.",
        "能解答手册之外的问题，并写下来供他人使用。",
    ),
)


def tell(story: Story) -> None:
    manager = story.manager
    draft = drafts.begin(actor=manager)
    drafts.put_track(draft, None, both("Expert", "专家"), actor=manager)
    key = drafts.add_level(draft, SENIOR, takes_followers=False, actor=manager)
    for asked in SENIOR_ASKS:
        drafts.put_asked(draft, key, None, asked, actor=manager)
    expert = drafts.add_level(draft, EXPERT, takes_followers=False, actor=manager)
    drafts.put_competency(draft, expert, KNOWS, actor=manager)
    for asked in EXPERT_ASKS:
        drafts.put_asked(draft, expert, None, asked, actor=manager)
    version = drafts.publish(
        draft, actor=manager, reason="A step for those who serve well and do not want to lead a shift."
    )
    _move(version.number, story.who["zhou.anran"], manager)
    _begin_another(manager)


def _move(number: int, account: Account, manager: Account) -> None:
    row, version = standings.own_row(account), ladder.version(number)
    if row is not None and version is not None:
        [one] = employments([row.employment_id]).values()
        ladders.move([one], version, actor=manager, reason="Asked for it in the talk about the year.")


def _begin_another(manager: Account) -> None:
    """Two months more before somebody leads, which is still talked about."""
    draft = drafts.begin(actor=manager)
    level = drafts.level_in(drafts.plan_in(draft), "supervisor")
    place = [one.kind for one in level.asks].index(Kind.TIME_IN_LEVEL)
    drafts.put_asked(draft, "supervisor", place, Asked(Kind.TIME_IN_LEVEL, months=14), actor=manager)
