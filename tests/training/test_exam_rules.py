"""The rules of exams, worked by hand and by property."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.exams import Rules, Taken, counted, is_passed, judge, may_sit, passed_at_once
from training.states import Counting, Obstacle

NINTH = date(2026, 11, 9)
SIGNED = datetime(2026, 11, 10, 9, tzinfo=UTC)
THEORY = Rules(pass_mark=Decimal(80))
MARKS = st.decimals(0, 100, places=1)


def taken(*marks, rules=THEORY, signed_off=True):
    attempts = []
    for ordinal, mark in enumerate(marks, 1):
        judged = judge(Decimal(mark), {}, ordinal, rules)
        on = NINTH + timedelta(days=5 * (ordinal - 1))
        attempts.append(
            Taken(Decimal(mark), judged.recorded, judged.passed, on, SIGNED if signed_off else None)
        )
    return attempts


@pytest.mark.parametrize(
    ("mark", "ordinal", "recorded", "passed"),
    [("80", 1, "80", True), ("79.9", 1, "79.9", False), ("86", 2, "80", True), ("72", 2, "72", False)],
)
def test_a_retake_is_recorded_with_the_pass_mark_at_most(mark, ordinal, recorded, passed):
    judged = judge(Decimal(mark), {}, ordinal, THEORY)
    assert (judged.recorded, judged.passed) == (Decimal(recorded), passed)


def test_each_part_must_reach_its_mark():
    rules = Rules(pass_mark=Decimal(80), part_mark=Decimal(60))
    assert judge(Decimal(85), {"returns": Decimal(60)}, 1, rules).passed
    assert not judge(Decimal(85), {"returns": Decimal(59), "orders": Decimal(100)}, 1, rules).passed


@pytest.mark.parametrize(
    ("counts", "mark", "passed"),
    [
        (Counting.FIRST, "70", False),
        (Counting.LATEST, "75", False),
        (Counting.BEST, "90", True),
        (Counting.AVERAGE, "78.33", False),
    ],
)
def test_the_attempt_that_counts_is_the_one_that_the_policy_names(counts, mark, passed):
    rules = Rules(pass_mark=Decimal(80), counts=counts, caps_retakes=False)
    those = taken("70", "90", "75", rules=rules)
    assert counted(those, counts) == Decimal(mark)
    assert is_passed(those, rules) is passed


def test_three_days_after_the_ninth_is_the_twelfth():
    failed = taken("61")
    assert may_sit(failed, THEORY, date(2026, 11, 11), admitted=True).obstacle is Obstacle.WAITING
    open_now = may_sit(failed, THEORY, date(2026, 11, 12), admitted=True)
    assert (open_now.may, open_now.left) == (True, 2)


def test_what_was_weak_is_signed_off_before_the_next_attempt():
    failed = taken("61", signed_off=False)
    assert may_sit(failed, THEORY, date(2026, 12, 12), admitted=True).obstacle is Obstacle.REMEDIATION


def test_no_retake_lies_before_the_day_of_the_sign_off():
    rules = Rules(pass_mark=Decimal(80), wait_days=0)
    before, that_day = (may_sit(taken("61"), rules, day, admitted=True) for day in (NINTH, SIGNED.date()))
    assert (before.obstacle, before.since) == (Obstacle.SIGNED_LATER, SIGNED.date())
    assert that_day.may
    needs_none = Rules(pass_mark=Decimal(80), wait_days=0, needs_remediation=False)
    assert may_sit(taken("61"), needs_none, NINTH, admitted=True).may


def test_attendance_admits():
    assert may_sit([], THEORY, NINTH, admitted=False).obstacle is Obstacle.NOT_ADMITTED


def test_a_void_attempt_does_not_count():
    void = [Taken(None, None, False, NINTH)] * 3
    assert may_sit(void, THEORY, NINTH, admitted=True).left == 3
    assert counted(void, Counting.BEST) is None


@given(st.lists(MARKS, max_size=6), st.sampled_from(Counting), st.integers(1, 4), st.booleans())
def test_nobody_sits_more_often_than_allowed_or_after_having_passed(marks, counts, attempts, caps):
    rules = Rules(pass_mark=Decimal(80), attempts=attempts, counts=counts, caps_retakes=caps)
    those = taken(*marks, rules=rules)
    sitting = may_sit(those, rules, NINTH + timedelta(days=365), admitted=True)
    if len(those) >= attempts or is_passed(those, rules):
        assert not sitting.may
    assert sitting.left + len(those) <= max(attempts, len(those))


@given(st.lists(MARKS, min_size=1, max_size=5), st.sampled_from(Counting))
def test_the_counting_mark_lies_between_the_lowest_and_the_highest(marks, counts):
    those = taken(*marks)
    recorded = [one.recorded for one in those]
    assert min(recorded) - Decimal("0.005") <= counted(those, counts) <= max(recorded) + Decimal("0.005")


@given(MARKS, MARKS, st.integers(1, 3))
def test_a_better_mark_is_never_worth_less(one, other, ordinal):
    low, high = sorted((one, other))
    worse, better = (judge(mark, {}, ordinal, THEORY) for mark in (low, high))
    assert worse.recorded <= better.recorded
    assert worse.passed <= better.passed


@given(st.decimals(80, 100, places=1), st.sampled_from(Counting), st.integers(1, 4), st.booleans())
def test_what_is_passed_at_once_stands_passed_however_attempts_count(mark, counts, attempts, admitted):
    rules = Rules(pass_mark=Decimal(80), attempts=attempts, counts=counts)
    those = taken(mark, rules=rules)
    assert may_sit(those, rules, NINTH, admitted=admitted) == passed_at_once(rules)
