"""What is late of somebody's own, and what happened to it since a moment: one statement for a home page.

Only what is the reader's: interviews of theirs, classes that they teach, their own exams and months. So
nothing is told that they may not see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Integer, Select, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from careers.models import (
    BonusSettlement,
    DevelopmentGoal,
    HonourDecision,
    PromotionCase,
    ReviewAppeal,
    ReviewRevision,
)
from careers.states import GoalState, HonourState
from core.db import Moment, db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.models import Account, Employment
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import Invitation, Panelist
from recruiting.queries.asked import TODAY, everything, given_by
from recruiting.states import Told
from training.models import (
    AppealDecision,
    CohortTrainer,
    Enrolment,
    ExamAppeal,
    ExamAttempt,
    ExamMark,
    HandIn,
    Homework,
    HomeworkMarking,
    Placement,
    Remedy,
    SignOff,
    StudyClaim,
    StudyDecision,
)

SINCE = bindparam("moment", type_=Moment)
ME = bindparam("me", type_=Integer)
LATE, NEW = "late", "new"
REMEDY, GOAL = "remedy", "goal"
OF_CLASSES = ("enrolled", "transferred", "left training")


class Some(NamedTuple):
    """So many of a kind; `since`: when the first of them was asked for, or happened."""

    kind: str
    times: int
    since: datetime


@dataclass
class OwnDays:
    """What is late, the longest first, and what happened, the newest kind last."""

    late: list[Some] = field(default_factory=list)
    news: list[Some] = field(default_factory=list)

    @property
    def beyond_asked(self) -> int:
        """How many are late that are not asked by name, so that no other list has them."""
        return sum(one.times for one in self.late if one.kind in (REMEDY, GOAL))


def own_days(account: Account, since: datetime) -> OwnDays:
    """What is late of `account`, and what happened of theirs from `since` on."""
    found = OwnDays()
    query = _own_days(Reader.of(account))
    for which, *some in db.session.execute(query, given_by(account) | {"moment": since}):
        (found.late if which == LATE else found.news).append(Some(*some))
    for rows in (found.late, found.news):
        rows.sort(key=lambda one: (one.since, one.kind))
    return found


@lru_cache(KEPT)
def _own_days(reader: Reader) -> CompoundSelect[Any]:
    parts: list[Select[Any]] = [_late(reader)]
    if reader.may(Permission.SCORE):
        parts += [_asked_to_score(reader), _interviews(reader)]
    if reader.may(Permission.TEACH):
        parts += [_marked(reader), _handed_in(reader), _moved(reader)]
    if reader.may(Permission.SEE_OWN_PATH):
        parts += [_weak_points(), _goals(), *(own() for own in OWN)]
    return union_all(*parts)


def _part(which: str, kind: Any, times: Any, at: Any) -> Select[Any]:
    named = literal(kind) if isinstance(kind, str) else kind
    first = func.min(at, type_=Moment())
    return select(literal(which).label("which"), named.label("kind"), times.label("times"), first.label("at"))


def _happened(kind: str, number: Any, at: Any) -> Select[Any]:
    return _part(NEW, kind, func.count(number.distinct()), at).where(at >= SINCE).having(func.count() > 0)


def _late(reader: Reader) -> Select[Any]:
    """What is asked by name and late, by kind."""
    asked = everything(reader).c
    return _part(LATE, asked.kind, func.count(), asked.since).where(asked.late == 1).group_by(asked.kind)


# Interviewers


def _asked_to_score(reader: Reader) -> Select[Any]:
    mine = Panelist.account_id == reader.id
    return _happened("asked to score", Panelist.id, Panelist.asked_at).where(
        mine, Panelist.released_at.is_(None)
    )


def _interviews(reader: Reader) -> Select[Any]:
    """What the reader's calendar was told: the first time that of an interview, or later something else."""
    before, letter = aliased(Invitation), aliased(Letter)
    knew = (
        select(before.id)
        .join(letter, letter.id == before.letter_id)
        .where(
            before.interview_id == Invitation.interview_id,
            before.account_id == Invitation.account_id,
            before.sequence < Invitation.sequence,
            letter.state != LetterState.CANCELLED,
        )
    )
    kind = case(
        (Invitation.told == Told.CALLED_OFF, "interview called off"),
        (knew.exists(), "interview moved"),
        else_="interview planned",
    )
    told = (
        select(kind.label("kind"), Invitation.interview_id, Invitation.written_at)
        .join(Letter, Letter.id == Invitation.letter_id)
        .where(
            Invitation.account_id == reader.id,
            Invitation.written_at >= SINCE,
            Letter.state != LetterState.CANCELLED,
        )
        .subquery()
        .c
    )
    times = func.count(told.interview_id.distinct())
    return _part(NEW, told.kind, times, told.written_at).group_by(told.kind)


# Trainers


def _classes(reader: Reader) -> Select[int]:
    return select(CohortTrainer.cohort_id).where(
        CohortTrainer.account_id == reader.id, CohortTrainer.until.is_(None)
    )


def _marked(reader: Reader) -> Select[Any]:
    """Attempts of who sits in their classes that were marked for the first time."""
    return (
        _happened("marked in class", ExamAttempt.id, ExamMark.entered_at)
        .select_from(ExamMark)
        .join(ExamAttempt, ExamAttempt.id == ExamMark.attempt_id)
        .join(Placement, (Placement.enrolment_id == ExamAttempt.enrolment_id) & Placement.until.is_(None))
        .where(ExamMark.number == 1, Placement.cohort_id.in_(_classes(reader)))
    )


def _handed_in(reader: Reader) -> Select[Any]:
    return (
        _happened("handed in", HandIn.id, HandIn.handed_in_at)
        .select_from(HandIn)
        .join(Homework, Homework.id == HandIn.homework_id)
        .where(Homework.cohort_id.in_(_classes(reader)))
    )


def _moved(reader: Reader) -> Select[Any]:
    """Who came into one of their classes, or left it."""
    sat = select(Placement.enrolment_id).where(Placement.cohort_id.in_(_classes(reader)))
    return (
        _part(NEW, Entry.verb, func.count(), Entry.at)
        .where(
            Entry.subject_kind == Enrolment.__tablename__,
            Entry.verb.in_(OF_CLASSES),
            Entry.at >= SINCE,
            Entry.subject_id.in_(sat),
        )
        .group_by(Entry.verb)
    )


# Who works or learns here


def _mine(kind: str, model: Any, at: Any) -> Select[Any]:
    """Of a table whose rows are of an employment."""
    happened = _happened(kind, model.id, at).select_from(model)
    return happened.join(Employment, Employment.id == model.employment_id).where(Employment.person_id == ME)


def _of_enrolment(which: str, kind: str, number: Any, at: Any, enrolment: Any, *way: Any) -> Select[Any]:
    """Of a table that is reached from an enrolment over `way`."""
    part = _part(which, kind, func.count(number.distinct()), at).select_from(at.class_)
    for model, onto in way:
        part = part.join(model, onto)
    return (
        part.join(Enrolment, Enrolment.id == enrolment)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .where(Employment.person_id == ME)
        .having(func.count() > 0)
    )


_OF_ATTEMPT = (ExamAttempt, ExamAttempt.id == Remedy.attempt_id)


def _weak_points() -> Select[Any]:
    """What was to be worked on by a day that is over, and is not signed off."""
    day = Remedy.assigned_at
    late = _of_enrolment(LATE, REMEDY, Remedy.id, day, ExamAttempt.enrolment_id, _OF_ATTEMPT)
    signed = select(SignOff.attempt_id).where(SignOff.attempt_id == Remedy.attempt_id)
    return late.where(Remedy.due_on < TODAY, ~signed.exists(), Employment.ended_on.is_(None))


def _goals() -> Select[Any]:
    goal = DevelopmentGoal
    return (
        _part(LATE, GOAL, func.count(), goal.opened_at)
        .select_from(goal)
        .join(Employment, Employment.id == goal.employment_id)
        .where(Employment.person_id == ME, Employment.ended_on.is_(None))
        .where(goal.state == GoalState.AGREED, goal.due_on < TODAY)
        .having(func.count() > 0)
    )


def _exams() -> Select[Any]:
    way = (ExamAttempt, ExamAttempt.id == ExamMark.attempt_id)
    at = ExamMark.entered_at
    return _of_enrolment(NEW, "exam", ExamAttempt.id, at, ExamAttempt.enrolment_id, way).where(at >= SINCE)


def _homework() -> Select[Any]:
    way, at = (HandIn, HandIn.id == HomeworkMarking.hand_in_id), HomeworkMarking.marked_at
    return _of_enrolment(NEW, "homework", HandIn.id, at, HandIn.enrolment_id, way).where(at >= SINCE)


def _exam_appeals() -> Select[Any]:
    at = AppealDecision.decided_at
    way = (ExamAppeal, ExamAppeal.id == AppealDecision.appeal_id)
    then = (ExamAttempt, ExamAttempt.id == ExamAppeal.attempt_id)
    number = AppealDecision.appeal_id
    return _of_enrolment(NEW, "exam appeal", number, at, ExamAttempt.enrolment_id, way, then).where(
        at >= SINCE
    )


def _study() -> Select[Any]:
    happened = _happened("study", StudyClaim.id, StudyDecision.decided_at).select_from(StudyDecision)
    return (
        happened.join(StudyClaim, StudyClaim.id == StudyDecision.claim_id)
        .join(Employment, Employment.id == StudyClaim.employment_id)
        .where(Employment.person_id == ME)
    )


def _honours() -> Select[Any]:
    confirmed = HonourDecision.state == HonourState.CONFIRMED
    return _mine("honour", HonourDecision, HonourDecision.decided_at).where(confirmed)


OWN: tuple[Callable[[], Select[Any]], ...] = (
    _exams,
    _homework,
    _exam_appeals,
    _study,
    _honours,
    lambda: _mine("month", ReviewRevision, ReviewRevision.closed_at),
    lambda: _mine("month appeal", ReviewAppeal, ReviewAppeal.answered_at),
    lambda: _mine("case", PromotionCase, PromotionCase.decided_at),
    lambda: _mine("bonus", BonusSettlement, BonusSettlement.settled_at),
)
