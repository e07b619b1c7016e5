"""The sample team's exams: a class sits them when it is over; who fails works on it and sits again."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from core import clock
from recruiting.demo import retraining
from recruiting.demo.story import Story
from training import examining, missing, workbook
from training.models import Cohort, Enrolment, Exam
from training.queries import demo as queries
from training.queries import exams as exam_queries
from training.states import ExamKind

TRAINER = "gu.mingchuan"
DAY = timedelta(days=1)
AWAY = "Mei Tan"
"""Excused from the practical exam; a waiver lets her serve until she can take it."""
USUAL, SPREAD, GAIN = 83, 7, 8
"""Marks of 100, and by how many somebody is better the second time."""


def plan(story: Story, cohort: Cohort, random: Random) -> None:
    """On the afternoon of its last day the class sits every exam."""
    afternoon = datetime.combine(cohort.ends_on, time(17), clock.zone())
    story.at(afternoon, partial(_first, story, cohort.id, random))


def _first(story: Story, cohort_id: int, random: Random, _nobody: int) -> None:
    """The marks of the whole class: of practical exams saved at once, of theory by topic; then what follows
    for who failed."""
    cohort = queries.cohort(cohort_id)
    exams, today = cohort.programme_version.exams, clock.today()
    seated = queries.seated_in(cohort_id)
    courses = exam_queries.courses([one.id for one in seated], exams, today)
    able = [(one, exam) for one in seated for exam in exams if courses[one.id, exam.key].sitting.may]
    cells = []
    for one, exam in able:
        place = workbook.Place(one.id, exam.id, courses[one.id, exam.key].next_number)
        mark = _mark_for(one, exam, random)
        if _is_away(one, exam):
            why = "In hospital since Monday; the certificate is there."
            missing.miss(one, exam, today, is_excused=True, actor=story.who[TRAINER], reason=why)
        elif exam.kind is ExamKind.THEORY:
            score = examining.Score(mark, today, _by_topic(one, exam, mark))
            examining.enter(one, exam, score, actor=story.who[TRAINER])
        else:
            cells.append(workbook.Cell(place, mark, today))
    workbook.save(cohort, cells, actor=story.who[TRAINER])
    failed = []
    for one, exam in able:
        course = exam_queries.course(one.id, exam, today)
        if retraining.fails(one, exam):
            retraining.follow(story, one, exam)
        elif course.attempts and not course.is_passed:
            failed.append(course.attempts[-1].id)
            weeks = timedelta(days=random.choice((7, 14)))
            story.at(clock.now() + DAY, partial(_sign_off, story, one.id, exam.id))
            story.at(clock.now() + weeks, partial(_again, story, one.id, exam.id, random))
    if failed:
        retraining.appeal(story, failed[0])


def _is_away(one: Enrolment, exam: Exam) -> bool:
    return one.employment.person.name == AWAY and exam.kind is ExamKind.PRACTICAL


def _by_topic(one: Enrolment, exam: Exam, mark: Decimal) -> dict[str, Decimal]:
    """What the mark is made of, give or take; by a chance of its own, so that nothing else changes."""
    own = Random(one.id)
    topics = [topic.key for covered in exam.covers for topic in covered.module.topics]
    return {key: Decimal(max(30, min(100, round(own.gauss(float(mark), 7))))) for key in topics}


def _mark_for(one: Enrolment, exam: Exam, random: Random) -> Decimal:
    """Who fails until the retraining fails; after it they are better."""
    mark = _mark(random)
    if one.employment.person.name != retraining.WEAK:
        return mark
    return Decimal(63) if retraining.fails(one, exam) else max(mark, Decimal(84))


def _mark(random: Random, better: int = 0) -> Decimal:
    return Decimal(max(40, min(100, round(random.gauss(USUAL + better, SPREAD)))))


def _sign_off(story: Story, enrolment_id: int, exam_id: int, _nobody: int) -> None:
    failed = exam_queries.course(enrolment_id, _exam(exam_id), clock.today()).attempts[-1]
    attempt = exam_queries.attempt(failed.id)
    assert attempt is not None
    note = "Returns and refunds once more, with three real cases."
    examining.sign_off(attempt, actor=story.who[TRAINER], note=note)


def _again(story: Story, enrolment_id: int, exam_id: int, random: Random, _nobody: int) -> None:
    enrolment, exam = queries.enrolment(enrolment_id), _exam(exam_id)
    if exam_queries.course(enrolment_id, exam, clock.today()).sitting.may:
        _sit(story, enrolment, exam, _mark(random, GAIN))


def _sit(story: Story, enrolment: Enrolment, exam: Exam, mark: Decimal) -> None:
    score = examining.Score(mark, clock.today())
    examining.enter(enrolment, exam, score, actor=story.who[TRAINER])


def _exam(exam_id: int) -> Exam:
    exam = exam_queries.exam(exam_id)
    assert exam is not None
    return exam
