"""What chance alone may leave out: a notice whose time runs and one disputed, an offer that waits for
approval, and ticks on the lists of first days."""

from datetime import timedelta

from core import clock
from recruiting import offers, preboarding
from recruiting.demo import checks
from recruiting.demo.story import Story
from recruiting.queries import demo as queries
from recruiting.queries import preboarding as preboarding_queries
from recruiting.states import Wait


def notices(story: Story) -> None:
    """Of the checks under way two find something; the second candidate disputes it."""
    for number, check in enumerate(queries.checks_under_way()[:2]):
        checks.work_off(check, good=False, actor=story.recruiter)
        if number:
            checks.dispute(check, story.recruiter)


def approval(story: Story) -> None:
    """An offer is written and waits for its approval."""
    visit = queries.longest_stay("offer", Wait.OFFER)
    if visit is not None:
        offers.draft(
            visit,
            terms="Level 3, evening allowance, six months of probation.",
            starts_on=clock.today() + timedelta(days=21),
            expires_at=clock.day_end(clock.today() + timedelta(days=7)),
            beyond_seats=True,  # on some days the story has promised every seat by now
            actor=story.recruiter,
        )


def ticks(story: Story) -> None:
    """What is due is done, but for a few tasks of the last days."""
    today, lately = clock.today(), clock.today() - timedelta(days=6)
    for task in preboarding_queries.every_open_task():
        if task.due_on < lately or (task.due_on <= today and task.id % 3):
            preboarding.tick(task, task.offer.application, actor=story.recruiter)
