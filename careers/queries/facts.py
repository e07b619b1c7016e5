"""What is known about people on a day, for the evaluator: as many statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from careers.models import (
    AssessmentRating,
    CaseAssessment,
    Complaint,
    LadderLevel,
    PromotionCase,
    ReviewRevision,
)
from careers.queries.certificates import certified
from careers.rules.readiness import Certified, Facts, Passed, Scored
from careers.rules.scoring import LEAST_SHARE
from careers.states import ComplaintState
from core.db import db
from core.months import add_months, last_day, month_of, months_from
from people.models import Duty, Employment, Post
from people.states import DutyStatus
from training.models import Coaching, Enrolment, Exam, Placement, Programme, ProgrammeVersion
from training.models import Cohort as TrainingCohort
from training.queries import exams
from training.states import PlacementEnd

LOOK_BACK = 24
"""So many months of reviews are looked at."""


@dataclass(frozen=True)
class Gathered:
    """The same for everybody asked about, by employment; `day`: as of which."""

    day: date
    duties: Mapping[int, list[Duty]]
    revisions: Mapping[int, list[Any]]
    exams: Mapping[int, dict[str, Passed]]
    courses: Mapping[int, dict[str, date]]
    known: frozenset[str]
    certificates: Mapping[int, Certified]
    upheld: Mapping[int, tuple[date, ...]]
    reported: Mapping[int, int]
    ratings: Mapping[tuple[int, str], dict[str, tuple[int, ...]]]
    coached: Mapping[int, int]


def gather(employment_ids: Collection[int], day: date) -> Gathered:
    upheld, reported = _complaints(employment_ids)
    all_duties = duties(employment_ids)
    taken, certificates = _exams(employment_ids, all_duties)
    return Gathered(
        day=day,
        duties=all_duties,
        revisions=revisions(employment_ids, add_months(month_of(day), -LOOK_BACK)),
        exams=taken,
        courses=_courses(employment_ids),
        known=_known(),
        certificates=certificates,
        upheld=upheld,
        reported=reported,
        ratings=_ratings(employment_ids),
        coached=_coached(employment_ids),
    )


def facts_of(
    employment_id: int, held: date, post: Post, target: LadderLevel | None, all_of: Gathered
) -> Facts:
    """What the evaluator is told about one of those gathered. `held`: since when they hold the level."""
    own = all_of.duties[employment_id]
    present = next((one for one in own if one.until is None), None)
    on_duty = next((one.since for one in own if one.status is DutyStatus.ON_DUTY), None)
    closed = all_of.revisions.get(employment_id, [])
    asked = target.key if target else ""
    return Facts(
        today=all_of.day,
        level=post.level,
        level_since=max(held, on_duty) if on_duty else None,
        duty=present.status if present else None,
        duty_since=present.since if present else None,
        reviews=tuple(Scored(row.month, row.score) for row in closed if row.counts),
        unclosed=_unclosed(own, {row.month for row in closed}, all_of.day),
        exams=all_of.exams.get(employment_id, {}),
        courses=all_of.courses.get(employment_id, {}),
        known=all_of.known,
        certificate=all_of.certificates.get(employment_id),
        upheld=all_of.upheld.get(employment_id, ()),
        reported=all_of.reported.get(employment_id, 0),
        ratings=all_of.ratings.get((employment_id, asked), {}),
        competencies=tuple(one.key for one in target.competencies) if target else (),
        coached=all_of.coached.get(employment_id, 0),
    )


def duties(employment_ids: Collection[int]) -> dict[int, list[Duty]]:
    """Employment → what they were there for, oldest first."""
    found: dict[int, list[Duty]] = {one: [] for one in employment_ids}
    rows = db.session.scalars(
        select(Duty).where(Duty.employment_id.in_(employment_ids)).order_by(Duty.since, Duty.id)
    )
    for one in rows:
        found[one.employment_id].append(one)
    return found


def days_worked(own: Sequence[Duty], month: date) -> int:
    """Days of a month on which somebody was on duty."""
    first, after = month_of(month), last_day(month) + timedelta(days=1)
    spans = (
        (max(one.since, first), min(one.until or after, after))
        for one in own
        if one.status is DutyStatus.ON_DUTY
    )
    return sum(max((end - begin).days, 0) for begin, end in spans)


def _unclosed(own: Sequence[Duty], closed: Collection[date], day: date) -> tuple[date, ...]:
    begun = next((one.since for one in own if one.status is DutyStatus.ON_DUTY), None)
    if begun is None:
        return ()
    first, last = max(begun, add_months(month_of(day), -LOOK_BACK)), add_months(month_of(day), -1)
    return tuple(
        month
        for month in months_from(first, last)
        if month not in closed and days_worked(own, month) >= LEAST_SHARE * last_day(month).day
    )


def revisions(employment_ids: Collection[int], since: date) -> dict[int, list[Any]]:
    """Employment → its closed months from `since` on, oldest first, as they stand: rows of (employment_id,
    month, number, score, counts, days_worked, days)."""
    later = aliased(ReviewRevision)
    corrected = (
        select(later.id)
        .where(
            later.employment_id == ReviewRevision.employment_id,
            later.month == ReviewRevision.month,
            later.number > ReviewRevision.number,
        )
        .exists()
    )
    rows = db.session.execute(
        select(
            ReviewRevision.employment_id,
            ReviewRevision.month,
            ReviewRevision.number,
            ReviewRevision.score,
            ReviewRevision.counts,
            ReviewRevision.days_worked,
            ReviewRevision.days,
        )
        .where(ReviewRevision.employment_id.in_(employment_ids), ReviewRevision.month >= since, ~corrected)
        .order_by(ReviewRevision.month)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.employment_id].append(row)
    return found


def _exams(
    employment_ids: Collection[int], all_duties: Mapping[int, list[Duty]]
) -> tuple[dict[int, dict[str, Passed]], dict[int, Certified]]:
    rows = db.session.execute(
        select(Enrolment.id, Enrolment.employment_id).where(Enrolment.employment_id.in_(employment_ids))
    ).all()
    owner = {row.id: row.employment_id for row in rows}
    attempts = exams.attempts(list(owner))
    begun = {
        who: next((one.since for one in own if one.status is DutyStatus.ON_DUTY), None)
        for who, own in all_duties.items()
    }
    on_duty = {who: day for who, day in begun.items() if day is not None}
    return _taken(owner, attempts), certified(set(owner.values()), on_duty)


def _taken(
    owner: Mapping[int, int], attempts: Mapping[tuple[int, str], list[Any]]
) -> dict[int, dict[str, Passed]]:
    found: dict[int, dict[str, Passed]] = defaultdict(dict)
    for (enrolment_id, key), rows in attempts.items():
        marked = [row for row in rows if row.recorded is not None]
        if marked:
            passed = [row.sat_on for row in marked if row.passed]
            best = max(row.recorded for row in marked)
            found[owner[enrolment_id]][key] = Passed(best, min(passed, default=None))
    return found


def _courses(employment_ids: Collection[int]) -> dict[int, dict[str, date]]:
    rows = db.session.execute(
        select(Enrolment.employment_id, Programme.key, func.min(Placement.until).label("until"))
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .join(TrainingCohort, TrainingCohort.id == Placement.cohort_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == TrainingCohort.programme_version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Enrolment.employment_id.in_(employment_ids), Placement.ended_by == PlacementEnd.COMPLETED)
        .group_by(Enrolment.employment_id, Programme.key)
    )
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for row in rows:
        found[row.employment_id][row.key] = row.until
    return found


def _known() -> frozenset[str]:
    """Keys of every exam and programme there is."""
    return frozenset(db.session.scalars(select(Exam.key).union(select(Programme.key))))


def _complaints(
    employment_ids: Collection[int],
) -> tuple[dict[int, tuple[date, ...]], dict[int, int]]:
    rows = db.session.execute(
        select(Complaint.employment_id, Complaint.state, Complaint.decided_on)
        .where(Complaint.employment_id.in_(employment_ids), Complaint.state != ComplaintState.DISMISSED)
        .order_by(Complaint.decided_on)
    ).all()
    upheld: dict[int, tuple[date, ...]] = {}
    reported: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.state is ComplaintState.UPHELD:
            upheld[row.employment_id] = (*upheld.get(row.employment_id, ()), row.decided_on)
        else:
            reported[row.employment_id] += 1
    return upheld, reported


def _ratings(
    employment_ids: Collection[int],
) -> dict[tuple[int, str], dict[str, tuple[int, ...]]]:
    """(employment, level) → competency → ratings, as they were submitted in the newest case for it."""
    newest = (
        select(func.max(PromotionCase.id))
        .where(PromotionCase.employment_id.in_(employment_ids))
        .group_by(PromotionCase.employment_id, PromotionCase.level)
    )
    rows = db.session.execute(
        select(
            PromotionCase.employment_id,
            PromotionCase.level,
            AssessmentRating.competency,
            AssessmentRating.rating,
        )
        .join(CaseAssessment, CaseAssessment.case_id == PromotionCase.id)
        .join(AssessmentRating, AssessmentRating.assessment_id == CaseAssessment.id)
        .where(PromotionCase.id.in_(newest), CaseAssessment.submitted_at.is_not(None))
        .order_by(AssessmentRating.id)
    )
    found: dict[tuple[int, str], dict[str, tuple[int, ...]]] = defaultdict(dict)
    for row in rows:
        rated = found[row.employment_id, row.level]
        rated[row.competency] = (*rated.get(row.competency, ()), row.rating)
    return found


def _coached(employment_ids: Collection[int]) -> dict[int, int]:
    """Employment → how many people its holder has accompanied."""
    rows = db.session.execute(
        select(Employment.id, func.count(Coaching.enrolment_id.distinct()).label("people"))
        .join(Coaching, Coaching.coach_id == Employment.person_id)
        .where(Employment.id.in_(employment_ids))
        .group_by(Employment.id)
    )
    return {row.id: row.people for row in rows}
