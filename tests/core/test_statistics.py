"""The formulas behind the reports give what well-known libraries give."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times, qth_survival_times
from scipy.stats import binomtest
from scipy.stats import fisher_exact as fisher_of_scipy

from core.statistics import Span, fisher_exact, kaplan_meier, quantile, wilson

SPANS = st.lists(
    st.tuples(st.integers(min_value=1, max_value=30), st.booleans()), min_size=2, max_size=60
).filter(lambda spans: any(ended for _length, ended in spans))
BY_HAND = [(1, True), (2, False), (3, True), (3, True), (5, False), (8, True)]


def curve_of(spans):
    return kaplan_meier(Span(length, ended) for length, ended in spans)


def fitted(spans):
    lengths, ended = zip(*spans, strict=True)
    return KaplanMeierFitter().fit(lengths, event_observed=ended)


def test_the_curve_is_the_one_worked_out_by_hand():
    steps = curve_of(BY_HAND).steps
    assert [(step.time, pytest.approx(step.left)) for step in steps] == [(1, 5 / 6), (3, 5 / 12), (8, 0)]
    assert (curve_of(BY_HAND).ended, curve_of(BY_HAND).going_on) == (4, 2)


@given(SPANS)
def test_the_curve_and_its_interval_are_those_of_lifelines(spans):
    theirs = fitted(spans)
    band = theirs.confidence_interval_survival_function_
    for step in curve_of(spans).steps:
        assert step.left == pytest.approx(theirs.survival_function_at_times(step.time).iloc[0])
        if 0 < step.left < 1:  # at 0 the log of the log is not there; ours says 0 to 0
            low, high = band.loc[step.time]
            assert (step.low, step.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("n", range(2, 60, 2))
def test_a_half_reached_step_by_step_is_a_half(n):
    """Of n that end one after the other, half are over at the n/2-th: 1 - 1/n, 1 - 1/(n-1) … multiplied."""
    assert curve_of([(time, True) for time in range(1, n + 1)]).time_at(0.5).value == n // 2


@given(SPANS)
def test_the_median_and_its_interval_are_those_of_lifelines(spans):
    # A half reached by multiplying may come out a hair above it in floating point, and lifelines then
    # says the next time. That case is worked out by hand below.
    assume(not any(step.left == pytest.approx(0.5, abs=1e-9) for step in curve_of(spans).steps))
    ours, theirs = curve_of(spans).time_at(0.5), fitted(spans)
    if math.isinf(theirs.median_survival_time_):
        assert ours is None
        return
    assert ours.value == theirs.median_survival_time_
    ended = theirs.survival_function_.iloc[-1, 0] == 0
    low, high = median_survival_times(theirs.confidence_interval_).iloc[0]
    assert (ours.low if ours.low is not None else math.inf) == low
    if not ended:  # where all are over, lifelines leaves the last upper bound open
        assert (ours.high if ours.high is not None else math.inf) == high


@given(SPANS, st.sampled_from([0.25, 0.8]))
def test_other_shares_are_those_of_lifelines(spans, share):
    ours = curve_of(spans).time_at(share)
    theirs = qth_survival_times(1 - share + 1e-12, fitted(spans).survival_function_)
    theirs = float(np.asarray(theirs).ravel()[0])
    assert (ours.value if ours else math.inf) == theirs


@given(SPANS, st.integers(min_value=0, max_value=40))
def test_the_share_that_is_over_by_a_time_is_one_less_the_curve(spans, time):
    theirs = 1 - fitted(spans).survival_function_at_times(time).iloc[0]
    assert curve_of(spans).over_by(time).value == pytest.approx(theirs)


def test_nothing_ended_has_no_median_and_nothing_at_all_no_curve():
    assert curve_of([(3, False), (4, False)]).time_at(0.5) is None
    assert curve_of([]).steps == [] and curve_of([]).n == 0


@given(st.integers(min_value=1, max_value=300), st.floats(min_value=0, max_value=1))
def test_the_interval_of_a_share_is_the_one_of_wilson_in_scipy(n, part):
    hits = round(n * part)
    theirs = binomtest(hits, n).proportion_ci(method="wilson")
    ours = wilson(hits, n)
    assert (ours.low, ours.high) == (
        pytest.approx(theirs.low, abs=1e-9),
        pytest.approx(theirs.high, abs=1e-9),
    )


def test_a_share_of_nothing_is_none():
    assert wilson(0, 0) is None


@given(
    st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=40),
    st.sampled_from([0.25, 0.5, 0.8]),
)
def test_a_quantile_is_the_one_of_numpy(values, share):
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)))


def test_a_quantile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        quantile([], 0.5)


def test_what_lasts_longer_is_what_is_not_over():
    curve = curve_of(BY_HAND)
    for time in (0, 1, 3, 9):
        over, lasting = curve.over_by(time), curve.lasting(time)
        assert lasting.value == pytest.approx(1 - over.value)
        assert lasting.low <= lasting.value <= lasting.high


def test_a_drawing_of_many_steps_keeps_its_shape_and_stays_small():
    curve = curve_of([(time / 10, True) for time in range(1, 5001)])
    drawn = curve.drawn(500, columns=100)
    assert 20 < len(drawn) <= 101 and drawn[-1] == curve.steps[-1]
    for step in drawn:
        assert step in curve.steps
    assert curve_of(BY_HAND).drawn(8) == curve_of(BY_HAND).steps


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_p_of_two_shares_is_the_one_of_fisher_in_scipy(n, other_n, data):
    hits, other_hits = data.draw(st.integers(0, n)), data.draw(st.integers(0, other_n))
    theirs = fisher_of_scipy([[hits, n - hits], [other_hits, other_n - other_hits]]).pvalue
    assert fisher_exact(hits, n, other_hits, other_n) == pytest.approx(theirs, abs=1e-9)


def test_the_p_of_the_lady_tasting_tea_is_the_one_of_fisher_himself():
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)
