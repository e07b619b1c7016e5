"""The sample team on duty: who passed is put there with a certificate and nests; a waiver runs, a certificate
was revoked and one was issued again."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from core import clock
from recruiting import preboarding
from recruiting.demo import exams
from recruiting.demo.story import Story
from recruiting.queries import preboarding as papers
from training import certificates, duty, nesting, placing, waivers
from training.models import Cohort, Enrolment
from training.queries import certificates as certified
from training.queries import demo as queries
from training.queries import duty as gates
from training.queries import enrolments
from training.queries import nesting as nested
from training.rules.nesting import Day, standing
from training.states import GatePart

TRAINER, COACH = "gu.mingchuan", "zhou.anran"
AFTER = (1, 8, 16, 30)
"""Days after the end of a class on which the trainer looks who has passed by now."""
WAIVER_DAYS = 20
DAY = timedelta(days=1)
LATELY, NOT_LONG = 8 * DAY, 90 * DAY
AWAY = 3
"""Of so many of the newest class one begins late, and nests now."""


def plan(story: Story, cohort: Cohort, random: Random) -> None:
    """When the exams are over, again and again: who has passed is put on duty."""
    for days in AFTER:
        moment = datetime.combine(cohort.ends_on + days * DAY, time(10), clock.zone())
        if moment < story.end - LATELY:
            story.at(moment, partial(_look, story, cohort.id, random, False))
    story.at(story.end - LATELY, partial(_look, story, cohort.id, random, True))


def _look(story: Story, cohort_id: int, random: Random, last: bool, _nobody: int) -> None:
    """Some of a class were on leave after it, and so begin late."""
    is_new = queries.cohort(cohort_id).starts_on > clock.local(story.end - NOT_LONG).date()
    seated = queries.seated_in(cohort_id)
    for one, seen in gates.gates([one.id for one in seated]).items():
        trainee = queries.enrolment(one)
        if is_new and not last and one % AWAY == 1:
            continue
        if set(seen.gate.missing) <= {GatePart.DOCUMENTS}:
            _hand_in(story, trainee)
            _begin(story, trainee, random)


def _hand_in(story: Story, trainee: Enrolment) -> None:
    """What was still open of the list before the first day is done by now."""
    for task in papers.open_of_employment(trainee.employment_id):
        preboarding.tick(task, task.offer.application, actor=story.recruiter)


def _begin(story: Story, trainee: Enrolment, random: Random) -> None:
    if enrolments.current_coaching(trainee.id) is None:
        placing.assign_coach(trainee, story.who[COACH].person, actor=story.who[TRAINER])
    duty.put_on_duty(trainee, actor=story.who[TRAINER])
    for number in range(1, 29):
        evening = datetime.combine(clock.today() + number * DAY, time(18), clock.zone())
        if evening.weekday() != 6:
            story.at(evening, partial(_measure, story, trainee.id, number, random))


def _measure(story: Story, enrolment_id: int, number: int, random: Random, _nobody: int) -> None:
    """The coach enters a day; everybody gets better. Who held the targets long enough serves alone."""
    seen = nested.of_enrolment(enrolment_id)
    if seen is None or seen.nesting.ended_on is not None:
        return
    measured = {seen.nesting.id: _day(number, random)}
    nesting.enter(clock.today(), measured, actor=story.who[COACH])
    today = Day(clock.today(), measured[seen.nesting.id])
    targets = nested.targets_of(seen.nesting.policy)
    if standing([*seen.days, today], targets, seen.standing.asked).may_end:
        nesting.finish(seen.nesting, actor=story.who[TRAINER])


def _day(number: int, random: Random) -> dict[str, Decimal]:
    """Measures of the so-manieth day, each with some chance in it."""
    gain = min(number, 14)
    return {
        "contacts": Decimal(round(22 + gain + random.gauss(0, 2))),
        "first response": Decimal(max(20, round(80 - 3 * gain + random.gauss(0, 4)))),
        "satisfaction": Decimal(str(round(min(5, 4.2 + 0.04 * gain + random.gauss(0, 0.05)), 2))),
        "quality": Decimal(min(100, round(80 + gain + random.gauss(0, 3)))),
    }


def decide(story: Story) -> None:
    """At the end of the story the manager waives for one, revokes for one; one name is corrected."""
    _waive(story, queries.called(exams.AWAY))
    valid = certified.all_of(certified.listed(story.who[TRAINER], "valid"))
    if len(valid) > 2:
        _revoke(story, valid[0].id)
        _reissue(story, valid[1].id)


def _waive(story: Story, trainee: Enrolment) -> None:
    """Who was excused from the practical exam serves until it is taken."""
    last_day = clock.today() + WAIVER_DAYS * DAY
    why = "The peak of the season: chats in the evening are short of two people."
    missing = gates.gate(trainee.id).gate.missing
    waivers.grant(trainee, missing, last_day, actor=story.manager, reason=why)
    duty.put_on_duty(trainee, actor=story.who[TRAINER])


def _revoke(story: Story, certificate_id: int) -> None:
    found = certified.standing(certificate_id)
    if found is not None:
        why = "The practical exam turned out to have been taken by somebody else."
        certificates.revoke(found.certificate, actor=story.manager, reason=why)


def _reissue(story: Story, certificate_id: int) -> None:
    found = certified.standing(certificate_id)
    if found is not None:
        why = "The name on it lacked the Latin letters."
        certificates.reissue(found.certificate, actor=story.who[TRAINER], reason=why)
