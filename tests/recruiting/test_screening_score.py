"""The score of the screening questions, against a calculation of its own and by hand."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruiting.screening_rules import Answer, score
from recruiting.states import QuestionKind


@dataclass
class Option:
    id: int
    points: Decimal
    at_least: Decimal | None = None
    knocks_out: bool = False


@dataclass
class Question:
    id: int
    kind: QuestionKind = QuestionKind.CHOICE
    weight: Decimal = Decimal(1)
    required: bool = True
    options: list = field(default_factory=list)


tenths = st.integers(0, 1000).map(lambda n: Decimal(n) / 10)
hundredths = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)


@st.composite
def a_sheet(draw):
    """Questions of every kind with an answer or none, and what each answer must be worth."""
    questions, answers, worth = [], {}, {}
    for number in range(1, draw(st.integers(0, 8)) + 1):
        kind = draw(st.sampled_from(list(QuestionKind)))
        weight = Decimal(0) if kind is QuestionKind.TEXT else draw(hundredths)
        question = Question(number, kind, weight, draw(st.booleans()))
        if kind is QuestionKind.NUMBER:
            bounds = sorted({Decimal(0), *draw(st.lists(hundredths, max_size=4))})
            question.options = [
                Option(number * 100 + n, draw(tenths), bound, draw(st.booleans()))
                for n, bound in enumerate(bounds)
            ]
        elif kind is not QuestionKind.TEXT:
            question.options = [
                Option(number * 100 + n, draw(tenths), None, draw(st.booleans())) for n in range(3)
            ]
        questions.append(question)
        if draw(st.booleans()):
            answers[number], worth[number] = draw(an_answer(question))
    return questions, answers, worth


@st.composite
def an_answer(draw, question):
    if question.kind is QuestionKind.TEXT:
        return Answer(text="Some words."), None
    if question.kind is QuestionKind.NUMBER:
        value = draw(hundredths)
        reached = None
        for option in question.options:  # in rising order: the last one reached counts
            if option.at_least <= value:
                reached = option
        return Answer(value=value), reached
    option = draw(st.sampled_from(question.options))
    return Answer(option_id=option.id), option


def by_hand(questions, worth):
    """In fractions, so that no rounding hides but the last one."""
    top = bottom = Fraction(0)
    for question in questions:
        option = worth.get(question.id)
        if option is None:
            continue
        top += Fraction(question.weight) * Fraction(option.points)
        bottom += Fraction(question.weight)
    if not bottom:
        return None
    tenths_of = top / bottom * 10
    whole = int(tenths_of + Fraction(1, 2))
    return Decimal(whole) / 10


@settings(max_examples=400)
@given(a_sheet())
def test_the_score_is_what_a_calculation_in_fractions_says(sheet):
    questions, answers, worth = sheet
    found = score(questions, answers)
    assert found.mark == by_hand(questions, worth)


@settings(max_examples=200)
@given(a_sheet())
def test_every_line_says_what_it_brings_and_together_they_are_the_mark(sheet):
    questions, answers, worth = sheet
    found = score(questions, answers)
    for line in found.lines:
        option = worth.get(line.question.id)
        counts = option is not None and line.question.weight > 0
        assert line.points == (option.points if counts else None)
        assert line.knocks_out == (option is not None and option.knocks_out)
    shares = [share for line in found.lines if (share := found.share(line)) is not None]
    assert abs(sum(shares, Decimal(0)) - (found.mark or 0)) <= Decimal("0.05") * (len(shares) + 1)


@settings(max_examples=200)
@given(a_sheet())
def test_a_knock_out_changes_no_point_and_a_missing_answer_none_either(sheet):
    questions, answers, _worth = sheet
    marked = score(questions, answers).mark
    for question in questions:
        for option in question.options:
            option.knocks_out = not option.knocks_out
    assert score(questions, answers).mark == marked
    assert score([one for one in questions if one.id in answers], answers).mark == marked


@settings(max_examples=200)
@given(a_sheet())
def test_it_is_final_once_every_required_question_is_answered(sheet):
    questions, answers, _worth = sheet
    found = score(questions, answers)
    open_ones = [one for one in questions if one.required and one.id not in answers]
    assert [line.question for line in found.missing] == open_ones
    assert found.is_final == (found.mark is not None and not open_ones)


def test_an_example_on_paper():
    """Weights 2, 3 and 1 with 100, 70 and nothing said: (2 × 100 + 3 × 70) ÷ 5 = 82."""
    questions = [
        Question(1, weight=Decimal(2), options=[Option(11, Decimal(100)), Option(12, Decimal(0))]),
        Question(2, weight=Decimal(3), options=[Option(21, Decimal(70))]),
        Question(3, weight=Decimal(1), options=[Option(31, Decimal(50))]),
    ]
    found = score(questions, {1: Answer(option_id=11), 2: Answer(option_id=21)})
    assert (found.mark, found.is_final) == (Decimal("82.0"), False)
    assert [found.share(line) for line in found.lines] == [Decimal("40.0"), Decimal("42.0"), None]


@pytest.mark.parametrize(("value", "points"), [("0", 0), ("0.99", 0), ("1", 50), ("2.5", 50), ("3", 100)])
def test_a_number_counts_by_the_highest_band_that_it_reaches(value, points):
    bands = [Option(1, Decimal(0), Decimal(0)), Option(2, Decimal(50), Decimal(1)),
             Option(3, Decimal(100), Decimal(3))]  # fmt: skip
    question = Question(1, QuestionKind.NUMBER, options=bands)
    assert score([question], {1: Answer(value=Decimal(value))}).mark == points


def test_halves_are_rounded_up():
    questions = [Question(n, options=[Option(n, points)]) for n, points in
                 enumerate([Decimal("50.0"), Decimal("50.1")], 1)]  # fmt: skip
    mark = score(questions, {1: Answer(option_id=1), 2: Answer(option_id=2)}).mark
    assert mark == Decimal("50.05").quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("50.1")
