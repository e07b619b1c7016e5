"""The sample team's mutual review: one round is closed, of which Zhou Anran reads what colleagues wrote;
another one is open and asks her about some of them."""

from datetime import timedelta

from careers import mutual
from careers.models import MutualAsk, MutualRound
from careers.mutual_words import QUESTIONS
from careers.queries import demo as queries
from careers.queries import reviews, standings
from core import clock
from core.months import add_months
from people import accounts
from people.models import Account, Person, Team
from people.permissions import Role
from people.queries import account_of_person
from recruiting.demo.story import Story

WORDS = (
    "交接写得很清楚，接班时不用再问一遍。",
    "Takes the difficult chats without being asked, and stays calm in them.",
    "忙的时候回复慢一些，提前说一声会更好。",
)
RATED = (5, 4, 3, 4, 5)


def tell(story: Story) -> None:
    team, last = story.openings[0].team, reviews.last_over(clock.today())
    closed = mutual.open_round(team, last, clock.today(), actor=story.manager)
    for key in ("zhou.anran", "lou.meridian"):
        row = standings.own_row(story.who[key])
        if row is not None:
            _answer(story, closed, row.employment_id)
    mutual.close(closed, actor=story.manager)
    _ask(team, story)


def _answer(story: Story, one: MutualRound, employment_id: int) -> None:
    """All who are asked answer, some of them in words."""
    for place, ask in enumerate(queries.mutual_asks(one.id, employment_id)):
        rating = RATED[place % len(RATED)]
        ratings = {key: max(rating - n % 2, 1) for n, key in enumerate(QUESTIONS)}
        words = WORDS[place] if place < len(WORDS) else ""
        mutual.answer(ask, ratings, words, actor=_account(ask, story))


def _account(ask: MutualAsk, story: Story) -> Account:
    """Who has none yet is given one, as whoever answers has to sign in."""
    return account_for(ask.rater, story.who["ines.carvalho"])


def account_for(person: Person, admin: Account) -> Account:
    """With which a colleague signs in."""
    there = account_of_person(person.id)
    if there is not None:
        return there
    assert person.email is not None
    made = accounts.open_account(person.name, person.email, person.language, actor=admin)
    accounts.add_role(made, Role.EMPLOYEE, None, actor=admin)
    return made


def _ask(team: Team, story: Story) -> None:
    running = add_months(reviews.last_over(clock.today()), 1)
    mutual.open_round(team, running, clock.today() + timedelta(days=7), actor=story.manager)
