"""How answers become points and a score, and which of them propose a rejection. Pure Python.

A score is the mean of the points of the answered questions, weighted: Σ weight × points ÷ Σ weight, of 0
to 100, to one decimal. What was not answered counts neither way; while a required question is open the
score is not final. A knock-out changes no point: it proposes, and a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from assessment.rules import round_mark
from recruiting.states import AnsweredFrom, QuestionKind


class Choice(Protocol):
    """An answer to choose, or a band of numbers from `at_least` (Decimal or None) on; `points` is a Decimal.
    `models.ScreeningOption` is such a thing; its columns are descriptors, which mypy takes for no property
    but one of any type."""

    @property
    def id(self) -> Any: ...
    @property
    def at_least(self) -> Any: ...
    @property
    def points(self) -> Any: ...
    @property
    def knocks_out(self) -> Any: ...


class Question(Protocol):
    """`kind` is a QuestionKind, `weight` a Decimal, `options` a sequence of Choice,
    `reason` what it proposes, if anything: its `name` is that of today.
    `models.ScreeningQuestion` is such a thing."""

    @property
    def id(self) -> Any: ...
    @property
    def kind(self) -> Any: ...
    @property
    def required(self) -> Any: ...
    @property
    def weight(self) -> Any: ...
    @property
    def options(self) -> Any: ...
    @property
    def reason(self) -> Any: ...


Q = TypeVar("Q", bound=Question)


@dataclass(frozen=True)
class Answer:
    """What stands as the answer to a question: an option, a number or a text. `reason`: what the reason that
    the question proposes was called when this was answered, where that is known; it says no other answer."""

    option_id: int | None = None
    value: Decimal | None = None
    text: str | None = None
    answered_from: AnsweredFrom = AnsweredFrom.RECRUITER
    reason: Any = field(default=None, compare=False)

    @property
    def is_given(self) -> bool:
        return self.option_id is not None or self.value is not None or bool(self.text)


NO_ANSWER = Answer()


def carried(old: Iterable[Any], new: Iterable[Any], answers: Mapping[int, Answer]) -> dict[int, Answer]:
    """What stands of `answers` to the questions `old` where the questions `new` are asked: question id of the
    new one → answer. A question is the same by its key, if its kind still is, and an option by its own."""
    before = {one.key: one for one in old if one.id in answers}
    found = {one.id: _again(before[one.key], one, answers) for one in new if one.key in before}
    return {number: answer for number, answer in found.items() if answer.is_given}


def _again(old: Any, new: Any, answers: Mapping[int, Answer]) -> Answer:
    answer = replace(answers[old.id], reason=None)
    if old.kind is not new.kind:
        return NO_ANSWER
    if answer.option_id is None:
        return answer
    key = next(one.key for one in old.options if one.id == answer.option_id)
    same = next((one.id for one in new.options if one.key == key), None)
    return replace(answer, option_id=same)


@dataclass(frozen=True)
class Line(Generic[Q]):
    """One question with its answer: `points` of 100, None where there are none to give."""

    question: Q
    answer: Answer
    option: Choice | None
    points: Decimal | None

    @property
    def knocks_out(self) -> bool:
        return self.option is not None and self.option.knocks_out

    @property
    def reason(self) -> Any:
        """What is proposed, as it was called when this was answered; None where nothing is."""
        return self.answer.reason or (self.question.reason.name if self.question.reason else None)

    @property
    def is_missing(self) -> bool:
        return self.question.required and not self.answer.is_given


@dataclass(frozen=True)
class Score(Generic[Q]):
    """`mark` is None while nothing that has points is answered."""

    lines: list[Line[Q]] = field(default_factory=list)
    mark: Decimal | None = None

    @property
    def missing(self) -> list[Line[Q]]:
        """Required questions that are not answered."""
        return [line for line in self.lines if line.is_missing]

    @property
    def is_final(self) -> bool:
        return self.mark is not None and not self.missing

    @property
    def knock_outs(self) -> list[Line[Q]]:
        """The answers that propose to reject."""
        return [line for line in self.lines if line.knocks_out]

    @property
    def answered(self) -> int:
        return sum(line.answer.is_given for line in self.lines)

    def share(self, line: Line[Q]) -> Decimal | None:
        """How much of the mark this answer brings: weight × points ÷ Σ weight, to one decimal."""
        weights = _weights(self.lines)
        if line.points is None or not weights:
            return None
        return round_mark(line.question.weight * line.points / weights)


def score(questions: Iterable[Q], answers: dict[int, Answer]) -> Score[Q]:
    """The points of each answer (question id → answer) and the weighted mean of them all."""
    lines = [_line(question, answers.get(question.id, NO_ANSWER)) for question in questions]
    weights = _weights(lines)
    return Score(lines, round_mark(_total(lines) / weights) if weights else None)


def _total(lines: Iterable[Line[Q]]) -> Decimal:
    return sum((line.question.weight * (line.points or 0) for line in lines), Decimal(0))


def _line(question: Q, answer: Answer) -> Line[Q]:
    option = chosen(question, answer)
    counts = option is not None and question.weight > 0
    return Line(question, answer, option, option.points if option and counts else None)


def _weights(lines: Iterable[Line[Q]]) -> Decimal:
    return sum((line.question.weight for line in lines if line.points is not None), Decimal(0))


def chosen(question: Question, answer: Answer) -> Choice | None:
    """The option that was chosen, or the highest band that the number reaches."""
    if question.kind is QuestionKind.NUMBER:
        return band(question.options, answer.value)
    return next((one for one in question.options if one.id == answer.option_id), None)


def band(options: Iterable[Choice], value: Decimal | None) -> Choice | None:
    """The band with the highest `at_least` that is not above `value`."""
    if value is None:
        return None
    reached = [one for one in options if one.at_least is not None and one.at_least <= value]
    return max(reached, key=lambda one: one.at_least or 0, default=None)
