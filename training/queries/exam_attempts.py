"""Attempts at exams with the mark that stands, by the hundred."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from core.among import among_given
from core.db import fetch
from people.models import Account, Person
from training.models import AppealDecision, ExamAppeal, ExamAttempt, ExamMark, NextTry, SignOff

_later = aliased(ExamMark)
STANDS = ~exists(
    select(_later.id).where(_later.attempt_id == ExamMark.attempt_id, _later.number > ExamMark.number)
)
IS_APPEALED = and_(ExamAppeal.id.is_not(None), AppealDecision.appeal_id.is_(None), ExamMark.mark.is_not(None))
"""An appeal against the mark that stands waits for its decision; what is void leaves none to be decided."""

_NEXT_SINCE = (
    select(NextTry.since)
    .where(NextTry.attempt_id == ExamAttempt.id)
    .order_by(NextTry.number.desc())
    .limit(1)
    .correlate(ExamAttempt)
    .scalar_subquery()
)

_BRIEF = (
    select(
        ExamAttempt.id,
        ExamAttempt.enrolment_id,
        ExamAttempt.exam_key,
        ExamAttempt.cycle,
        ExamAttempt.number,
        ExamAttempt.policy_id,
        ExamAttempt.sat_on,
        ExamAttempt.form,
        ExamMark.mark,
        ExamMark.recorded,
        ExamMark.passed,
        SignOff.signed_at,
        _NEXT_SINCE.label("next_since"),
        IS_APPEALED.label("is_appealed"),
    )
    .join(ExamMark, ExamMark.attempt_id == ExamAttempt.id)
    .outerjoin(SignOff, SignOff.attempt_id == ExamAttempt.id)
    .outerjoin(ExamAppeal, ExamAppeal.attempt_id == ExamAttempt.id)
    .outerjoin(AppealDecision, AppealDecision.appeal_id == ExamAppeal.id)
    .where(among_given(ExamAttempt.enrolment_id, "those"), STANDS)
    .order_by(ExamAttempt.cycle, ExamAttempt.number)
)
_IN_FULL = (
    _BRIEF.add_columns(
        ExamMark.parts,
        ExamMark.computed,
        ExamMark.failed_item,
        ExamMark.comment,
        ExamMark.number.label("marks"),
        Person.name.label("marker"),
        ExamAppeal.filed_at.label("appealed_at"),
        AppealDecision.outcome,
    )
    .outerjoin(Account, Account.id == ExamMark.marker_id)
    .outerjoin(Person, Person.id == Account.person_id)
)


class Attempt(NamedTuple):
    """An attempt with the mark that stands, read in brief; `is_appealed`: and that is not decided yet. What
    SQLAlchemy hands out looks for each value by its name, eight times as slowly: a class has hundreds."""

    id: int
    enrolment_id: int
    exam_key: str
    cycle: int
    number: int
    policy_id: int
    sat_on: date
    form: str | None
    mark: Decimal | None
    recorded: Decimal | None
    passed: bool
    signed_at: datetime | None
    next_since: date | None
    is_appealed: bool


def attempts(enrolment_ids: Collection[int], *, in_full: bool = True) -> dict[tuple[int, str], list[Any]]:
    """(enrolment, exam key) → every attempt in the order they were taken, with the mark that stands, as
    `Attempt`s; `in_full` as rows with (parts, computed, failed_item, comment, marks: how many were ever
    entered, marker, appealed_at, outcome) besides, of which a page of hundreds shows nothing."""
    if in_full:
        return by(fetch(_IN_FULL, those=enrolment_ids), "enrolment_id", "exam_key")
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for one in map(Attempt._make, fetch(_BRIEF, those=enrolment_ids)):
        found[one[1:3]].append(one)  # enrolment and exam, by place: by name it takes twice as long
    return found


def by(rows: Iterable[Any], *names: str) -> dict[Any, list[Any]]:
    """The rows by the values of these columns, in their order; nothing for what has none."""
    found: dict[Any, list[Any]] = defaultdict(list)
    key = attrgetter(*names)
    for row in rows:
        found[key(row)].append(row)
    return found
