"""People on the way through the gate, made by the verbs of training."""

from datetime import date, timedelta
from decimal import Decimal

from core import clock
from people.models import Account
from tests.training.classes import MONDAY, noon, sessions
from training import attending, duty, examining
from training.models import Certificate, Cohort, Enrolment
from training.states import ExamKind, Mark

OVER = MONDAY + timedelta(days=21)
"""A day after the class, whose last one is a Friday in the third week."""


def attend(cohort: Cohort, trainees: list[Enrolment], trainer: Account, missed: int = 0) -> None:
    """Everybody comes to every session but the first few."""
    for number, session in enumerate(sessions(cohort)):
        mark = Mark.ABSENT if number < missed else Mark.PRESENT
        with clock.at(session.ends_at):
            attending.take(session, {one.id: mark for one in trainees}, actor=trainer)


def sit(
    trainee: Enrolment,
    cohort: Cohort,
    trainer: Account,
    mark: int = 90,
    *kinds: ExamKind,
    on: date = OVER,
) -> None:
    """Sit the exams of these kinds (all without any), on the day after the class."""
    for exam in cohort.programme_version.exams:
        if not kinds or exam.kind in kinds:
            with clock.at(noon(on)):
                examining.enter(trainee, exam, examining.Score(Decimal(mark), on), actor=trainer)


def passed(trainee: Enrolment, cohort: Cohort, trainer: Account, on: date = OVER) -> Certificate:
    """Through the whole gate, on a day after the class."""
    attend(cohort, [trainee], trainer)
    sit(trainee, cohort, trainer, on=on)
    with clock.at(noon(on)):
        made = duty.put_on_duty(trainee, actor=trainer)
    assert made is not None
    return made
