"""What a month is worth: by hand, and by what holds for any figures."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.rules.scoring import Measure, points_for, score
from careers.states import Direction

SATISFACTION = Measure("satisfaction", Direction.HIGHER, D("4.8"), D(3), D(30))
RESPONSE = Measure("response", Direction.LOWER, D(35), D(120), D(20))
CASES = Measure("cases", Direction.HIGHER, D(1000), D(200), D(50), is_total=True)


def test_points_lie_on_a_straight_line():
    assert points_for(SATISFACTION, D("3.9")) == 50
    assert points_for(SATISFACTION, D(5)) == 100
    assert points_for(SATISFACTION, D(1)) == 0
    assert points_for(RESPONSE, D(35)) == 100
    assert points_for(RESPONSE, D(52)) == 80


def test_a_month_by_hand():
    """(50 × 30 + 80 × 20 + 75 × 50) ÷ 100 = 68.50"""
    figures = {"satisfaction": D("3.9"), "response": D(52), "cases": D(800)}
    result = score([SATISFACTION, RESPONSE, CASES], figures, 30, 30)
    assert result.score == D("68.50")
    assert [line.brings for line in result.lines] == [D("15.00"), D("16.00"), D("37.50")]


def test_a_part_of_a_month_asks_for_a_part_of_the_total():
    """15 of 30 days: 500 bring 100 points in place of 1000, and 100 none in place of 200; a mean is asked
    in full."""
    result = score([SATISFACTION, CASES], {"satisfaction": D("4.8"), "cases": D(300)}, 15, 30)
    assert [(line.target, line.points) for line in result.lines] == [(D("4.8"), 100), (D(500), 50)]
    assert result.counts
    assert not score([SATISFACTION], {"satisfaction": D(4)}, 14, 30).counts


def test_what_has_no_figure_is_left_out_and_the_others_weigh_more():
    result = score([SATISFACTION, RESPONSE, CASES], {"satisfaction": D("3.9"), "cases": D(1000)}, 30, 30)
    assert result.score == D("81.25")  # (50 × 30 + 100 × 50) ÷ 80
    assert (result.known, result.lines[1].points) == (D("0.8"), None)
    assert score([SATISFACTION, RESPONSE, CASES], {"cases": D(1000)}, 30, 30).score is None
    assert score([], {}, 30, 30).score is None
    assert score([CASES], {"cases": D(1)}, 0, 30).score is None


FIGURES = st.decimals(-10_000, 10_000, places=3)
MEASURES = st.builds(
    lambda key, zero, span, weight, up, total: Measure(
        key,
        Direction.HIGHER if up else Direction.LOWER,
        zero + span if up else zero - span,
        zero,
        weight,
        total,
    ),
    st.text("abc", min_size=1, max_size=4),
    st.decimals(-100, 100, places=2),
    st.decimals("0.5", 100, places=2),
    st.decimals(1, 100, places=1),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(MEASURES, min_size=1, max_size=6, unique_by=lambda one: one.key), st.data())
def test_a_score_lies_between_its_worst_and_its_best_line(measures, data):
    figures = {one.key: data.draw(FIGURES) for one in measures}
    result = score(measures, figures, 30, 30)
    points = [line.points for line in result.lines]
    assert min(points) - D("0.01") <= result.score <= max(points) + D("0.01")


@given(MEASURES, FIGURES, FIGURES)
def test_a_better_figure_never_brings_fewer_points(measure, one, other):
    low, high = sorted((one, other))
    if measure.direction is Direction.LOWER:
        low, high = high, low
    assert points_for(measure, low) <= points_for(measure, high)


@pytest.mark.parametrize("share", [D("0.25"), D(1)])
def test_a_target_brings_all_points_and_zero_none(share):
    for measure in (SATISFACTION, RESPONSE, CASES):
        by = share if measure.is_total else D(1)
        assert points_for(measure, measure.target * by, share) == 100
        assert points_for(measure, measure.zero * by, share) == 0
