"""Nobody marks what they sat themselves, nor enters attendance of their own; appealing is for them alone."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db import db
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, during, noon, sessions
from training import appealing, attending, examining, missing, overriding, remedying, retraining
from training.queries import attendance
from training.queries import exams as queries
from training.states import Decision, Mark

DAY = MONDAY + timedelta(days=14)
SCORE = examining.Score(Decimal(60), DAY)
OWN = "exam of their own"


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def oneself(trainee):
    """The trainee, who teaches and decides for everybody."""
    account = an_account(Role.TRAINER, Role.MANAGER)
    account.person = trainee.employment.person
    db.session.flush()
    return account


@pytest.fixture
def attempt(trainee, theory, trainer):
    return examining.enter(trainee, theory, SCORE, actor=trainer)


@pytest.mark.parametrize(
    "deed",
    [
        lambda one, me: examining.correct(one, SCORE, actor=me, reason=WHY),
        lambda one, me: examining.void(one, actor=me, reason=WHY),
        lambda one, me: examining.sign_off(one, actor=me, note=WHY),
        lambda one, me: examining.set_next_try(one, DAY + timedelta(days=9), actor=me, reason=WHY),
        lambda one, me: overriding.override(one, Decimal(90), actor=me, reason=WHY),
        lambda one, me: overriding.lift(one, actor=me, reason=WHY),
        lambda one, me: remedying.assign(one, remedying.RemedyPlan("workflow"), actor=me),
        lambda one, me: retraining.grant(one.enrolment, one.exam, actor=me, reason=WHY),
        lambda one, me: retraining.decide(one.enrolment, Decision.EXTEND, actor=me, reason=WHY),
    ],
)
def test_nobody_decides_about_an_exam_of_their_own(attempt, oneself, deed):
    with pytest.raises(examining.ExamRefused, match=OWN):
        deed(attempt, oneself)
    assert queries.mark_of(attempt.id).number == 1


def test_nobody_enters_a_mark_of_their_own(trainee, theory, oneself):
    with pytest.raises(examining.ExamRefused, match=OWN):
        examining.enter(trainee, theory, SCORE, actor=oneself)
    with pytest.raises(examining.ExamRefused, match=OWN):
        missing.miss(trainee, theory, DAY, is_excused=True, actor=oneself, reason=WHY)


def test_whoever_teaches_may_still_appeal_against_a_mark_of_their_own(attempt, oneself):
    assert appealing.file(attempt, actor=oneself, grounds=WHY).filed_by_id == oneself.id


def test_nobody_enters_attendance_of_their_own(trainee, cohort, trainer, oneself):
    first = sessions(cohort)[0]
    with clock.at(noon(MONDAY - timedelta(days=7))):
        other = a_trainee(cohort, trainer)
        elsewhere = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=7))
    with during(first):
        with pytest.raises(attending.AttendanceRefused, match="attendance of their own"):
            attending.take(first, {trainee.id: Mark.PRESENT, other.id: Mark.PRESENT}, actor=oneself)
        attending.take(first, {other.id: Mark.PRESENT}, actor=oneself)
        attending.take(first, {trainee.id: Mark.ABSENT}, actor=trainer)
    again = sessions(elsewhere)[0]
    with during(again), pytest.raises(attending.AttendanceRefused, match="attendance of their own"):
        attending.make_up(first, trainee, again, actor=oneself)
    assert attendance.marks_of_session(first.id)[trainee.id].mark is Mark.ABSENT


def test_a_trainee_reads_their_marks_by_topic_the_weakest_first(trainee, theory, trainer, browse):
    parts = {"orders": Decimal("91.5"), "returns": Decimal(44)}
    examining.enter(trainee, theory, examining.Score(Decimal(66), DAY, parts), actor=trainer)
    reader = an_account(Role.EMPLOYEE)
    reader.person = trainee.employment.person
    for visitor, path in (
        (browse(reader), "/training/own"),
        (browse(trainer), f"/training/enrolments/{trainee.id}/exams"),
    ):
        told = visitor.get(path).text("section[aria-labelledby=exam-theory]")
        assert "Marks by topic: Returns and refunds 44 weak , The life of an order 91.5" in told


def test_it_is_told_that_a_mark_is_no_retakes_any_more(trainee, theory, trainer, attempt, browse):
    examining.sign_off(attempt, actor=trainer, note=WHY)
    later = DAY + timedelta(days=3)
    with clock.at(noon(later)):
        examining.enter(trainee, theory, examining.Score(Decimal(92), later), actor=trainer)
        examining.void(attempt, actor=trainer, reason="The wrong paper")
        page = browse(trainer).get(f"/training/enrolments/{trainee.id}/exams")
    told = [text.split(" · ", 1)[1] for text in page.texts("ol.plain li")]
    name = trainer.person.name
    assert told == [
        f"60 · {name}", f"void · {name} · The wrong paper",
        f"92, recorded with 80 · {name}", f"92 · {name} · The wrong paper",
    ]  # fmt: skip
