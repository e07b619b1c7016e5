"""Appeals: nothing further is taken meanwhile, and what the second marker finds takes effect."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, WHY, a_trainer, noon
from training import appealing, assessing, examining, overriding
from training.queries import exams as queries

DAY = MONDAY + timedelta(days=14)


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def second(cohort):
    return a_trainer(cohort.team)


@pytest.fixture
def enter(trainee, theory, trainer):
    def entered(mark, days=0, exam=theory, **more):
        on = DAY + timedelta(days=days)
        with clock.at(noon(on)):
            made = examining.enter(trainee, exam, examining.Score(Decimal(mark), on, **more), actor=trainer)
            if not queries.mark_of(made.id).passed:
                examining.sign_off(made, actor=trainer, note=WHY)
            return made

    return entered


def course(trainee, exam):
    return queries.course(trainee.id, exam, DAY + timedelta(days=30))


def test_nothing_is_taken_while_an_appeal_is_open_and_a_won_one_passes(
    enter, trainee, theory, trainer, second
):
    appeal = appealing.file(enter(70), actor=trainer, grounds=WHY)
    with pytest.raises(examining.ExamRefused, match="appeal against a mark is open"):
        enter(60, 3)
    appealing.decide(appeal, examining.Score(Decimal(85), DAY), actor=second, reason=WHY)
    assert (course(trainee, theory).mark, course(trainee, theory).is_passed) == (85, True)


def test_nobody_is_assessed_while_an_appeal_is_open(enter, trainee, practical, trainer):
    appealing.file(enter(60, exam=practical), actor=trainer, grounds=WHY)
    on = DAY + timedelta(days=3)
    with clock.at(noon(on)), pytest.raises(examining.ExamRefused, match="appeal against a mark is open"):
        assessing.begin(trainee, practical, [trainer], on, actor=trainer)


def test_an_appeal_against_an_attempt_that_is_void_holds_nothing_up(enter, trainer):
    attempt = enter(60)
    appealing.file(attempt, actor=trainer, grounds=WHY)
    examining.void(attempt, actor=trainer, reason=WHY)
    assert enter(90, 3).number == 2


def test_only_the_newest_attempt_is_appealed_against(enter, trainer, browse):
    first, again = enter(60), enter(61, 3)
    with clock.at(noon(DAY + timedelta(days=3))):
        with pytest.raises(appealing.AppealRefused, match="taken the place"):
            appealing.file(first, actor=trainer, grounds=WHY)
        visitor = browse(trainer)
        assert not visitor.get(f"/training/exam-attempts/{first.id}").has("#deed-appeal")
        assert visitor.get(f"/training/exam-attempts/{again.id}").has("#deed-appeal")
        examining.void(again, actor=trainer, reason=WHY)
        assert appealing.file(first, actor=trainer, grounds=WHY).attempt_id == first.id


def test_a_critical_item_fails_until_the_second_marker_says_that_it_is_met(
    enter, trainee, practical, trainer, second, browse
):
    attempt = enter(70, exam=practical, failed_item=True, parts={"returns": Decimal(40)})
    appealing.file(attempt, actor=trainer, grounds=WHY)
    visitor, path = browse(second), f"/training/exam-attempts/{attempt.id}"
    assert visitor.get(path).has("#appeal-met")
    typed = {"deed": "changed", "mark": "100", "said": WHY, "items_met": "y"}
    visitor.post(f"{path}/appeal-decision", data=typed)
    stands = queries.mark_of(attempt.id)
    assert (stands.mark, stands.failed_item, stands.parts, stands.passed) == (100, False, {}, True)
    assert course(trainee, practical).is_passed


def test_without_that_word_the_critical_item_goes_on_failing(enter, practical, trainer, second):
    attempt = enter(70, exam=practical, failed_item=True)
    appeal = appealing.file(attempt, actor=trainer, grounds=WHY)
    appealing.decide(appeal, examining.Score(Decimal(100), DAY), actor=second, reason=WHY)
    assert not queries.mark_of(attempt.id).passed


def test_an_override_says_that_critical_items_are_met_until_it_is_lifted(
    enter, trainee, practical, browse, trainer
):
    attempt = enter(70, exam=practical, failed_item=True, parts={"returns": Decimal(40)})
    visitor, path = browse(an_account(Role.MANAGER)), f"/training/exam-attempts/{attempt.id}/override"
    visitor.post(path, data={"deed": "override", "mark": "90", "said": WHY})
    assert not course(trainee, practical).is_passed
    visitor.post(path, data={"deed": "override", "mark": "90", "said": WHY, "items_met": "y"})
    assert course(trainee, practical).is_passed
    visitor.post(path, data={"deed": "lift", "said": WHY})
    stands = queries.mark_of(attempt.id)
    assert (stands.mark, stands.failed_item, stands.parts) == (70, True, {"returns": "40"})


def test_a_won_appeal_takes_the_place_of_an_override(enter, trainee, theory, trainer, second):
    attempt = enter(70)
    overriding.override(attempt, Decimal(75), actor=an_account(Role.MANAGER), reason=WHY)
    appeal = appealing.file(attempt, actor=trainer, grounds=WHY)
    appealing.decide(appeal, examining.Score(Decimal(85), DAY), actor=second, reason=WHY)
    stands = queries.mark_of(attempt.id)
    assert (stands.mark, stands.computed, course(trainee, theory).is_passed) == (85, None, True)
