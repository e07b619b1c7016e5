"""What an application answered: the sheet it is on, the answers that stand, and those they replaced."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import Words, db
from people.models import Account, Person
from recruiting.models import (
    Application,
    Candidate,
    DispositionReason,
    ScreeningAnswer,
    ScreeningOption,
    ScreeningQuestion,
    ScreeningSheet,
    ScreeningVersion,
)
from recruiting.queries import reasons, screening_sets
from recruiting.screening_rules import NO_ANSWER, Answer, Score, carried, score
from recruiting.states import AnsweredFrom, KnownFact, QuestionKind


@dataclass(frozen=True)
class Answered:
    """The version on which an application is answered, with the answers that stand and their score.

    `sheet` is None before the first answer; `version` then is what would be asked today, and None where
    nothing is asked. `known` holds what the background says to questions that are not answered yet."""

    version: ScreeningVersion | None
    sheet: ScreeningSheet | None
    answers: dict[int, Answer]
    known: dict[int, Answer]
    score: Score[ScreeningQuestion]

    @property
    def questions(self) -> Sequence[ScreeningQuestion]:
        return self.version.questions if self.version else []

    def shown(self, question_id: int) -> Answer:
        """What stands, else what is known."""
        return self.answers.get(question_id) or self.known.get(question_id, NO_ANSWER)

    @property
    def seen(self) -> str:
        """What a page hands out and gets back, to notice that somebody else was faster."""
        if self.sheet is None:
            return f"new.{self.version.id if self.version else 0}"
        return f"{self.sheet.id}.{self.sheet.version}"


def answered(application: Application) -> Answered:
    """What this application answered; a constant few statements."""
    sheet = sheet_of(application.id)
    version = _version_for(application, sheet)
    questions = version.questions if version else []
    standing = standing_answers(sheet.id) if sheet else {}
    # Those of a version that the application was moved away from are history.
    answers = {one.id: standing[one.id] for one in questions if one.id in standing}
    known = _known(application.person_id, questions, answers)
    return Answered(version, sheet, answers, known, score(questions, answers))


@dataclass(frozen=True)
class Newer:
    """A newer version of the questions: what of the answers `carried` over to it, and with which score; which
    questions have to be asked `again`, and which answered ones are `gone`."""

    version: ScreeningVersion
    carried: dict[int, Answer]
    score: Score[ScreeningQuestion]
    again: Sequence[ScreeningQuestion]
    gone: Sequence[ScreeningQuestion]
    seen: str


def newer(application: Application, known: Answered) -> Newer | None:
    """What is asked today instead of the version on which the application is answered; None where that is
    the same one, or nothing is answered."""
    newest = screening_sets.newest_for(application.opening) if known.sheet else None
    if newest is None or known.sheet is None or not newest.questions or newest.id == known.sheet.version_id:
        return None
    kept = carried(known.questions, newest.questions, known.answers)
    keys = {one.key for one in newest.questions}
    return Newer(
        newest,
        kept,
        score(newest.questions, kept),
        [one for one in newest.questions if one.id not in kept],
        [one for one in known.questions if one.id in known.answers and one.key not in keys],
        f"{known.seen}.{newest.id}",
    )


def letter_days(application: Application, reason_id: int) -> int:
    """By how many days the letter about a rejection for this reason waits: as long as the longest of the
    questions says whose answer knocks this application out for it. One statement where none says so."""
    waits = (
        select(ScreeningQuestion.id)
        .join(ScreeningSheet, ScreeningSheet.version_id == ScreeningQuestion.version_id)
        .where(
            ScreeningSheet.application_id == application.id,
            ScreeningQuestion.reason_id == reason_id,
            ScreeningQuestion.letter_days > 0,
        )
        .limit(1)
    )
    if db.session.scalar(waits) is None:
        return 0
    questions = [line.question for line in answered(application).score.knock_outs]
    return max((one.letter_days for one in questions if one.reason_id == reason_id), default=0)


def _version_for(application: Application, sheet: ScreeningSheet | None) -> ScreeningVersion | None:
    if sheet is not None:
        return screening_sets.version(sheet.version_id)
    return screening_sets.newest_for(application.opening)


def sheet_of(application_id: int) -> ScreeningSheet | None:
    """The sheet of an application, read afresh."""
    sheet = select(ScreeningSheet).where(ScreeningSheet.application_id == application_id)
    return db.session.scalar(sheet.execution_options(populate_existing=True))


def standing_answers(sheet_id: int) -> dict[int, Answer]:
    """Question id → the newest answer, without those that were taken back."""
    newest = _answers_of([sheet_id]).get(sheet_id, {})
    return {question: answer for question, answer in newest.items() if answer.is_given}


def newest_rows(sheet_id: int) -> dict[int, ScreeningAnswer]:
    """Question id → the newest row, a taken-back one too."""
    rows = db.session.scalars(
        select(ScreeningAnswer).where(ScreeningAnswer.sheet_id == sheet_id).order_by(ScreeningAnswer.number)
    )
    return {row.question_id: row for row in rows}


def as_answer(row: ScreeningAnswer, reason: Words | None = None) -> Answer:
    return Answer(row.option_id, row.value, row.text, row.answered_from, reason)


def _known(
    person_id: int, questions: Sequence[ScreeningQuestion], answers: Collection[int]
) -> dict[int, Answer]:
    open_ones = [one for one in questions if one.known_from and one.id not in answers]
    candidate = db.session.get(Candidate, person_id) if open_ones else None
    if candidate is None:
        return {}
    found = {one.id: known_answer(one, candidate) for one in open_ones}
    return {question: answer for question, answer in found.items() if answer is not None}


def known_answer(question: ScreeningQuestion, candidate: Candidate) -> Answer | None:
    """What the background says to a question; None where it says nothing."""
    fact = _fact(question.known_from, candidate)
    if fact is None:
        return None
    if question.kind is QuestionKind.NUMBER:
        return Answer(value=Decimal(fact), answered_from=AnsweredFrom.BACKGROUND)
    option = next((one for one in question.options if one.key == fact), None)
    return Answer(option_id=option.id, answered_from=AnsweredFrom.BACKGROUND) if option else None


def _fact(known_from: KnownFact | None, candidate: Candidate) -> Any:
    """A number, or the key of the option that says the same."""
    if known_from is KnownFact.EVENING_SHIFT and candidate.evening_shift is not None:
        return "yes" if candidate.evening_shift else "no"
    others: dict[KnownFact | None, Any] = {
        KnownFact.EDUCATION: candidate.education,
        KnownFact.SERVICE_YEARS: candidate.service_years,
        KnownFact.WORDS_A_MINUTE: candidate.words_a_minute,
    }
    return others.get(known_from)


def history(sheet_id: int) -> dict[int, list[Any]]:
    """Question id → every answer ever given to it, newest first, with the words of an option and the name
    of whoever entered it."""
    option, person = aliased(ScreeningOption), aliased(Person)
    rows = db.session.execute(
        select(
            ScreeningAnswer.question_id,
            ScreeningAnswer.number,
            ScreeningAnswer.value,
            ScreeningAnswer.text,
            ScreeningAnswer.answered_from,
            ScreeningAnswer.answered_at,
            option.label,
            person.name.label("by"),
        )
        .outerjoin(option, option.id == ScreeningAnswer.option_id)
        .outerjoin(Account, Account.id == ScreeningAnswer.entered_by_id)
        .outerjoin(person, person.id == Account.person_id)
        .where(ScreeningAnswer.sheet_id == sheet_id)
        .order_by(ScreeningAnswer.question_id, ScreeningAnswer.number.desc())
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.question_id].append(row)
    return dict(found)


def scores(application_ids: Collection[int]) -> dict[int, Score[ScreeningQuestion]]:
    """Application id → its score, of those that answered anything; a constant few statements."""
    sheets = db.session.execute(
        select(ScreeningSheet.id, ScreeningSheet.application_id, ScreeningSheet.version_id).where(
            ScreeningSheet.application_id.in_(application_ids)
        )
    ).all()
    versions = screening_sets.with_questions({one.version_id for one in sheets})
    answers = _answers_of([one.id for one in sheets])
    return {
        one.application_id: score(versions[one.version_id].questions, answers.get(one.id, {}))
        for one in sheets
    }


def _answers_of(sheet_ids: Collection[int]) -> dict[int, dict[int, Answer]]:
    """Sheet → question → the newest answer, one that was taken back too."""
    rows = db.session.execute(
        select(ScreeningAnswer, reasons.called(ScreeningAnswer.answered_at))
        .join(ScreeningQuestion, ScreeningQuestion.id == ScreeningAnswer.question_id)
        .outerjoin(DispositionReason, DispositionReason.id == ScreeningQuestion.reason_id)
        .where(ScreeningAnswer.sheet_id.in_(sheet_ids))
        .order_by(ScreeningAnswer.sheet_id, ScreeningAnswer.number)
    )
    found: dict[int, dict[int, Answer]] = defaultdict(dict)
    for row, reason in rows:
        found[row.sheet_id][row.question_id] = as_answer(row, reason)
    return found
