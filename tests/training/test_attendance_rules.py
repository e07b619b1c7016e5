from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from training.rules.attendance import ATTENDED, Counted, counting, standing
from training.states import Mark

marks = st.one_of(st.none(), st.sampled_from(Mark))
sessions = st.lists(st.builds(Counted, st.sampled_from("abc"), marks), max_size=60)
NINE_TENTHS = Decimal("0.9")
shares = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)


def of(text: str) -> list[Counted]:
    """p present, l late, a absent, e excused, m made up, . still open."""
    by_letter = {mark.value[0]: mark for mark in Mark}
    return [Counted("x", by_letter.get(letter)) for letter in text]


def test_twenty_sessions_by_hand():
    """⌈0.9 × 20⌉ = 18: two may be missed."""
    two_missed = standing(of("ppla" + "p" * 5 + "e" + "." * 10), NINE_TENTHS)
    assert (two_missed.needed, two_missed.attended, two_missed.missed, two_missed.to_spare) == (18, 8, 2, 0)
    assert two_missed.can_be_reached
    assert two_missed.is_at_risk
    assert two_missed.percent == 80
    third = standing(of("ppla" + "p" * 5 + "ea" + "." * 9), NINE_TENTHS)
    assert (third.to_spare, third.can_be_reached, third.is_at_risk) == (-1, False, True)
    made_up = standing(of("pplm" + "p" * 5 + "ea" + "." * 9), NINE_TENTHS)
    assert (made_up.to_spare, made_up.can_be_reached) == (0, True)


def test_nobody_is_warned_who_missed_nothing():
    assert not standing(of("pp"), NINE_TENTHS).is_at_risk
    assert not standing(of("........"), NINE_TENTHS).is_at_risk


def test_a_share_is_rounded_down():
    assert standing(of("p" * 899 + "a" * 100 + "e"), NINE_TENTHS).percent == 89


def test_without_sessions_nothing_is_reached():
    nothing = standing([], NINE_TENTHS)
    assert (nothing.percent, nothing.is_reached) == (None, False)


def play(sessions, future):
    return [Counted(one.module_key, one.mark or future) for one in sessions]


@given(sessions, shares)
def test_it_can_be_reached_exactly_when_attending_all_the_rest_reaches_it(sessions, required):
    best = standing(play(sessions, Mark.PRESENT), required)
    assert standing(sessions, required).can_be_reached == (best.attended >= best.needed)


@given(sessions, shares)
def test_what_is_to_spare_may_be_missed_and_no_more(sessions, required):
    now = standing(sessions, required)
    for missed, fits in ((now.to_spare, True), (now.to_spare + 1, False)):
        if 0 <= missed <= now.open:
            left = iter([Mark.ABSENT] * missed + [Mark.PRESENT] * (now.open - missed))
            played = [Counted(one.module_key, one.mark or next(left)) for one in sessions]
            assert (standing(played, required).attended >= now.needed) is fits


@given(st.lists(sessions, max_size=3), sessions)
def test_a_transfer_loses_no_module_that_was_done_and_counts_none_twice(earlier, present):
    counted = counting(earlier, present)
    for key in "abc":
        mine = [one for one in counted if one.module_key == key]
        done = [
            [one for one in cohort if one.module_key == key]
            for cohort in earlier
            if (of_key := [one for one in cohort if one.module_key == key])
            and all(one.mark in ATTENDED for one in of_key)
        ]
        expected = done[-1] if done else [one for one in present if one.module_key == key]
        assert mine == expected
