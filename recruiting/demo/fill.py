"""Filling an empty database with the sample team."""

from datetime import timedelta
from random import Random

from core import clock, outbox, seals
from core.db import db
from recruiting import applications, closing, founding, hiring, interviewing, jobs, notes, pipeline
from recruiting.demo import (
    channels,
    classes,
    desk,
    duty,
    first_days,
    formulas,
    goals,
    groups,
    growing,
    honours,
    imports,
    ladders,
    mutual,
    pipelines,
    planning,
    pool,
    recalls,
    retraining,
    screening,
    stage_set,
    touches,
    veterans,
)
from recruiting.demo import interviews as rounds
from recruiting.demo.story import Story
from recruiting.queries import candidates
from recruiting.queries import demo as queries
from recruiting.queries.offers import employment_of
from recruiting.states import Audience, Status, Wait

SEED = 20261101
APPLICANTS = 400
SERVING = 116
"""Colleagues on duty since before, a hundred of them for more than eighteen months."""
EARLY = ("online test", "screening")
QUIET = timedelta(minutes=10)
"""Nothing happens any more just before the present, so that no letter is left to be sent."""


def fill(applicants: int = APPLICANTS, serving: int = SERVING) -> None:
    """Tell the whole story; commits as it goes. The database must hold no accounts yet. At least twelve
    must be `serving`."""
    begin = clock.day_start(clock.today()) + timedelta(hours=9) - timedelta(days=stage_set.LONG_AGO)
    with clock.at(begin):
        founding.found(clock.now())
        colleagues, openings = stage_set.set_stage()
        rounds.plan_rounds(openings[0], colleagues["shen.yue"])
        channels.publish_terms(colleagues["ines.carvalho"])
        db.session.commit()
    story = Story(colleagues, openings, SEED, end=clock.now() - QUIET, serving=serving)
    for moment in _arrivals(story.random, applicants):
        story.at(begin + timedelta(days=moment), story.somebody_applies)
    channels.plan(story, begin)
    classes.plan(story, begin)
    growing.plan(story)
    story.tell()
    with clock.at(story.end):
        jobs.interviews_over()
        _extras(story)
        screening.fill(story.openings, story.recruiter)
    outbox.regard_as_sent(clock.now())
    db.session.commit()
    while seals.seal():
        db.session.commit()
    db.session.commit()


def _arrivals(random: Random, applicants: int) -> list[float]:
    """Days after the beginning, somewhat more of them lately."""
    return sorted(stage_set.LONG_AGO * random.random() ** 0.8 for _one in range(applicants))


def _extras(story: Story) -> None:
    """What chance alone may leave out: a reinstatement, a way back, a transfer, a no-show, notes that
    name colleagues, interviews today and tomorrow; and what came beside the story."""
    for extra in (
        _reinstate,
        _send_back,
        _transfer,
        _no_show,
        _tell_a_candidate,
        _interviews,
        planning.plan,
        _arrange,
        channels.settle,
        first_days.notices,
        first_days.approval,
        first_days.ticks,
        pool.tell,
        imports.bring_in,
        pipelines.tell,
        classes.read,
        duty.decide,
        retraining.assess,
        retraining.fail_lately,
        recalls.tell,
        touches.tell,
        veterans.tell,
        growing.tell,
        growing.brief,
        growing.study,
        ladders.tell,
        formulas.tell,
        honours.tell,
        desk.tell,
        goals.tell,
        mutual.tell,
        groups.tell,
    ):
        extra(story)
        db.session.commit()


def _reinstate(story: Story) -> None:
    visit = queries.last_ended(Status.REJECTED)
    if visit is not None:
        why = "The certificate was in the post; the refusal was ours."
        closing.reinstate(visit, actor=story.recruiter, reason=why)


def _send_back(story: Story) -> None:
    visit = queries.longest_stay("second interview")
    if visit is not None:
        to = next(stage for stage in pipeline.stages_of(visit) if stage.key == "first interview")
        why = "The first interviewer had the wrong notes; asked again."
        pipeline.move(visit, to, actor=story.recruiter, reason=why)


def _transfer(story: Story) -> None:
    b2b = story.openings[-1]
    visit = next(filter(None, (queries.longest_stay(stage, outside=b2b) for stage in EARLY)), None)
    if visit is not None:
        moved = applications.transfer(visit, b2b, actor=story.recruiter)
        notes.write(
            moved.application,
            "@Priya Raman would suit the B2B desk better: seven years of trade fairs.",
            audience=Audience.TEAM,
            colleagues=candidates.colleagues(),
            actor=story.recruiter,
        )


def _tell_a_candidate(story: Story) -> None:
    visit = queries.longest_stay("second interview")
    if visit is not None:
        words = {
            "en": "Your certificate has arrived and is with your application. Nothing else is missing.",
            "zh_Hans": "您的证书已收到并归入申请材料，目前材料齐全，无需补充。",
        }
        notes.tell(
            visit.application,
            words[visit.application.person.language],
            colleagues=candidates.who_can_be_named(visit.application),
            actor=story.recruiter,
        )


def _no_show(story: Story) -> None:
    visit = queries.first_hired()
    if visit is not None and employment_of(visit.application).started_on <= clock.today():
        why = "Did not come and could not be reached."
        hiring.record_no_show(visit, actor=story.recruiter, reason=why)


def _arrange(story: Story) -> None:
    rounds.arrange(story.who)


def _interviews(story: Story) -> None:
    """Two later today, not before ten and where the day is still long enough, and two tomorrow."""
    stages = (("first interview", "he.jingxing"), ("second interview", "tomasz.bielak"))
    soon = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    soon = max(soon, clock.day_start(clock.today()) + timedelta(hours=10))
    tomorrow = clock.day_end(clock.today()) + timedelta(hours=10)
    for number, (stage, key) in enumerate(stages * 2):
        starts_at = (soon if number < len(stages) else tomorrow) + timedelta(minutes=45 * (number % 2))
        waiting = queries.longest_stay(stage, Wait.SCHEDULING)
        if waiting is not None:
            interviewing.ask(waiting, story.who[key], actor=story.recruiter)
            place, starts_at = "Video call, room 1", story.when_free(waiting, starts_at)
            interviewing.plan(waiting, starts_at, 30, place, actor=story.recruiter, tell=False)
