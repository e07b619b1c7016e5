"""Rates of promotion by group: told of many, never of few, and never by taking away."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy.stats import binomtest, fisher_exact

from careers.rules import equity
from careers.rules.equity import LEAST, Held, Stay, Tried, Window

YEAR = Window(date(2025, 10, 1), date(2026, 10, 1))
DAY = timedelta(days=1)


def stay(promoted=False, days=400, level="specialist"):
    return Stay(level, YEAR.after - days * DAY, days, promoted)


def a_level(**numbers):
    """group=(people, promoted); `untold` are those who told nothing."""
    codes = {name: place for place, name in enumerate(numbers, 1) if name != "untold"}
    pairs = [
        (codes.get(name), stay(promoted=place < promoted))
        for name, (people, promoted) in numbers.items()
        for place in range(people)
    ]
    found = equity.figures(list(codes.values()), pairs)
    return found, {name: found.lines.get(code) for name, code in codes.items()}


@pytest.mark.parametrize(
    ("today", "first", "after"),
    [
        (date(2026, 11, 19), date(2025, 10, 1), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2025, 10, 1), date(2026, 10, 1)),
        (date(2026, 9, 30), date(2025, 7, 1), date(2026, 7, 1)),
        (date(2027, 2, 28), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_window_is_the_last_four_whole_quarters(today, first, after):
    assert equity.window(today) == Window(first, after)
    assert equity.window(today).last == after - DAY


def test_a_rate_its_interval_ratio_and_p_are_those_of_scipy():
    _found, lines = a_level(women=(24, 3), men=(30, 11), untold=(9, 2))
    women, men = lines["women"], lines["men"]
    theirs = binomtest(3, 24).proportion_ci(method="wilson")
    assert (women.people, women.promoted) == (24, 3)
    assert (women.rate.low, women.rate.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))
    assert women.ratio == pytest.approx((3 / 24) / (11 / 30)) and women.is_under
    assert women.p == pytest.approx(fisher_exact([[3, 21], [11, 19]]).pvalue)
    assert (men.ratio, men.p, men.is_under) == (1, None, False)


def test_exactly_four_fifths_is_not_under():
    _found, lines = a_level(one=(20, 8), other=(20, 10), untold=(5, 0))
    assert lines["one"].ratio == 0.8 and not lines["one"].is_under


def test_the_median_time_is_the_one_of_lifelines_and_counts_who_is_still_there():
    days = [(200, True), (400, True), (500, False), (610, True), (700, False), (720, True), (800, True)]
    found = equity.figures([1], [(1, stay(gone, length)) for length, gone in days])
    theirs = (
        KaplanMeierFitter().fit([one for one, _ in days], [gone for _, gone in days]).median_survival_time_
    )
    assert found.lines[1].months == round(theirs / equity.DAYS_A_MONTH) == 24


def test_nothing_is_told_of_fewer_than_five():
    _found, lines = a_level(women=(4, 2), men=(30, 6), untold=(20, 1))
    assert lines["women"] is None and lines["men"].people == 30


def test_a_second_group_is_withheld_where_taking_away_would_tell_the_first():
    """All 46 are known to be in the level; had it told of both larger groups, 46 - 30 - 12 would be left."""
    _found, lines = a_level(women=(12, 3), men=(30, 6), others=(4, 0))
    assert lines["others"] is None and lines["women"] is None and lines["men"].people == 30


def test_of_two_groups_the_larger_is_not_told_either_where_it_would_tell_the_smaller():
    found, _lines = a_level(women=(3, 1), men=(30, 6))
    assert found.lines == {}


def test_nothing_is_told_by_group_where_few_rose_since_colleagues_know_who():
    found, _lines = a_level(women=(20, 4), men=(20, 0), untold=(10, 0))
    assert (found.promoted, found.lines) == (4, {})


def test_nobody_rose_from_the_only_group_that_is_told_has_no_ratio():
    _found, lines = a_level(women=(10, 0), men=(2, 1), untold=(9, 5))
    assert (lines["women"].ratio, lines["women"].p, lines["women"].rate.value) == (None, None, 0)


GROUPS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5)


@given(GROUPS, st.integers(0, 8))
def test_whatever_the_numbers_what_is_left_of_all_is_nobody_or_five_at_least(groups, untold):
    numbers = {f"g{place}": (n, min(hits, n)) for place, (n, hits) in enumerate(groups)}
    found, lines = a_level(**numbers, untold=(untold, 0))
    told = [one for one in lines.values() if one is not None]
    assert all(one.people >= LEAST for one in told)
    left = found.people - sum(one.people for one in told)
    if len(told) < len(lines) and told:
        assert left >= LEAST
    if told:
        assert found.promoted >= LEAST


# From posts to stays


def posts(*told, level="specialist", is_within=True):
    return [Held(since, until, level, is_within) for since, until in told]


LONG_AGO = date(2024, 1, 1)


def of(held, rises=None, on_duty=LONG_AGO):
    return equity.stays(held, on_duty, rises or {}, YEAR)


def test_whoever_still_holds_a_level_counts_until_the_end_of_the_window():
    assert of(posts((LONG_AGO, None))) == [Stay("specialist", LONG_AGO, (YEAR.after - LONG_AGO).days, False)]


def test_a_level_begins_to_count_with_the_first_day_on_duty():
    [found] = of(posts((LONG_AGO, None)), on_duty=date(2026, 3, 1))
    assert found.since == date(2026, 3, 1)
    assert of(posts((LONG_AGO, None)), on_duty=YEAR.after) == []


def rising(on):
    return [*posts((LONG_AGO, on)), *posts((on, None), level="supervisor")]


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        (YEAR.first, [("supervisor", False)]),
        (YEAR.first + DAY, [("specialist", True), ("supervisor", False)]),
        (YEAR.after, [("specialist", True)]),
        (YEAR.after + DAY, [("specialist", False)]),
    ],
)
def test_whoever_rose_was_in_the_level_until_the_day_before(on, counted):
    found = of(rising(on), {on: "specialist"})
    assert [(one.level, one.is_promoted) for one in found] == counted


def test_a_trial_that_led_back_is_no_break_of_the_time_in_the_level():
    on, back = date(2026, 3, 1), date(2026, 4, 1)
    held = [*posts((LONG_AGO, on)), *posts((on, back), level="supervisor"), *posts((back, None))]
    assert [one.level for one in of(held)] == ["specialist", "supervisor", "specialist"]
    [found] = of(equity.without_trials(held, [Tried(on, back, "specialist")]))
    assert (found.level, found.since) == ("specialist", LONG_AGO)


def test_another_way_out_of_a_level_is_no_promotion():
    on = date(2026, 3, 1)
    assert [one.is_promoted for one in of(rising(on))] == [False, False]
    assert [one.is_promoted for one in of(posts((LONG_AGO, on)))] == [False]


def test_another_team_does_not_end_a_stay_and_only_the_own_one_counts():
    moved = date(2026, 3, 1)
    away = [*posts((LONG_AGO, moved)), *posts((moved, None), is_within=False)]
    [found] = of(away)
    assert found.since == LONG_AGO
    assert of(posts((LONG_AGO, None), is_within=False)) == []


def test_a_promotion_out_of_another_team_is_not_counted_for_this_one():
    moved, on = date(2026, 3, 1), date(2026, 6, 1)
    held = [
        *posts((LONG_AGO, moved)),
        *posts((moved, on), is_within=False),
        *posts((on, None), level="supervisor", is_within=False),
    ]
    assert Counter(one.is_promoted for one in of(held, {on: "specialist"})) == {False: 1}


def test_a_post_that_was_held_for_no_day_is_none():
    day = date(2026, 3, 1)
    held = [*posts((LONG_AGO, day)), *posts((day, day), level="supervisor"), *posts((day, None))]
    assert [one.since for one in of(held)] == [LONG_AGO]
