"""After the last attempt: retraining with a fresh cycle, grants that end with it, a manager's decision."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from people.states import LeavingReason
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from training import appealing, assessing, enrolment, examining, overriding, placing, retraining
from training.cohorts import CohortRefused, cancel
from training.models import ExamAttempt
from training.queries import attendance
from training.queries import exams as queries
from training.queries import retraining as due_queries
from training.states import Decision, Due, EnrolmentState, Obstacle

DAY = MONDAY + timedelta(days=14)
LATER = MONDAY + timedelta(days=35)
MODULES = ["workflow", "product"]


@pytest.fixture
def later(trainer, cohort):
    return a_cohort(trainer, starts_on=LATER, team=cohort.team)


@pytest.fixture
def trainee(cohort, trainer):
    return a_trainee(cohort, trainer)


@pytest.fixture
def enter(trainee, theory, trainer):
    def entered(mark, days=0, sign_off=True):
        with clock.at(noon(DAY + timedelta(days=days))):
            score = examining.Score(Decimal(mark), DAY + timedelta(days=days))
            made = examining.enter(trainee, theory, score, actor=trainer)
            if sign_off and not queries.mark_of(made.id).passed:
                examining.sign_off(made, actor=trainer, note=WHY)
            return made

    return entered


@pytest.fixture
def used_up(enter):
    for number in range(3):
        enter(60 + number, 3 * number)


def course(trainee, theory, on=LATER):
    return queries.course(trainee.id, theory, on)


def begin(trainee, later, trainer, modules=MODULES, on=DAY + timedelta(days=8)):
    with clock.at(noon(on)):
        return retraining.begin(trainee, later, modules, actor=trainer, reason=WHY)


def test_a_new_cycle_starts_with_the_attempts_of_the_new_cycle_only(
    used_up, enter, trainee, theory, trainer, later
):
    assert course(trainee, theory).due is Due.RETRAINING
    cycle = begin(trainee, later, trainer)
    assert (cycle.number, cycle.exams, cycle.modules) == (2, ["theory", "practical"], ["product", "workflow"])
    now = course(trainee, theory)
    assert (now.cycle, list(now.attempts), now.sitting.left, now.mark) == (2, [], 3, None)
    assert [one.mark for one in now.earlier] == [60, 61, 62]
    enter(90, 40)
    now = course(trainee, theory, LATER + timedelta(days=30))
    assert (now.is_passed, now.mark, [one.number for one in now.attempts]) == (True, 90, [1])
    assert len(queries.attempts([trainee.id])[trainee.id, "theory"]) == 4


def test_what_was_taken_before_a_retraining_does_not_count_in_it(used_up, trainee, theory, trainer, later):
    begin(trainee, later, trainer)
    with clock.at(noon(DAY + timedelta(days=9))):
        before, since = (examining.Score(Decimal(90), DAY + timedelta(days=days)) for days in (7, 8))
        with pytest.raises(examining.ExamRefused, match="before the retraining"):
            examining.enter(trainee, theory, before, actor=trainer)
        examining.enter(trainee, theory, since, actor=trainer)
    assert course(trainee, theory).is_passed


def test_there_is_no_retraining_while_a_practical_exam_is_being_assessed(
    used_up, trainee, cohort, trainer, later
):
    with clock.at(noon(DAY + timedelta(days=7))):
        practical = cohort.programme_version.exams[1]
        one = assessing.begin(trainee, practical, [trainer], clock.today(), actor=trainer)
    with pytest.raises(retraining.RetrainingRefused, match="withdraw it first"):
        begin(trainee, later, trainer)
    with clock.at(noon(DAY + timedelta(days=7))):
        assessing.withdraw(one, actor=trainer, reason=WHY)
    assert begin(trainee, later, trainer).number == 2


def test_retraining_seats_them_in_the_later_cohort_and_is_recorded(used_up, trainee, trainer, later):
    begin(trainee, later, trainer)
    assert placing.queries.current_placement(trainee.id).cohort_id == later.id
    said = db.session.scalars(select(Entry).where(Entry.verb == "retraining begun")).one()
    assert (said.reason, said.details["modules"], said.details["cohort"]) == (WHY, sorted(MODULES), later.id)


def test_only_the_modules_taught_again_count_anew(used_up, trainee, trainer, cohort, later):
    def rates():
        found = attendance.standings([trainee.id])[trainee.id]
        return found.total, found.open

    total = rates()[0]
    begin(trainee, later, trainer, ["workflow"])
    assert rates()[0] == total


def test_there_is_no_retraining_while_an_attempt_is_left(enter, trainee, trainer, later):
    enter(60)
    with pytest.raises(retraining.RetrainingRefused, match="attempt left"):
        begin(trainee, later, trainer)


@pytest.mark.parametrize(
    ("modules", "word"), [([], "Choose the modules"), (["astronomy"], "Choose the modules")]
)
def test_modules_are_those_of_the_cohort(used_up, trainee, trainer, later, modules, word):
    with pytest.raises(retraining.RetrainingRefused, match=word):
        begin(trainee, later, trainer, modules)


def test_a_cohort_that_has_taught_a_module_already_cannot_teach_it_again(used_up, trainee, trainer, later):
    with pytest.raises(retraining.RetrainingRefused, match="taught already: Company culture"):
        begin(trainee, later, trainer, ["culture", "systems"], on=LATER + timedelta(days=3))


def test_their_own_cohort_is_no_later_one(used_up, trainee, trainer, cohort):
    with pytest.raises(retraining.RetrainingRefused):
        begin(trainee, cohort, trainer, ["systems"])


def test_after_one_retraining_the_manager_decides(used_up, enter, trainee, theory, trainer, manager, later):
    with pytest.raises(retraining.RetrainingRefused, match="Retraining comes first"):
        retraining.decide(trainee, Decision.EXTEND, actor=manager, reason=WHY)
    begin(trainee, later, trainer)
    for number in range(3):
        enter(65, 40 + 3 * number)
    again = a_cohort(trainer, starts_on=LATER + timedelta(days=60), team=later.team)
    with pytest.raises(retraining.RetrainingRefused, match="retrained already"):
        begin(trainee, again, trainer, on=DAY + timedelta(days=50))
    with clock.at(noon(DAY + timedelta(days=50))):
        assert course(trainee, theory, clock.today()).due is Due.DECISION
        with pytest.raises(CohortRefused, match="does not allow"):
            retraining.decide(trainee, Decision.EXTEND, actor=trainer, reason=WHY)
        with pytest.raises(retraining.RetrainingRefused, match="Say why"):
            retraining.decide(trainee, Decision.EXTEND, actor=manager, reason=" ")
        retraining.decide(trainee, Decision.EXTEND, actor=manager, reason=WHY)
        assert course(trainee, theory, clock.today()).sitting.left == 1
    enter(95, 51)
    assert course(trainee, theory, LATER + timedelta(days=60)).mark == 80
    assert [(one.kind, one.reason) for one in due_queries.decisions_of(trainee.id)] == [
        (Decision.EXTEND, WHY)
    ]


@pytest.mark.parametrize("kind", [Decision.TRANSFER, Decision.RELEASE])
def test_who_takes_another_role_or_is_released_leaves_training(
    used_up, enter, trainee, trainer, manager, later, kind
):
    begin(trainee, later, trainer)
    for number in range(3):
        enter(65, 40 + 3 * number)
    with clock.at(noon(DAY + timedelta(days=50))):
        retraining.decide(trainee, kind, actor=manager, reason=WHY)
    assert trainee.state is EnrolmentState.LEFT
    ended = trainee.employment.leaving_reason
    assert ended == (LeavingReason.RELEASED if kind is Decision.RELEASE else None)
    assert len(queries.attempts([trainee.id])[trainee.id, "theory"]) == 6


def test_a_granted_attempt_ends_with_its_cycle(used_up, enter, trainee, theory, trainer, manager, later):
    with clock.at(noon(DAY + timedelta(days=8))):
        retraining.grant(trainee, theory, actor=manager, reason=WHY)
    assert course(trainee, theory).sitting.left == 1
    enter(63, 9)
    assert course(trainee, theory).sitting.obstacle is Obstacle.USED_UP
    with clock.at(noon(DAY + timedelta(days=10))):
        retraining.grant(trainee, theory, actor=manager, reason=WHY)
        assert len(due_queries.grants_of(trainee.id)) == 2
    enter(64, 12)
    begin(trainee, later, trainer, on=DAY + timedelta(days=13))
    assert course(trainee, theory).sitting.left == 3


def test_only_a_manager_grants_an_attempt(enter, trainee, theory, trainer):
    with clock.at(noon(DAY)), pytest.raises(CohortRefused, match="does not allow"):
        retraining.grant(trainee, theory, actor=trainer, reason=WHY)


def test_an_exam_that_is_passed_stays_passed_through_retraining(used_up, trainee, cohort, trainer, later):
    practical = cohort.programme_version.exams[1]
    with clock.at(noon(DAY)):
        examining.enter(trainee, practical, examining.Score(Decimal(90), DAY), actor=trainer)
    assert begin(trainee, later, trainer).exams == ["theory"]
    assert course(trainee, practical).is_passed


def test_who_is_due_for_what(used_up, trainee, theory, trainer, later):
    with clock.at(noon(DAY + timedelta(days=8))):
        found = due_queries.due(trainer)
        assert [(one.enrolment_id, one.due) for one in found] == [(trainee.id, Due.RETRAINING)]
        assert due_queries.due(trainer, Due.DECISION) == []
        begin(trainee, later, trainer)
        assert due_queries.due(trainer) == []


def test_an_override_removed_gives_the_computed_mark_again(enter, trainee, theory, manager, trainer):
    attempt = enter(72, sign_off=False)
    with clock.at(noon(DAY)):
        overriding.override(attempt, Decimal(80), actor=manager, reason=WHY)
        assert (course(trainee, theory).mark, course(trainee, theory).is_passed) == (80, True)
        examining.correct(attempt, examining.Score(Decimal(74), DAY), actor=trainer, reason=WHY)
        stands = queries.mark_of(attempt.id)
        assert (stands.mark, stands.computed, stands.passed) == (80, 74, True)
        examining.correct(attempt, examining.Score(Decimal(72), DAY), actor=trainer, reason=WHY)
        overriding.lift(attempt, actor=manager, reason=WHY)
        with pytest.raises(examining.ExamRefused, match="No other mark"):
            overriding.lift(attempt, actor=manager, reason=WHY)
    assert (course(trainee, theory).mark, course(trainee, theory).is_passed) == (72, False)
    history = queries.histories(trainee.id)[attempt.id]
    assert [(one.mark, one.computed) for one in history] == [
        (72, None),
        (80, 72),
        (80, 74),
        (80, 72),
        (72, None),
    ]


def marker(attempt):
    return queries.mark_of(attempt.id).marker_id


def test_whoever_lifts_an_override_is_not_the_marker_of_what_was_given(
    enter, cohort, manager, trainer, browse
):
    attempt, colleague = enter(72, sign_off=False), a_trainer(cohort.team)
    with clock.at(noon(DAY)):
        overriding.override(attempt, Decimal(80), actor=manager, reason=WHY)
        assert marker(attempt) == manager.id
        overriding.lift(attempt, actor=manager, reason=WHY)
        assert marker(attempt) == trainer.id
        overriding.override(attempt, Decimal(81), actor=manager, reason=WHY)
        examining.void(attempt, actor=trainer, reason=WHY)
        examining.restore(attempt, actor=trainer, reason=WHY)
        overriding.lift(attempt, actor=manager, reason=WHY)
        assert marker(attempt) == trainer.id
        overriding.override(attempt, Decimal(82), actor=manager, reason=WHY)
        examining.correct(attempt, examining.Score(Decimal(70), DAY), actor=colleague, reason=WHY)
        overriding.lift(attempt, actor=manager, reason=WHY)
    assert marker(attempt) == colleague.id
    last = queries.histories(attempt.enrolment_id)[attempt.id][-1]
    assert (last.marker, last.entered_by) == (colleague.person.name, manager.person.name)
    for language, deed in (("en", "The mark given counts again"), ("zh_Hans", "恢复评分结果")):
        page = browse(an_account(Role.TRAINER, language=language)).get(
            f"/training/exam-attempts/{attempt.id}"
        )
        assert f"{deed} · {manager.person.name}" in page.text(".stack")


def test_whoever_corrects_under_an_override_is_not_the_marker_of_what_was_decided(
    enter, trainee, manager, trainer, cohort
):
    attempt, colleague = enter(72, sign_off=False), a_trainer(cohort.team)
    with clock.at(noon(DAY)):
        overriding.override(attempt, Decimal(80), actor=manager, reason=WHY)
        examining.correct(attempt, examining.Score(Decimal(74), DAY), actor=colleague, reason=WHY)
        assert marker(attempt) == manager.id
        last = queries.histories(trainee.id)[attempt.id][-1]
        assert (last.mark, last.computed) == (80, 74)
        assert (last.marker, last.entered_by) == (manager.person.name, colleague.person.name)
        appeal = appealing.file(attempt, actor=trainer, grounds=WHY)
        with pytest.raises(appealing.AppealRefused, match="has not marked"):
            appealing.decide(appeal, None, actor=colleague, reason=WHY)
        overriding.lift(attempt, actor=manager, reason=WHY)
    assert marker(attempt) == colleague.id


def test_whoever_lifted_an_override_is_no_second_marker(enter, manager, trainer):
    attempt, lifter = enter(72, sign_off=False), an_account(Role.MANAGER)
    with clock.at(noon(DAY)):
        overriding.override(attempt, Decimal(80), actor=manager, reason=WHY)
        overriding.lift(attempt, actor=lifter, reason=WHY)
        appeal = appealing.file(attempt, actor=trainer, grounds=WHY)
        with pytest.raises(appealing.AppealRefused, match="has not marked"):
            appealing.decide(appeal, None, actor=lifter, reason=WHY)


def test_a_trainer_overrides_nothing(enter, trainer):
    attempt = enter(72, sign_off=False)
    with pytest.raises(CohortRefused, match="does not allow"):
        overriding.override(attempt, Decimal(80), actor=trainer, reason=WHY)


def test_the_next_try_may_be_set_later_than_the_wait(enter, trainee, theory, trainer):
    attempt = enter(60)
    with clock.at(noon(DAY)):
        examining.set_next_try(attempt, DAY + timedelta(days=10), actor=trainer, reason=WHY)
        with pytest.raises(examining.ExamRefused, match="after the attempt"):
            examining.set_next_try(attempt, DAY, actor=trainer, reason=WHY)
    assert course(trainee, theory, DAY + timedelta(days=9)).sitting.obstacle is Obstacle.WAITING
    assert course(trainee, theory, DAY + timedelta(days=10)).sitting.may


def test_cancelled_training_keeps_what_was_done_and_restarting_does_not_double_it(
    enter, trainee, theory, trainer, cohort, later
):
    third = a_cohort(trainer, starts_on=LATER + timedelta(days=28), team=cohort.team)
    enter(60)
    with clock.at(noon(DAY + timedelta(days=1))):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)
        cancel(later, actor=trainer, reason=WHY)
        assert trainee.state is EnrolmentState.AWAITING_COHORT
        assert [one.mark for one in queries.attempts([trainee.id])[trainee.id, "theory"]] == [60]
        placing.enrol(trainee, third, actor=trainer)
    assert [one.number for one in course(trainee, theory).attempts] == [1]
    enter(85, 40)
    assert db.session.scalars(select(ExamAttempt.number).order_by(ExamAttempt.id)).all() == [1, 2]
    with clock.at(noon(LATER + timedelta(days=25))):
        enrolment.cancel(trainee, actor=trainer, reason=WHY)
        anew = enrolment.await_cohort(trainee.employment, LATER, actor=trainer)
    assert [one.mark for one in queries.attempts([trainee.id])[trainee.id, "theory"]] == [60, 85]
    assert queries.attempts([anew.id]) == {}


@pytest.fixture
def cancelled(enter, trainee, cohort, trainer):
    for number in range(3):
        enter(60 + number, 3 * number - 6)
    with clock.at(noon(DAY + timedelta(days=1))):
        cancel(cohort, actor=trainer, reason=WHY)
    assert trainee.state is EnrolmentState.AWAITING_COHORT


def test_whose_class_was_cancelled_after_the_last_attempt_is_due_and_retrained_in_another(
    cancelled, enter, trainee, theory, trainer, later, browse
):
    with clock.at(noon(DAY + timedelta(days=8))):
        assert [(row.enrolment_id, row.due) for row in due_queries.due(trainer)] == [
            (trainee.id, Due.RETRAINING)
        ]
        page = browse(trainer).get(f"/training/enrolments/{trainee.id}/exams")
        browse(trainer).get(page.one(".page-head a.btn-primary")["href"])
    cycle = begin(trainee, later, trainer)
    assert trainee.state is EnrolmentState.IN_TRAINING
    assert placing.queries.current_placement(trainee.id).id == cycle.placement_id
    enter(90, 40)
    assert course(trainee, theory).is_passed


def test_whose_class_was_cancelled_with_nothing_left_is_decided_about(
    cancelled, trainee, theory, trainer, later, manager
):
    with clock.at(noon(DAY + timedelta(days=8))):
        retraining.grant(trainee, theory, actor=manager, reason=WHY)
        assert due_queries.due(trainer) == [], "to sit it they need a seat"
        placing.enrol(trainee, later, actor=trainer)
        [row] = due_queries.due(trainer)
        assert row.due is Due.RETAKE


def test_nobody_is_retrained_in_the_class_that_was_cancelled(cancelled, trainee, cohort, trainer):
    with pytest.raises((placing.PlacementRefused, retraining.RetrainingRefused)):
        begin(trainee, cohort, trainer, modules=["product"])
    assert trainee.state is EnrolmentState.AWAITING_COHORT


def test_what_was_decided_cannot_be_changed_or_deleted(used_up, trainee, trainer, later):
    begin(trainee, later, trainer)
    for statement in ("DELETE FROM exam_cycle", "UPDATE exam_cycle SET number = 3"):
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))
