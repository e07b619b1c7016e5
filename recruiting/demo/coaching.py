"""The sample team's log of coaching: what the coach saw of each trainee, and what comes next."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from core import clock
from recruiting.demo.story import Story
from training import coaching
from training.models import Cohort
from training.queries import coaching as log
from training.queries import demo as queries
from training.states import CoachingTopic

COACH = "zhou.anran"
NOTES = (
    (2, CoachingTopic.SYSTEMS, "Finds orders quickly, but types the number.", "Use the search of the chat."),
    (5, CoachingTopic.COMMUNICATION, "先解释规则，后道歉；客户更着急了。", "下次先回应情绪，再说办法。"),
    (8, CoachingTopic.POLICY, "Knows the rule of thirty days, is unsure about opened boxes.",
     "Read the returns page together on Monday."),
    (15, CoachingTopic.PACE, "两个会话同时进行时不再漏回。", ""),
)  # fmt: skip
"""Days after a class began, what it is about, what was seen, and what comes next."""
CORRECTED = 2
"""The so-manieth entry said the wrong page at first."""


def plan(story: Story, cohort: Cohort) -> None:
    for number, (days, *_note) in enumerate(NOTES):
        moment = clock.day_start(cohort.starts_on + timedelta(days=days)) + timedelta(hours=17)
        story.at(moment, partial(_write, story, cohort.id, number))


def _write(story: Story, cohort_id: int, number: int, _nobody: int) -> None:
    """Each of those whom the coach has gets some of the entries."""
    _days, topic, observed, next_step = NOTES[number]
    coach = story.who[COACH]
    for place, one in enumerate(queries.seated_in(cohort_id)):
        if log.coaches(coach, one) and (place + number) % 4 != 2:
            seen = coaching.Seen(clock.today(), topic, observed, next_step)
            if number != CORRECTED:
                coaching.write(one, seen, actor=coach)
                continue
            wrong = replace(seen, next_step="Read the warranty page together on Monday.")
            note = coaching.write(one, wrong, actor=coach)
            coaching.correct(note, seen, actor=coach, reason="It is the returns page.")
