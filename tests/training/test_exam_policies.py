"""Policies are edited in versions; deciding marks anew is an act of its own that first lists who changes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_trainee, noon
from training import exam_policies, examining, overriding, re_evaluating
from training.queries import exams as queries
from training.rules.exams import Rules
from training.states import Counting, ExamKind

DAY = MONDAY + timedelta(days=14)


@pytest.fixture
def day_of_test():
    return DAY


@pytest.fixture
def programme(cohort):
    return cohort.programme_version.programme


@pytest.fixture
def trainee(cohort, trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_trainee(cohort, trainer, "Bruno")


def marked(trainee, theory, trainer, mark):
    return examining.enter(trainee, theory, examining.Score(Decimal(mark), DAY), actor=trainer)


def publish(programme, trainer, mark=70, **more):
    rules = {ExamKind.THEORY: Rules(Decimal(mark), **more), ExamKind.PRACTICAL: Rules(Decimal(75))}
    plan = exam_policies.PolicyPlan(Decimal("0.9"), 1, rules)
    return exam_policies.publish(programme, plan, actor=trainer)


def course(trainee, theory):
    return queries.course(trainee.id, theory, DAY)


def test_re_evaluating_lists_who_would_change_and_changes_nobody(trainee, theory, trainer, programme):
    marked(trainee, theory, trainer, 72)
    assert re_evaluating.foresee(programme, trainer) == []
    publish(programme, trainer)
    change = re_evaluating.foresee(programme, trainer)[0]
    assert (change.name, change.mark, change.passed) == ("Bruno", 72, True)
    assert not course(trainee, theory).is_passed


def test_who_is_chosen_is_held_to_the_newest_policy_and_the_old_result_stays(
    trainee, theory, trainer, programme, cohort
):
    attempt = marked(trainee, theory, trainer, 72)
    with clock.at(noon(MONDAY - timedelta(days=7))):
        other = a_trainee(cohort, trainer)
    marked(other, theory, trainer, 71)
    policy = publish(programme, trainer)
    changed = re_evaluating.carry_out(programme, [f"{trainee.id}:theory"], actor=trainer, reason=WHY)
    assert changed == 1
    assert (course(trainee, theory).is_passed, course(trainee, theory).policy.id) == (True, policy.id)
    assert not course(other, theory).is_passed
    history = queries.histories(trainee.id)[attempt.id]
    assert [(one.mark, one.passed, one.reason) for one in history] == [(72, False, None), (72, True, WHY)]
    examining.correct(attempt, examining.Score(Decimal(69), DAY), actor=trainer, reason=WHY)
    examining.correct(attempt, examining.Score(Decimal(70), DAY), actor=trainer, reason=WHY)
    assert course(trainee, theory).is_passed
    assert [one.enrolment_id for one in re_evaluating.foresee(programme, trainer)] == [other.id]


def test_a_stricter_policy_may_take_a_pass_away_but_only_on_purpose(trainee, theory, trainer, programme):
    marked(trainee, theory, trainer, 82)
    publish(programme, trainer, mark=90)
    assert course(trainee, theory).is_passed
    re_evaluating.carry_out(programme, [f"{trainee.id}:theory"], actor=trainer, reason=WHY)
    assert not course(trainee, theory).is_passed


def test_a_mark_decided_in_place_of_another_stays_through_a_re_evaluation(
    trainee, theory, trainer, programme
):
    attempt = marked(trainee, theory, trainer, 60)
    manager = an_account(Role.MANAGER)
    overriding.override(attempt, Decimal(75), actor=manager, reason=WHY)
    publish(programme, trainer)
    re_evaluating.carry_out(programme, [f"{trainee.id}:theory"], actor=trainer, reason=WHY)
    stands = queries.mark_of(attempt.id)
    assert (stands.mark, stands.computed, stands.passed) == (75, 60, True)
    assert stands.marker_id == manager.id, "who held it to another policy decided no mark"
    assert queries.histories(trainee.id)[attempt.id][-1].entered_by == trainer.person.name


@pytest.mark.parametrize(("chosen", "reason"), [(True, " "), (False, WHY)])
def test_deciding_anew_needs_a_reason_and_somebody(trainee, theory, trainer, programme, chosen, reason):
    marked(trainee, theory, trainer, 72)
    publish(programme, trainer)
    keys = [f"{trainee.id}:theory"] if chosen else []
    with pytest.raises(re_evaluating.ReEvaluationRefused):
        re_evaluating.carry_out(programme, keys, actor=trainer, reason=reason)


def test_somebody_out_of_reach_is_not_decided_about(trainee, theory, trainer, programme):
    marked(trainee, theory, trainer, 72)
    publish(programme, trainer)
    stranger = an_account(Role.TRAINER, team=a_team("Elsewhere"))
    assert re_evaluating.foresee(programme, stranger) == []
    with pytest.raises(re_evaluating.ReEvaluationRefused):
        re_evaluating.carry_out(programme, [f"{trainee.id}:theory"], actor=stranger, reason=WHY)


def test_a_retake_is_set_with_another_paper_where_the_policy_asks(trainee, theory, trainer, programme):
    publish(programme, trainer, needs_other_form=True, wait_days=0, needs_remediation=False)

    def enter(form):
        score = examining.Score(Decimal(60), DAY, form=form)
        return examining.enter(trainee, theory, score, actor=trainer)

    enter("A")
    for form in (None, "A"):
        with pytest.raises(examining.ExamRefused, match="another paper"):
            enter(form)
    assert enter("B").number == 2


def test_a_policy_that_says_the_same_is_not_published(programme, trainer):
    publish(programme, trainer)
    with pytest.raises(exam_policies.PolicyRefused, match="asked already"):
        publish(programme, trainer)


def test_a_policy_is_edited_on_its_page(trainee, theory, trainer, programme, browse):
    visitor, path = browse(trainer), f"/training/programmes/{programme.id}/exam-policy"
    sent = visitor.get(f"{path}/new").form("main form")
    assert (sent["attendance"], sent["theory-pass_mark"], sent["practical-attempts"]) == ("90", "80", "3")
    page = visitor.post(f"{path}/new", data=sent, expect=422)
    assert "asked already" in page.text("[data-refusal]")
    bad = sent | {"theory-pass_mark": "eighty", "practical-attempts": "0"}
    page = visitor.post(f"{path}/new", data=bad, expect=422)
    assert page.one("[name=theory-pass_mark]")["value"] == "eighty"
    page = visitor.follow(
        visitor.post(f"{path}/new", data=sent | {"theory-pass_mark": "70", "theory-counts": "best"})
    )
    assert "Version 2" in page.text("#v2")
    policy = queries.policy(programme.id)
    assert queries.rules_of(policy, theory) == Rules(Decimal(70), counts=Counting.BEST)
    browse(an_account(Role.MANAGER)).get(path)
    browse(an_account(Role.MANAGER)).get(f"{path}/new", expect=403)


def test_who_would_change_is_shown_before_anything_happens(trainee, theory, trainer, programme, browse):
    marked(trainee, theory, trainer, 72)
    visitor, path = browse(trainer), f"/training/programmes/{programme.id}/re-evaluation"
    assert "Nobody would change" in visitor.get(path).text("main")
    publish(programme, trainer)
    page = visitor.get(path)
    assert page.texts("tbody .person") == ["Bruno"]
    typed = {"chosen": f"{trainee.id}:theory", "reason": ""}
    assert "Say why" in visitor.post(path, data=typed, expect=422).text("[data-refusal]")
    assert not course(trainee, theory).is_passed
    page = visitor.follow(visitor.post(path, data=typed | {"reason": "The new version is kinder"}))
    assert "1 result is decided anew." in page.text("body")
    assert course(trainee, theory).is_passed


def test_a_class_that_is_through_has_nothing_to_enter(trainee, theory, cohort, trainer, browse):
    visitor, path = browse(trainer), f"/training/cohorts/{cohort.id}/marks"
    assert visitor.get(path).has("form[data-workbook] button[type=submit]")
    for exam in cohort.programme_version.exams:
        examining.enter(trainee, exam, examining.Score(Decimal(90), DAY), actor=trainer)
    page = visitor.get(path)
    assert not page.has("form[data-workbook] button[type=submit]")
    assert not page.has("input[type=date]")


def test_an_attempt_declared_void_meanwhile_is_not_decided_anew(
    trainee, theory, trainer, programme, cohort, monkeypatch
):
    attempt = marked(trainee, theory, trainer, 72)
    publish(programme, trainer)
    still = re_evaluating.keep_still

    def overtaken(enrolment, *, actor):
        examining.void(attempt, actor=actor, reason=WHY)  # by whoever had the lock before
        return still(enrolment, actor=actor)

    monkeypatch.setattr(re_evaluating, "keep_still", overtaken)
    with pytest.raises(re_evaluating.ReEvaluationRefused, match="list has changed"):
        re_evaluating.carry_out(programme, [f"{trainee.id}:theory"], actor=trainer, reason=WHY)


def test_who_is_chosen_twice_is_decided_about_once(trainee, theory, trainer, programme):
    attempt = marked(trainee, theory, trainer, 72)
    publish(programme, trainer)
    keys = [f"{trainee.id}:theory"] * 2
    assert re_evaluating.carry_out(programme, keys, actor=trainer, reason=WHY) == 1
    assert queries.mark_of(attempt.id).number == 2


def test_those_chosen_are_locked_in_one_order(trainee, theory, trainer, programme, cohort, monkeypatch):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        others = [a_trainee(cohort, trainer) for _one in range(9)]
    for one in (trainee, *others):
        marked(one, theory, trainer, 72)
    publish(programme, trainer)
    still, locked = re_evaluating.keep_still, []

    def noted(enrolment, *, actor):
        locked.append(enrolment.id)
        return still(enrolment, actor=actor)

    monkeypatch.setattr(re_evaluating, "keep_still", noted)
    keys = [f"{one.id}:theory" for one in (*reversed(others), trainee)]
    re_evaluating.carry_out(programme, keys, actor=trainer, reason=WHY)
    assert locked == sorted(one.id for one in (trainee, *others))
