"""What rules see of screening answers: now, and at each moment in the past."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from core.db import db
from recruiting.models import (
    ScreeningAnswer,
    ScreeningOption,
    ScreeningQuestion,
    ScreeningSheet,
    ScreeningVersion,
)
from recruiting.queries import screening, screening_sets
from recruiting.screening_rules import Answer, Score, score


@dataclass(frozen=True)
class Screened:
    """The final score, None while a required question is open, the answers as conditions name them, and
    whether one of them knocks out."""

    score: Decimal | None = None
    answers: frozenset[str] = frozenset()
    is_knocked_out: bool = False


NOTHING = Screened()


def _of(found: Score[ScreeningQuestion]) -> Screened:
    given: Iterable[Any] = (line for line in found.lines if line.option)
    answers = frozenset(f"{line.question.key}={line.option.key}" for line in given)
    return Screened(found.mark if found.is_final else None, answers, bool(found.knock_outs))


def screened(application_ids: Collection[int]) -> dict[int, Screened]:
    """Application id → what its answers say now, of those that answered anything."""
    return {number: _of(found) for number, found in screening.scores(application_ids).items()}


def course(application_ids: Any) -> list[tuple[int, datetime, int, Screened]]:
    """What the answers of each application said from each moment on, at which one of them changed: rows of
    (application id, moment, number of the last answer, what they say), oldest first. `application_ids`: a
    collection, or a select of them. The version at a moment is that of the question answered last: who is
    moved to a newer one gets a row there."""
    rows = db.session.execute(
        select(ScreeningAnswer, ScreeningSheet.application_id, ScreeningQuestion.version_id)
        .join(ScreeningSheet, ScreeningSheet.id == ScreeningAnswer.sheet_id)
        .join(ScreeningQuestion, ScreeningQuestion.id == ScreeningAnswer.question_id)
        .where(ScreeningSheet.application_id.in_(application_ids))
        .order_by(ScreeningAnswer.answered_at, ScreeningAnswer.id)
    ).all()
    versions = screening_sets.with_questions({row.version_id for row in rows})
    given: dict[int, dict[int, Answer]] = defaultdict(dict)
    found: dict[tuple[int, datetime], tuple[int, datetime, int, Screened]] = {}
    for answer, application_id, version_id in rows:
        mine = given[application_id]
        mine[answer.question_id] = screening.as_answer(answer)
        says = _of(score(versions[version_id].questions, mine))
        found[application_id, answer.answered_at] = (application_id, answer.answered_at, answer.id, says)
    return list(found.values())


@dataclass(frozen=True)
class Choice:
    """An answer that a rule can ask for: its key as conditions name it, and its words."""

    key: str
    question: Any
    option: Any

    @property
    def asks(self) -> str:
        """The key of the question."""
        return self.key.partition("=")[0]


def choices() -> list[Choice]:
    """Every answer to choose, and every band of numbers, of the newest version of each set; a question that
    several sets ask under one key stands once."""
    newest = select(func.max(ScreeningVersion.id)).group_by(ScreeningVersion.screening_set_id)
    rows = db.session.execute(
        select(
            ScreeningQuestion.key.label("question_key"),
            ScreeningQuestion.prompt,
            ScreeningOption.key,
            ScreeningOption.label,
        )
        .join(ScreeningOption, ScreeningOption.question_id == ScreeningQuestion.id)
        .where(ScreeningQuestion.version_id.in_(newest))
        .order_by(ScreeningQuestion.version_id, ScreeningQuestion.position, ScreeningOption.position)
    )
    found: dict[str, Choice] = {}
    for row in rows:
        key = f"{row.question_key}={row.key}"
        found.setdefault(key, Choice(key, row.prompt, row.label))
    questions = list(dict.fromkeys(one.asks for one in found.values()))
    return sorted(found.values(), key=lambda one: questions.index(one.asks))
