"""What tests about screening begin with."""

from dataclasses import replace
from decimal import Decimal

from recruiting import screening, screening_sets
from recruiting.queries import screening as queries
from recruiting.queries import screening_sets as sets
from recruiting.screening_rules import Answer
from recruiting.screening_sets import ANSWERS, NO, YES, Option, Question
from recruiting.states import QuestionKind
from tests import factories as make


def asked_of(visit):
    """Key → question of the version on which this application is answered."""
    version = queries.answered(visit.application).version
    return {one.key: one for one in version.questions}


def given(visit, **by_key):
    """Question id → answer: keys with _ for blanks, an option's key, a number or a text."""
    questions = asked_of(visit)
    answers = {}
    for name, value in by_key.items():
        question = questions[name.replace("_", " ").replace("e commerce", "e-commerce")]
        answers[question.id] = as_answer(question, value)
    return answers


def as_answer(question, value):
    if value is None:
        return Answer()
    if question.kind is QuestionKind.NUMBER:
        return Answer(value=Decimal(value))
    if question.kind is QuestionKind.TEXT:
        return Answer(text=value)
    return Answer(option_id=next(one.id for one in question.options if one.key == value))


GOOD = {
    "shifts": "yes",
    "market_language": "fluent",
    "education": "bachelor",
    "service_experience": 2,
    "e_commerce_experience": "none",
    "typing_speed": 50,
}
"""Weights 2, 3, 1, 2, 2, 1 with 100, 100, 100, 80, 20, 75 points: 875 ÷ 11 = 79.5 (half up)."""
GOOD_MARK = Decimal("79.5")


def screened(visit, *, actor=None, **changed):
    """The visit with the good answers, some of them others."""
    screening.answer(visit, given(visit, **{**GOOD, **changed}), actor=actor)
    return visit


def a_question(english="Can you work the night shift?", chinese="您能上夜班吗？", **changed):
    """A yes/no question that may be published."""
    question = Question(
        prompt=make.words(english, chinese),
        job_related=make.words("Nights are staffed.", "夜间有人值班。"),
        kind=QuestionKind.YES_NO,
        options=(
            Option(ANSWERS[YES], Decimal(100), key=YES),
            Option(ANSWERS[NO], Decimal(0), key=NO),
        ),
        weight=Decimal(1),
    )
    return replace(question, **changed)


def set_of(opening):
    """The set that applications for this opening answer."""
    return sets.newest_for(opening).screening_set


def publish(opening, *questions, actor=None, **more):
    """The next version of the opening's set."""
    return screening_sets.publish(set_of(opening), list(questions), actor=actor, **more)
