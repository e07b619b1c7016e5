"""The sample team and failed exams: a retraining, an appeal, an assessment by two colleagues."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from core import clock
from recruiting.demo.story import Story
from training import appealing, assessing, examining, retraining
from training.models import Enrolment, Exam
from training.queries import demo as queries
from training.queries import enrolments, practicals
from training.queries import exams as exam_queries
from training.states import Due

TRAINER, SECOND = "gu.mingchuan", "priya.raman"
WEAK, ASSESSED, LATELY = "方一禾", "Aylin Koç", "袁可"
AGAIN_IN = "Autumn intake"
OPENS = timedelta(days=44)
"""After the beginning: the later cohort is open, and has not begun."""
PARTS = {"returns": Decimal(44), "complaints": Decimal(52), "orders": Decimal(88), "tone": Decimal(79)}
DAY = timedelta(days=1)


def fails(one: Enrolment, exam: Exam) -> bool:
    """Does this trainee fail this exam until the retraining?"""
    is_weak = one.employment.person.name == WEAK and exam.key == "theory"
    return is_weak and exam_queries.course(one.id, exam, clock.today()).cycle == 1


def follow(story: Story, one: Enrolment, exam: Exam) -> None:
    """Two more attempts, each after what was weak is signed off."""
    for number in (0, 4):
        story.at(clock.now() + (1 + number) * DAY, partial(_sign_off, story, one.id, exam.id))
        story.at(clock.now() + (4 + number) * DAY, partial(_fail, story, one.id, exam.id))


def _sign_off(story: Story, enrolment_id: int, exam_id: int, _nobody: int) -> None:
    exam = _exam(exam_id)
    last = exam_queries.course(enrolment_id, exam, clock.today()).attempts[-1]
    attempt = exam_queries.attempt(last.id)
    assert attempt is not None
    examining.sign_off(attempt, actor=story.who[TRAINER], note="Complaints and returns with the coach.")


def _fail(story: Story, enrolment_id: int, exam_id: int, _nobody: int) -> None:
    exam, one = _exam(exam_id), queries.enrolment(enrolment_id)
    score = examining.Score(Decimal(66), clock.today(), PARTS)
    examining.enter(one, exam, score, actor=story.who[TRAINER])


def _exam(exam_id: int) -> Exam:
    exam = exam_queries.exam(exam_id)
    assert exam is not None
    return exam


def plan(story: Story, begin: datetime) -> None:
    story.at(begin + OPENS, partial(_retrain, story))


def _retrain(story: Story, _nobody: int) -> None:
    one, later = queries.called(WEAK), queries.cohort_called(AGAIN_IN)
    present = enrolments.current_placement(one.id)
    if present is None or later is None:
        return
    exams = present.cohort.programme_version.exams
    courses = exam_queries.courses([one.id], exams, clock.today()).values()
    if any(course.due is Due.RETRAINING for course in courses):
        why = "Returns and complaints are not safe yet; the rest is."
        retraining.begin(one, later, ["workflow"], actor=story.who[TRAINER], reason=why)


def appeal(story: Story, attempt_id: int) -> None:
    """The trainee asks for a mark to be looked at again; a second marker finds it right."""
    story.at(clock.now() + 2 * DAY, partial(_appeal, story, attempt_id))


def _appeal(story: Story, attempt_id: int, _nobody: int) -> None:
    attempt = exam_queries.attempt(attempt_id)
    assert attempt is not None
    grounds = "In question 12 two answers are right: the policy allows both."
    made = appealing.file(attempt, actor=story.who[TRAINER], grounds=grounds)
    reason = "The policy of that month allowed one of them only; the mark is right."
    appealing.decide(made, None, actor=story.who[SECOND], reason=reason)


def fail_lately(story: Story) -> None:
    """Somebody of the running class failed today: what was weak waits to be assigned and signed off."""
    one = queries.called(LATELY)
    present = enrolments.current_placement(one.id)
    exam = present.cohort.programme_version.exams[0] if present else None
    if exam is not None and exam_queries.course(one.id, exam, clock.today()).sitting.may:
        score = examining.Score(Decimal(66), clock.today(), PARTS)
        examining.enter(one, exam, score, actor=story.who[TRAINER])


def assess(story: Story) -> None:
    """Two colleagues assess somebody today; one sheet is in, the other waits for the trainer."""
    one = queries.called(ASSESSED)
    present = enrolments.current_placement(one.id)
    if present is None:
        return
    exam = next(exam for exam in present.cohort.programme_version.exams if exam.kind.value == "practical")
    if not exam_queries.course(one.id, exam, clock.today()).sitting.may:
        return
    both = [story.who[TRAINER], story.who[SECOND]]
    task = "A parcel without the case that was ordered; second e-mail"
    made = assessing.begin(one, exam, both, clock.today(), task, actor=story.who[TRAINER])
    whole = practicals.assessment(made.id)
    assert whole is not None
    ratings = {item.id: 3 + item.position % 2 for item in whole.rubric_version.criteria}
    sheet = assessing.Sheet(ratings, comment="Calm, and looked the policy up before answering.")
    assessing.submit(whole, sheet, actor=story.who[SECOND])
