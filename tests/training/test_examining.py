"""Marks of exams: attempts that are never lost, corrections, voids, missed sittings."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_trainee, noon
from training import exam_policies, examining, missing, overriding
from training.models import ExamAttempt, ExamMark
from training.queries import appeals
from training.queries import exams as queries
from training.rules.exams import Rules
from training.states import ExamKind, Obstacle

DAY = MONDAY + timedelta(days=14)


@pytest.fixture
def trainee(cohort, trainer):
    return a_trainee(cohort, trainer)


@pytest.fixture
def enter(trainee, theory, trainer):
    """`enter(mark, days)`: a mark of the theory exam, `days` after its first day."""

    def entered(mark, days=0, **more):
        with clock.at(noon(DAY + timedelta(days=days))):
            score = examining.Score(Decimal(mark), DAY + timedelta(days=days), **more)
            return examining.enter(trainee, theory, score, actor=trainer)

    return entered


def course(trainee, theory, days=0):
    return queries.course(trainee.id, theory, DAY + timedelta(days=days))


def test_attempts_are_stored_apart_and_changing_one_leaves_the_other(enter, trainee, theory, trainer):
    first = enter(72)
    examining.sign_off(first, actor=trainer, note=WHY)
    enter(86, 3)
    assert [(one.mark, one.recorded, one.passed) for one in course(trainee, theory).attempts] == [
        (72, 72, False),
        (86, 80, True),
    ]
    examining.correct(first, examining.Score(Decimal(74), DAY), actor=trainer, reason=WHY)
    assert [one.mark for one in course(trainee, theory).attempts] == [74, 86]
    assert [(one.mark, one.reason) for one in queries.histories(first.enrolment_id)[first.id]] == [
        (72, None),
        (74, WHY),
    ]


def test_a_correction_can_be_taken_back_and_all_of_it_stays(enter, trainee, theory, trainer):
    attempt = enter(72)
    for mark in (80, 72):
        examining.correct(attempt, examining.Score(Decimal(mark), DAY), actor=trainer, reason=WHY)
    assert [(one.mark, one.passed) for one in queries.histories(attempt.enrolment_id)[attempt.id]] == [
        (72, False),
        (80, True),
        (72, False),
    ]
    assert not course(trainee, theory).is_passed


def test_the_next_attempt_is_locked_until_signed_off_and_waited(enter, trainer):
    first = enter(60)
    with pytest.raises(examining.ExamRefused, match="signed off"):
        enter(90, 5)
    examining.sign_off(first, actor=trainer, note=WHY)
    with pytest.raises(examining.ExamRefused, match="Locked until"):
        enter(90, 2)
    assert enter(90, 3).number == 2


def test_after_the_last_attempt_there_is_none(enter, trainee, theory, trainer):
    for number in range(3):
        examining.sign_off(enter(60, 3 * number), actor=trainer, note=WHY)
    with pytest.raises(examining.ExamRefused, match="No attempt is left"):
        enter(90, 9)
    assert course(trainee, theory, 9).sitting.obstacle is Obstacle.USED_UP


def test_the_database_refuses_an_attempt_too_many_and_the_same_one_twice(enter):
    attempt = enter(60)
    copied = {
        column.key: getattr(attempt, column.key)
        for column in ExamAttempt.__table__.columns
        if column.key != "id"
    }
    for number in (1, 4):
        twice = insert(ExamAttempt).values(**(copied | {"number": number}))
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(twice)


def test_an_attempt_cannot_be_changed_or_deleted(enter):
    enter(60)
    for statement in ("DELETE FROM exam_attempt", "UPDATE exam_mark SET mark = 100", "DELETE FROM exam_mark"):
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_a_void_attempt_stays_and_uses_up_nothing(enter, trainee, theory, trainer):
    attempt = enter(60)
    examining.void(attempt, actor=trainer, reason=WHY)
    assert course(trainee, theory).sitting.left == 3
    assert enter(85).number == 2
    assert course(trainee, theory).mark == 85
    assert [one.mark for one in queries.histories(attempt.enrolment_id)[attempt.id]] == [60, None]
    with pytest.raises(examining.ExamRefused, match="is void"):
        examining.void(attempt, actor=trainer, reason=WHY)


def recorded(trainee, theory):
    return [one.recorded for one in course(trainee, theory).attempts]


def test_who_had_an_attempt_declared_void_is_not_capped_as_if_it_had_been_one(
    enter, trainee, theory, trainer
):
    first = enter(60)
    examining.sign_off(first, actor=trainer, note=WHY)
    second = enter(92, 3)
    assert recorded(trainee, theory) == [60, 80]
    other = an_account(Role.TRAINER)
    examining.void(first, actor=other, reason="The wrong paper was handed out")
    assert recorded(trainee, theory) == [None, 92]
    history = queries.histories(trainee.id)[second.id]
    name, by = trainer.person.name, other.person.name
    assert [(one.mark, one.recorded, one.marker, one.entered_by, one.reason) for one in history] == [
        (92, 80, name, None, None),
        (92, 92, name, by, "The wrong paper was handed out"),
    ]
    assert course(trainee, theory).attempts[-1].marker == name
    assert [one.marker for one in queries.histories(trainee.id)[first.id]] == [name, by]
    entry = db.session.scalars(select(Entry).where(Entry.verb == "exam mark recorded anew")).one()
    assert (entry.actor_id, entry.subject_id) == (other.id, trainee.id)
    assert entry.details == {
        "attempt": second.id,
        "changed": first.id,
        "before": "80.00",
        "recorded": "92.00",
    }


def test_what_was_declared_void_by_mistake_counts_again_with_its_mark(enter, trainee, theory, trainer):
    first = enter(60, comment="Close", parts={"returns": Decimal(44)})
    examining.sign_off(first, actor=trainer, note=WHY)
    enter(92, 3)
    examining.void(first, actor=trainer, reason=WHY)
    examining.restore(first, actor=trainer, reason="It was another trainee's paper")
    assert recorded(trainee, theory) == [60, 80]
    again = queries.mark_of(first.id)
    assert (again.number, again.mark, again.comment, again.parts) == (3, 60, "Close", {"returns": "44"})
    with pytest.raises(examining.ExamRefused, match="is not void"):
        examining.restore(first, actor=trainer, reason=WHY)


def test_a_mark_decided_in_place_of_another_is_restored_with_it(enter, theory, trainer):
    attempt = enter(72)
    overriding.override(attempt, Decimal(80), actor=an_account(Role.MANAGER), reason=WHY)
    examining.void(attempt, actor=trainer, reason=WHY)
    examining.restore(attempt, actor=trainer, reason=WHY)
    stands = queries.mark_of(attempt.id)
    assert (stands.mark, stands.computed, stands.passed) == (80, 72, True)


def test_who_lets_a_void_attempt_count_again_has_not_marked_it_and_decides_no_appeal_against_it(
    enter, trainee, theory, trainer
):
    first, other = enter(60), an_account(Role.TRAINER)
    examining.void(first, actor=trainer, reason=WHY)
    examining.restore(first, actor=other, reason=WHY)
    assert queries.mark_of(first.id).marker_id == trainer.id
    assert queries.histories(trainee.id)[first.id][-1].entered_by == other.person.name
    assert appeals.markers(first.id) == {trainer.id, other.id}


def test_who_declared_an_attempt_void_may_decide_about_a_later_one(enter, trainee, theory, trainer):
    first, other = enter(60), an_account(Role.TRAINER)
    examining.sign_off(first, actor=trainer, note=WHY)
    second = enter(92, 3)
    examining.void(first, actor=other, reason=WHY)
    assert appeals.markers(second.id) == {trainer.id}
    assert appeals.markers(first.id) == {trainer.id, other.id}


def test_a_void_attempt_is_not_restored_where_it_would_be_one_too_many(enter, trainee, theory, trainer):
    first = enter(60)
    examining.void(first, actor=trainer, reason=WHY)
    for number in range(3):
        examining.sign_off(enter(60, 3 * number), actor=trainer, note=WHY)
    with pytest.raises(examining.ExamRefused, match="used without it"):
        examining.restore(first, actor=trainer, reason=WHY)
    with pytest.raises(examining.ExamRefused, match="Say why"):
        examining.restore(first, actor=trainer, reason=" ")
    assert recorded(trainee, theory) == [None, 60, 60, 60]


def test_a_retake_of_what_still_stands_stays_capped(enter, trainee, theory, trainer):
    first = enter(60)
    examining.sign_off(first, actor=trainer, note=WHY)
    second = enter(70, 3)
    examining.sign_off(second, actor=trainer, note=WHY)
    enter(92, 6)
    examining.void(second, actor=trainer, reason=WHY)
    assert recorded(trainee, theory) == [60, None, 80]
    examining.void(first, actor=trainer, reason=WHY)
    assert recorded(trainee, theory) == [None, None, 92]


def test_what_was_decided_in_place_of_a_mark_stays_until_it_is_lifted(enter, trainee, theory, trainer):
    manager = an_account(Role.MANAGER)
    first = enter(60)
    examining.sign_off(first, actor=trainer, note=WHY)
    second = enter(85, 3)
    overriding.override(second, Decimal(95), actor=manager, reason=WHY)
    stood = queries.mark_of(second.id)
    examining.void(first, actor=trainer, reason=WHY)
    assert queries.mark_of(second.id) is stood
    assert (stood.mark, stood.computed, stood.recorded) == (95, 85, 80)
    overriding.lift(second, actor=manager, reason=WHY)
    assert recorded(trainee, theory) == [None, 85]


def test_a_later_mark_is_judged_by_the_policy_of_its_own_cycle(enter, trainee, theory, trainer, cohort):
    first = enter(60)
    examining.sign_off(first, actor=trainer, note=WHY)
    enter(79, 3)
    rules = dict.fromkeys(ExamKind, Rules(Decimal(70)))
    plan = exam_policies.PolicyPlan(Decimal("0.5"), 1, rules)
    exam_policies.publish(cohort.programme_version.programme, plan, actor=trainer)
    examining.void(first, actor=trainer, reason=WHY)
    assert recorded(trainee, theory) == [None, 79]
    assert not course(trainee, theory).is_passed


def test_a_retake_before_the_day_of_its_sign_off_is_not_entered(enter, trainee, theory, trainer):
    first = enter(60)
    with clock.at(noon(DAY + timedelta(days=6))):
        examining.sign_off(first, actor=trainer, note=WHY)
        score = examining.Score(Decimal(90), DAY + timedelta(days=5))
        with pytest.raises(examining.ExamRefused, match="signed off on 20 Dec 2026; no retake lies before"):
            examining.enter(trainee, theory, score, actor=trainer)
    assert enter(90, 6).number == 2


def test_a_retake_before_the_wait_is_over_is_not_entered_afterwards(enter, trainee, theory, trainer):
    examining.sign_off(enter(60), actor=trainer, note=WHY)
    with clock.at(noon(DAY + timedelta(days=9))):
        score = examining.Score(Decimal(90), DAY + timedelta(days=2))
        with pytest.raises(examining.ExamRefused, match="Locked until"):
            examining.enter(trainee, theory, score, actor=trainer)


def test_missed_is_not_failed(trainee, theory, trainer):
    with clock.at(noon(DAY)):
        missing.miss(trainee, theory, DAY, is_excused=True, actor=trainer, reason=WHY)
        with pytest.raises(examining.ExamRefused, match="entered already"):
            missing.miss(trainee, theory, DAY, is_excused=True, actor=trainer, reason=WHY)
    assert (course(trainee, theory).sitting.may, course(trainee, theory).sitting.left) == (True, 3)


def test_who_sat_an_exam_was_not_away_from_it_on_that_day(enter, trainee, theory, trainer):
    enter(60)
    with (
        clock.at(noon(DAY)),
        pytest.raises(examining.ExamRefused, match="sat this exam on that day") as refused,
    ):
        missing.miss(trainee, theory, DAY, is_excused=True, actor=trainer, reason=WHY)
    assert refused.value.field == "on"


def test_a_changed_policy_leaves_the_cycle_that_began_before_it(enter, trainee, theory, trainer, cohort):
    first = enter(78)
    rules = {ExamKind.THEORY: Rules(Decimal(70)), ExamKind.PRACTICAL: Rules(Decimal(70))}
    plan = exam_policies.PolicyPlan(Decimal("0.5"), 1, rules)
    exam_policies.publish(cohort.programme_version.programme, plan, actor=trainer)
    assert not course(trainee, theory).is_passed
    examining.correct(first, examining.Score(Decimal(79), DAY), actor=trainer, reason=WHY)
    assert not course(trainee, theory).is_passed
    other = a_trainee(cohort, trainer)
    with clock.at(noon(DAY)):
        examining.enter(other, theory, examining.Score(Decimal(78), DAY), actor=trainer)
    assert course(other, theory).is_passed


@pytest.mark.parametrize("mark", ["-1", "100.5", "NaN", "80.123"])
def test_a_mark_is_a_number_from_0_to_100(enter, mark):
    with pytest.raises(examining.ExamRefused, match="A mark"):
        enter(mark)


def test_marks_by_topic_are_of_topics_that_the_exam_covers(enter, trainee, theory):
    with pytest.raises(examining.ExamRefused, match="does not cover"):
        enter(80, parts={"astronomy": Decimal(10)})
    enter(80, parts={"returns": Decimal("61.5")})
    assert course(trainee, theory).attempts[0].parts == {"returns": "61.5"}


def test_an_exam_of_a_day_to_come_is_not_entered(trainee, theory, trainer):
    with pytest.raises(examining.ExamRefused, match="still to come"):
        examining.enter(trainee, theory, examining.Score(Decimal(80), DAY), actor=trainer)


def test_an_exam_from_before_they_worked_here_is_not_entered(trainee, theory, trainer):
    before = trainee.employment.started_on - timedelta(days=1)
    with clock.at(noon(DAY)), pytest.raises(examining.ExamRefused, match="first day of work") as refused:
        examining.enter(trainee, theory, examining.Score(Decimal(80), before), actor=trainer)
    assert refused.value.field == "on"


def test_who_does_not_teach_the_class_marks_nothing(trainee, theory):
    stranger = an_account(Role.MANAGER)
    with clock.at(noon(DAY)), pytest.raises(Exception, match="does not allow"):
        examining.enter(trainee, theory, examining.Score(Decimal(80), DAY), actor=stranger)
    assert db.session.scalar(select(ExamMark.id)) is None


def test_each_mark_is_in_the_record_with_its_rule(enter, trainee):
    attempt = enter(72)
    entry = db.session.get(Entry, attempt.entry_id)
    assert (entry.verb, entry.subject_id, entry.details["mark"]) == ("exam marked", trainee.id, "72")
    assert entry.rule == f"exam policy {attempt.policy_id}"
