"""What the sample team's classes say of what they were taught: whoever was there, on some of the evenings."""

from datetime import date, timedelta
from functools import partial
from random import Random

from core import clock
from people import queries as people
from recruiting.demo.story import Story
from training import answering
from training.models import Cohort
from training.queries import demo as queries
from training.queries import feedback as asked

SEED = 20261128
EVERY = 3
"""Days of teaching."""
EVENING = timedelta(hours=20)
USUAL = (3, 4, 4, 4, 5, 5)
COMMENTS = {
    "en": (
        "The cases from real chats helped most.",
        "More time to practise, please: two rounds were over before it was my turn.",
        "Could the slides be there before the session?",
    ),
    "zh_Hans": ("真实案例最有帮助。", "希望练习时间再多一些。", "能不能提前把资料发给我们？"),
}


def plan(story: Story, cohort: Cohort) -> None:
    days = sorted({clock.local(ends_at).date() for _id, ends_at in queries.ends_of(cohort.id)})
    for day in days[::EVERY]:
        story.at(clock.day_start(day) + EVENING, partial(_answer, story, cohort.id, day))


def _answer(story: Story, cohort_id: int, day: date, _nobody: int) -> None:
    """Everybody who was there rates; every third says something besides."""
    random = Random(SEED + cohort_id + day.toordinal())
    for one in queries.seated_in(cohort_id):
        account = people.account_of_person(one.employment.person_id)
        for occasion, is_given in asked.asked(one.id) if account else ():
            if occasion.held_on == day and not is_given:
                form = asked.form_of(day, asked.forms())
                ratings = {it.id: random.choice(USUAL) for it in form.criteria}
                assert account is not None
                said = random.choice(COMMENTS[account.person.language]) if random.random() < 0.3 else ""
                answering.answer(occasion, answering.Answer(ratings, said), actor=account)
