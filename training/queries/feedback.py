"""What is asked about feedback: what somebody may answer, what they answered, what a class said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased, selectinload

from assessment.models import Criterion, Rubric, RubricVersion
from core import clock
from core.db import Words, db
from training.defaults.feedback import KEY
from training.models import (
    TAKES_PLACE,
    AttendanceMark,
    ClassSession,
    Cohort,
    Feedback,
    FeedbackVersion,
    Module,
)
from training.rules.attendance import ATTENDED
from training.rules.feedback import Told, closes_at, first_day_open, last_day, together, told

_later = aliased(FeedbackVersion)
_NEWEST = ~exists(
    select(_later.id).where(
        _later.feedback_id == FeedbackVersion.feedback_id, _later.number > FeedbackVersion.number
    )
)
Key = tuple[int, int, date]
"""Cohort, module and day: what somebody answers about once."""


@dataclass(frozen=True)
class Occasion:
    """The sessions of a module that a class had on a day; `opens_at`: when the last of them is over."""

    key: Key
    session_ids: tuple[int, ...]
    module: Words
    code: str
    opens_at: datetime

    @property
    def held_on(self) -> date:
        return self.key[2]

    @property
    def last_day(self) -> date:
        """The last one on which it can be answered."""
        return last_day(self.held_on)

    @property
    def closes_at(self) -> datetime:
        return closes_at(self.held_on)

    @property
    def is_open(self) -> bool:
        return self.opens_at <= clock.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return clock.now() >= self.closes_at


def _occasions(*conditions: Any) -> list[Occasion]:
    """Those of the sessions that meet `conditions` and were not called off, first to last; each once."""
    rows = db.session.execute(
        select(
            ClassSession.id, ClassSession.cohort_id, ClassSession.module_id, ClassSession.starts_at,
            ClassSession.ends_at, Module.name.label("module"), Cohort.code,
        )
        .join(Module, Module.id == ClassSession.module_id)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .where(TAKES_PLACE, *conditions)
        .order_by(ClassSession.starts_at, ClassSession.id)
    ).all()  # fmt: skip
    found: dict[Key, list[Any]] = {}
    for row in rows:
        found.setdefault((row.cohort_id, row.module_id, clock.local(row.starts_at).date()), []).append(row)
    return [
        Occasion(key, tuple(one.id for one in its), its[0].module, its[0].code, max(x.ends_at for x in its))
        for key, its in found.items()
    ]


def occasion(session_id: int) -> Occasion | None:
    """The one that a session belongs to; None where there is none, or it was called off."""
    session = db.session.get(ClassSession, session_id)
    if session is None:
        return None
    day = clock.local(session.starts_at).date()
    found = _occasions(
        ClassSession.cohort_id == session.cohort_id,
        ClassSession.module_id == session.module_id,
        ClassSession.starts_at >= clock.day_start(day),
        ClassSession.starts_at < clock.day_end(day),
    )
    return next((one for one in found if session_id in one.session_ids), None)


def _marks(enrolment_ids: Collection[int]) -> list[AttendanceMark]:
    return list(
        db.session.scalars(
            select(AttendanceMark)
            .where(AttendanceMark.enrolment_id.in_(enrolment_ids))
            .order_by(AttendanceMark.number)
        )
    )


def _there(marks: Collection[AttendanceMark], until: datetime | None = None) -> set[tuple[int, int]]:
    """(enrolment, session) of who was there, as the marks stood at `until`, or stand now; whoever made a
    session up was in the other one."""
    standing = {
        (one.enrolment_id, one.session_id): one for one in marks if until is None or one.entered_at < until
    }
    return {
        (one.enrolment_id, one.made_up_in_id or one.session_id)
        for one in standing.values()
        if one.mark in ATTENDED
    }


def _was_there(enrolment_id: int, one: Occasion, there: Collection[tuple[int, int]]) -> bool:
    return any((enrolment_id, session_id) in there for session_id in one.session_ids)


def attended(enrolment_id: int, one: Occasion) -> bool:
    """Was a trainee there, as their marks stand now?"""
    return _was_there(enrolment_id, one, _there(_marks([enrolment_id])))


def asked(enrolment_id: int) -> list[tuple[Occasion, bool]]:
    """What a trainee can answer about now, first to last, and whether they have."""
    there = _there(_marks([enrolment_id]))
    if not there:
        return []
    in_these = select(ClassSession.cohort_id).where(ClassSession.id.in_([session for _who, session in there]))
    recent = ClassSession.starts_at >= clock.day_start(first_day_open(clock.today()))
    found = _occasions(ClassSession.cohort_id.in_(in_these), recent)
    mine = db.session.scalars(select(Feedback).where(Feedback.enrolment_id == enrolment_id))
    given = {one.key for one in mine}
    return [(one, one.key in given) for one in found if one.is_open and _was_there(enrolment_id, one, there)]


def of_enrolment(enrolment_id: int, key: Key) -> Feedback | None:
    """What a trainee answered about it, with every version."""
    return db.session.scalar(
        select(Feedback)
        .where(
            Feedback.enrolment_id == enrolment_id,
            Feedback.cohort_id == key[0],
            Feedback.module_id == key[1],
            Feedback.held_on == key[2],
        )
        .options(selectinload(Feedback.versions).selectinload(FeedbackVersion.ratings))
    )


def forms() -> Sequence[RubricVersion]:
    """Every version of what is asked, oldest first."""
    return db.session.scalars(
        select(RubricVersion)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.key == KEY)
        .order_by(RubricVersion.number)
        .options(selectinload(RubricVersion.criteria))
    ).all()


def form_of(held_on: date, versions: Sequence[RubricVersion]) -> RubricVersion:
    """What is asked about a day: the version that stood when it was over, so that a whole class answers the
    same; the first one where there was none yet."""
    stood = [one for one in versions if one.published_at < clock.day_end(held_on)]
    return stood[-1] if stood else versions[0]


@dataclass(frozen=True)
class Said:
    """What a class said of an occasion; `told` is None while it is open, and where too few answered."""

    occasion: Occasion
    criteria: tuple[Criterion, ...]
    told: Told | None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """What was said by one form; `total`: of the days that are told."""

    criteria: tuple[Criterion, ...]
    rows: list[Said]

    @property
    def total(self) -> Told | None:
        return together([one.told for one in self.rows if one.told])


def by_form(every: Sequence[Said]) -> list[Table]:
    """A table for each version of the form, in the order of `every`."""
    found: dict[tuple[Criterion, ...], list[Said]] = {}
    for one in every:
        found.setdefault(one.criteria, []).append(one)
    return [Table(criteria, rows) for criteria, rows in found.items()]


def said(cohort_id: int) -> list[Said]:
    """What the class of a cohort said of each day of a module that is over, latest first; six statements
    however much that is."""
    occasions = [
        one for one in _occasions(ClassSession.cohort_id == cohort_id) if one.opens_at <= clock.now()
    ]
    answers = db.session.execute(
        select(Feedback, FeedbackVersion)
        .join(FeedbackVersion, and_(FeedbackVersion.feedback_id == Feedback.id, _NEWEST))
        .where(Feedback.cohort_id == cohort_id)
        .options(selectinload(FeedbackVersion.ratings))
    ).all()
    marks = _marks({row.Feedback.enrolment_id for row in answers})
    versions = forms()
    return [_said(one, form_of(one.held_on, versions), answers, marks) for one in reversed(occasions)]


def _said(
    one: Occasion, form: RubricVersion, answers: Sequence[Any], marks: Collection[AttendanceMark]
) -> Said:
    """Who was there is read from the marks as they stood at the end of the time to answer: a mark corrected
    afterwards does not show, by what changes, what somebody said."""
    criteria = tuple(form.criteria)
    if not one.is_over:
        return Said(one, criteria, None)
    there = _there(marks, one.closes_at)
    counted = [
        row.FeedbackVersion
        for row in answers
        if row.Feedback.key == one.key and _was_there(row.Feedback.enrolment_id, one, there)
    ]
    ratings = [{it.criterion_id: it.value for it in row.ratings} for row in counted]
    found = told(ratings, [it.id for it in criteria])
    comments = sorted(row.comment for row in counted if row.comment) if found else ()
    return Said(one, criteria, found, tuple(comments))
