"""The sample team's homework: a class hands it in, one late; one is returned for another try."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random

from core import clock
from people import queries as people
from people.models import Account
from recruiting.demo.story import Story
from training import homework, homework_marking
from training.defaults.homework import KEY
from training.models import Cohort, Enrolment, Homework
from training.queries import demo as queries
from training.queries import homework as given
from training.queries.homework import Course

SEED = 20261127
TRAINER = "gu.mingchuan"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATE = 1
"""The place in the class of whoever hands in late."""


@dataclass(frozen=True)
class Task:
    """`work`: what is handed in, by language."""

    title: str
    task: str
    work: Mapping[str, tuple[str, ...]]


FIRST = Task(
    "A reply to an angry customer",
    "The parcel came without the case that was ordered; the first e-mail had no answer. Write the reply: say "
    "what happened, what you do now and by when. At most 150 words.",
    {
        "en": (
            "I am sorry: the case should have been in the parcel, and your first message should have had an "
            "answer. A new case leaves our warehouse today. You need not send anything back.",
            "Thank you for writing again, and sorry that you had to. The case was left out when we packed. "
            "You can have it by Thursday, or the price of it back today. Which do you prefer?",
        ),
        "zh_Hans": (
            "非常抱歉：包裹里漏放了盒子，您的第一封邮件我们也没有及时回复。新盒子今天发出，您不需要寄回任何东西。",
            "给您添麻烦了，对不起。打包时漏放了盒子。我们可以周四前补寄，也可以今天退还盒子的钱，您希望怎么处理？",
        ),
    },
)
SECOND = Task(
    "Three cases, three rules",
    "Take three cases of this week. Name for each the rule that decides it, where it stands, and what you "
    "told the customer.",
    {
        "en": (
            "1. Box opened: thirty days hold all the same, returns 2.1. 2. Wrong address: the buyer pays the "
            "second parcel, shipping 4. 3. Late parcel: wait ten days, then replace, shipping 6.",
        ),
        "zh_Hans": (
            "一、已拆封：三十天内仍可退，见退货 2.1。二、地址写错：第二次运费由买家承担，见物流 4。"
            "三、包裹迟到：等十天再补发，见物流 6。",
        ),
    },
)
BETTER = {
    "en": "The new case leaves today and is with you by Thursday evening.",
    "zh_Hans": "上次漏写了时间：新盒子今天寄出，最晚周四晚上送到。如果没有收到，请直接回复这封邮件找我。",
}
PRAISE = "Says by when, and takes the blame without excuses."
MISSING = "It says sorry twice and never by when the customer has the case. Write that part again."


def plan(story: Story, cohort: Cohort) -> None:
    """Two assignments in the course of a class; in one that runs the second is not due yet."""
    begin = clock.day_start(cohort.starts_on) + 10 * HOUR
    story.at(begin + DAY, partial(_give, story, cohort.id, FIRST))
    story.at(begin + 7 * DAY, partial(_give, story, cohort.id, SECOND))


def _give(story: Story, cohort_id: int, what: Task, _nobody: int) -> None:
    """Given to be handed in by six in the evening, four days later; then follows what the class does."""
    cohort = queries.cohort(cohort_id)
    due_at = clock.day_start(clock.today() + 4 * DAY) + 18 * HOUR
    modules = {one.key: one for one in cohort.programme_version.modules}
    rubric = next(one for one in given.rubrics() if one.rubric.key == KEY)
    wanted = homework.Assignment(what.title, what.task, due_at, modules.get("communication"), rubric)
    made = homework.give(cohort, wanted, actor=story.who[TRAINER])
    for place, one in enumerate(queries.seated_in(cohort_id)):
        moment = due_at + 20 * HOUR if place == LATE else due_at - 6 * HOUR - place % 4 * DAY
        story.at(moment, partial(_hand_in, story, made.id, one.id, what.work))
    story.at(due_at + 3 * DAY, partial(_mark, story, made.id))


def _hand_in(
    story: Story, homework_id: int, enrolment_id: int, work: Mapping[str, tuple[str, ...]], _no: int
) -> None:
    account = _account(queries.enrolment(enrolment_id))
    one = given.own(enrolment_id, homework_id)
    if account is not None and one is not None:
        texts = work[account.person.language]
        homework.hand_in(one, homework.Work(texts[enrolment_id % len(texts)]), actor=account)


def _account(one: Enrolment) -> Account | None:
    return people.account_of_person(one.employment.person_id)


def _mark(story: Story, homework_id: int, _nobody: int) -> None:
    """The first who handed something in has it returned, and tries again four days later."""
    one, trainer = queries.homework(homework_id), story.who[TRAINER]
    courses = [it for it in _courses(one) if it.newest]
    random = Random(SEED + homework_id)
    for number, course in enumerate(courses):
        assert course.newest is not None
        if number:
            homework_marking.mark(course.newest, _found(one, random), actor=trainer)
        else:
            until = clock.now() + 7 * DAY
            homework_marking.send_back(course.newest, until, actor=trainer, comment=MISSING)
            again = {language: (text,) for language, text in BETTER.items()}
            who = course.newest.enrolment_id
            story.at(clock.now() + 4 * DAY, partial(_hand_in, story, homework_id, who, again))
            story.at(clock.now() + 5 * DAY, partial(_mark_again, story, homework_id, who))


def _mark_again(story: Story, homework_id: int, enrolment_id: int, _nobody: int) -> None:
    one = queries.homework(homework_id)
    newest = given.course(one, enrolment_id).newest
    assert newest is not None
    homework_marking.mark(newest, _found(one, Random(SEED)), actor=story.who[TRAINER])


def _found(one: Homework, random: Random) -> homework_marking.Found:
    assert one.rubric_version is not None
    ratings = {it.id: random.choice((3, 4, 4, 5)) for it in one.rubric_version.criteria}
    return homework_marking.Found(ratings, comment=PRAISE if min(ratings.values()) > 3 else "")


def _courses(one: Homework) -> list[Course]:
    seated = [it.id for it in queries.seated_in(one.cohort_id)]
    return list(given.courses([one], seated).values())
