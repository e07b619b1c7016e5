"""What the sample team pays for its channels, and the rewards that it owes."""

from datetime import datetime, timedelta
from decimal import Decimal

from core import clock
from people.models import Account
from recruiting import channels, costs, rewards, sources
from recruiting.channels import Terms
from recruiting.costs import Spent
from recruiting.demo.stage_set import LONG_AGO
from recruiting.demo.story import Story
from recruiting.models import Channel
from recruiting.queries import demo as queries
from recruiting.queries import rewards as reward_queries
from recruiting.states import CostModel, RewardState

CURRENCY = "CNY"
TERMS = {
    "referral": Terms(CostModel.BONUS, 150_000, CURRENCY, stay_days=21),
    "job site": Terms(CostModel.POSTING, 68_000, CURRENCY),
    "campus": Terms(CostModel.EVENT, 420_000, CURRENCY),
    "headhunter": Terms(CostModel.SALARY_SHARE, share=Decimal(20)),
    "own site": Terms(CostModel.FREE),
}
FORTNIGHT = 14
FAIRS = ((20, "Spring fair, Zhejiang"), (76, "Job day, Ningbo"))
FEE = 1_800_000


def publish_terms(administrator: Account) -> None:
    """Before the story begins, so that rewards are promised under them."""
    known = queries.channels()
    for key, terms in TERMS.items():
        channels.publish_terms(known[key], terms, clock.today(), actor=administrator)


def plan(story: Story, begin: datetime) -> None:
    """Postings every fortnight, two fairs, a headhunter's fee: booked as the story goes."""
    for day in range(1, LONG_AGO, FORTNIGHT):
        for number in range(len(story.openings)):
            _later(story, begin, day, "job site", 68_000, number, "Posting for two weeks")
    for day, name in FAIRS:
        _later(story, begin, day, "campus", 420_000, None, name)
    _later(story, begin, 70, "headhunter", FEE, 0, "")


def _later(
    story: Story, begin: datetime, day: int, key: str, amount: int, opening: int | None, campaign: str
) -> None:
    def book(_nobody: int) -> None:
        place = None if opening is None else story.openings[opening]
        spent = Spent(clock.today(), amount, CURRENCY, place, campaign)
        costs.book(queries.channels()[key], spent, actor=story.recruiter)

    story.at(begin + timedelta(days=day, hours=1), book)


def settle(story: Story) -> None:
    """One cost and one source are corrected; rewards fall due, and one of them is paid."""
    _correct(story, queries.channels())
    _pay(story)


def _correct(story: Story, known: dict[str, Channel]) -> None:
    cost = queries.last_cost(known["campus"].id)
    why = "The stand cost less than the quotation."
    fewer = Spent(cost.spent_on, 380_000, cost.currency, cost.opening, cost.campaign or "")
    costs.correct(cost, fewer, why, actor=story.recruiter)
    visit = queries.longest_stay("screening")
    if visit is not None and visit.application.channel_id != known["campus"].id:
        why = "Met us at the job day in Ningbo, and applied on the site later."
        sources.correct(visit.application, known["campus"], None, actor=story.recruiter, why=why)


def _pay(story: Story) -> None:
    """One is paid; the others are left for whoever tries it."""
    rewards.fall_due()
    due = reward_queries.all_rewards(story.recruiter, RewardState.DUE)
    reward = reward_queries.reward(due[0].id, story.recruiter) if len(due) > 1 else None
    if reward is not None:
        rewards.pay(reward, actor=story.recruiter)
