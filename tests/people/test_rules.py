from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import rules

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
LIMIT = rules.BY_EMAIL
gaps = st.lists(st.integers(0, 3600), max_size=40)


def test_nothing_failed_nothing_lost():
    assert rules.standing([], LIMIT, NOW) == rules.Standing(5, timedelta(minutes=15), None)


def test_failures_a_while_apart_never_lock():
    failures = [NOW + timedelta(minutes=16 * number) for number in range(50)]
    assert rules.standing(failures, LIMIT, failures[-1]).locked_until is None


@given(gaps)
def test_tries_left_are_never_fewer_than_one_unless_locked(seconds):
    moment, failures = NOW, []
    for gap in seconds:
        moment += timedelta(seconds=gap)
        failures.append(moment)
        now = rules.standing(failures, LIMIT, moment)
        assert 1 <= now.tries_left <= LIMIT.tries
        assert now.wait <= LIMIT.longest


@given(gaps)
def test_whoever_waits_as_told_fails_at_most_five_times_a_wait(seconds):
    moment, failures, locks = NOW, [], 0
    for gap in seconds:
        moment += timedelta(seconds=gap)
        if rules.standing(failures, LIMIT, moment).locked_until:
            continue
        failures.append(moment)
        locks += rules.standing(failures, LIMIT, moment).locked_until is not None
    assert len(failures) >= locks * LIMIT.tries


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("None", "unknown"),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(address, network):
    assert rules.network(address) == network


@pytest.mark.parametrize(
    "password", ["password1", "Qwerty123456!", "123456789012", "aaaaaabbbbbb", "woaini520"]
)
def test_what_is_tried_first_is_common(password):
    assert rules.is_common(password)


@pytest.mark.parametrize("password", ["four words in a row", "港巷书店的猫爱吃鱼干和饼", "x7#kq-0fdP!z"])
def test_what_nobody_else_has_is_not_common(password):
    assert not rules.is_common(password)


@pytest.mark.parametrize("password", ["shen.yue@harbour.example", "shen.yue12345", "123shen.yue"])
def test_the_own_name_is_no_password(password):
    assert rules.is_own_name(password, "shen.yue@harbour.example")
