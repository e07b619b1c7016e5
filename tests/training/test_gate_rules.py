"""The evaluator of the gate and the rules of certificates, for whatever may come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.certificates import (
    CODE_LENGTH,
    CODE_LETTERS,
    ends,
    is_code,
    months_after,
    normal,
    shown,
    state,
)
from training.rules.duty import Facts, evaluate, is_running
from training.states import CertificateState, ExamKind, GatePart

DAY = timedelta(days=1)
exams = st.dictionaries(st.sampled_from(ExamKind), st.lists(st.booleans(), max_size=3))
facts = st.builds(Facts, exams=exams, attended=st.booleans(), papers_open=st.integers(0, 3))
parts = st.sets(st.sampled_from(GatePart))
days = st.dates(date(2026, 1, 1), date(2032, 12, 31))


def has_both_passes(known):
    return all(known.exams.get(kind) and all(known.exams[kind]) for kind in ExamKind)


@given(facts, parts)
def test_nobody_is_let_through_without_both_passes_or_a_waiver_of_what_is_missing(known, waived):
    gate = evaluate(known, waived)
    if gate.is_open and not has_both_passes(known):
        assert waived & {GatePart.THEORY, GatePart.PRACTICAL}
    if gate.is_passed:
        assert has_both_passes(known) and known.attended and not known.papers_open
    assert gate.is_open == (not gate.missing) and gate.is_passed == (not gate.unmet)


@given(facts, parts)
def test_a_waiver_never_makes_a_pass_and_never_takes_one(known, waived):
    assert evaluate(known, waived).is_passed == evaluate(known).is_passed
    assert set(evaluate(known, waived).missing) == set(evaluate(known).missing) - waived


def test_a_programme_without_a_practical_exam_lets_nobody_through():
    known = Facts(exams={ExamKind.THEORY: [True]}, attended=True)
    assert evaluate(known).missing == (GatePart.PRACTICAL,)


@given(days, st.integers(0, 40), days, st.none() | st.integers(0, 41))
def test_a_waiver_holds_from_its_first_day_to_its_last_unless_it_was_ended(since, length, today, ended_after):
    last_day = since + length * DAY
    ended_on = None if ended_after is None else since + ended_after * DAY
    runs = is_running(since, last_day, ended_on, today)
    assert runs == (
        today in {since + n * DAY for n in range(length + 1)} and (not ended_on or today < ended_on)
    )


@given(days, st.integers(1, 60), st.integers(0, 400))
def test_a_certificate_is_good_through_its_last_day_and_due_before(issued_on, months, due_days):
    expires_on, due_on = ends(issued_on, months, due_days)
    assert issued_on <= due_on <= expires_on
    assert state(expires_on, is_revoked=False, is_replaced=False, today=expires_on) is CertificateState.VALID
    after = state(expires_on, is_revoked=False, is_replaced=False, today=expires_on + DAY)
    assert after is CertificateState.EXPIRED


def test_one_that_never_expires_is_never_due():
    assert ends(date(2026, 12, 21), None, 60) == (None, None)
    assert state(None, is_revoked=False, is_replaced=False, today=date(2999, 1, 1)) is CertificateState.VALID


@pytest.mark.parametrize(
    ("issued_on", "months", "last"),
    [
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 21), 24, date(2028, 12, 21)),
    ],
)
def test_months_end_with_the_month(issued_on, months, last):
    assert months_after(issued_on, months) == last


@given(st.text(CODE_LETTERS, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_read_back_however_it_is_typed(code):
    assert is_code(code) and normal(shown(code)) == code
    assert normal(f" {shown(code).lower()} ") == code
    assert normal(code.replace("0", "o").replace("1", "l")) == code


@given(st.text())
def test_whatever_is_typed_is_a_code_or_is_none(typed):
    assert is_code(normal(typed)) in (True, False)
