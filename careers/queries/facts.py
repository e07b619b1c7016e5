"""What is known about people on a day, for the evaluator: as many statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from careers.models import (
    AssessmentRating,
    CaseAssessment,
    Complaint,
    ComplaintFinding,
    LadderLevel,
    PromotionCase,
    ReviewRevision,
)
from careers.queries.certificates import certified
from careers.queries.classes import NONE, Classes, classes
from careers.queries.journeys import HAS_COACHED, names_asked
from careers.queries.spells import Spell, known_duties
from careers.queries.when import DAY, When, before
from careers.rules.readiness import COACHED_MONTHS, Certified, Facts, Passed, Scored
from careers.rules.scoring import LEAST_SHARE
from careers.states import ComplaintState
from core.db import Words, db
from core.months import add_months, last_day, month_of, months_from
from people.models import Duty, Employment, Post
from people.states import DutyStatus
from training.models import Coaching, Enrolment, ExamAttempt, ExamMark, Placement, Programme, ProgrammeVersion
from training.models import Cohort as TrainingCohort
from training.queries.exams import STANDS
from training.states import PlacementEnd

LOOK_BACK = 24
"""So many months of reviews are looked at."""
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""The employments asked about. The statements are put together once, and once more for past days (`past`):
that takes longer than to send them."""


@dataclass(frozen=True)
class Gathered:
    """The same for everybody asked about, by employment; `day`: as of which; `names`: of every exam and
    programme there is, by key; `complaints`: rows of those upheld, oldest first."""

    day: date
    names: Mapping[str, Words]
    duties: Mapping[int, Sequence[Duty | Spell]]
    revisions: Mapping[int, list[Any]]
    exams: Mapping[int, dict[str, Passed]]
    courses: Mapping[int, dict[str, date]]
    certificates: Mapping[int, Certified]
    complaints: Mapping[int, list[Any]]
    reported: Mapping[int, int]
    ratings: Mapping[tuple[int, str], dict[str, tuple[int, ...]]]
    coached: Mapping[int, Any]
    classes: Classes


def gather(employment_ids: Collection[int], when: When, *, with_classes: bool) -> Gathered:
    """`with_classes`: a ladder asks for something that is taught."""
    complaints, reported = _complaints(employment_ids, when)
    all_duties = known_duties(employment_ids, when) if when.is_past else duties(employment_ids)
    learned = _learned(employment_ids, when)
    return Gathered(
        day=when.day,
        names=names_asked(when),
        duties=all_duties,
        revisions=revisions(employment_ids, add_months(month_of(when.day), -LOOK_BACK), when),
        exams=learned.exams,
        courses=learned.courses,
        certificates=certified(learned.trained, _on_duty(all_duties), when),
        complaints=complaints,
        reported=reported,
        ratings=_ratings(employment_ids, when),
        coached=_coached(employment_ids, when),
        classes=classes(employment_ids, when) if with_classes else NONE,
    )


def facts_of(
    employment_id: int, held: date, post: Post, target: LadderLevel | None, all_of: Gathered
) -> Facts:
    """What the evaluator is told about one of those gathered. `held`: since when they hold the level."""
    own = all_of.duties[employment_id]
    present = next((one for one in own if one.until is None), None)
    on_duty = next((one.since for one in own if one.status is DutyStatus.ON_DUTY), None)
    closed = all_of.revisions.get(employment_id, [])
    asked, coached = target.key if target else "", all_of.coached.get(employment_id)
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
        known=frozenset(all_of.names),
        certificate=all_of.certificates.get(employment_id),
        upheld=tuple(row.decided_on for row in all_of.complaints.get(employment_id, ())),
        reported=all_of.reported.get(employment_id, 0),
        ratings=all_of.ratings.get((employment_id, asked), {}),
        competencies=tuple(one.key for one in target.competencies) if target else (),
        coached=coached.people if coached else 0,
        coached_lately=coached.lately if coached else 0,
        classes=all_of.classes.free,
        own_classes=all_of.classes.own.get(employment_id, {}),
    )


_DUTIES = select(Duty).where(Duty.employment_id.in_(_IDS)).order_by(Duty.since, Duty.id)


def duties(employment_ids: Collection[int]) -> dict[int, Sequence[Duty | Spell]]:
    """Employment → what they were there for, oldest first."""
    found: dict[int, list[Duty]] = {one: [] for one in employment_ids}
    for one in db.session.scalars(_DUTIES, {"ids": employment_ids}):
        found[one.employment_id].append(one)
    return dict(found)


def days_worked(own: Sequence[Duty | Spell], month: date) -> int:
    """Days of a month on which somebody was on duty."""
    first, after = month_of(month), last_day(month) + timedelta(days=1)
    spans = (
        (max(one.since, first), min(one.until or after, after))
        for one in own
        if one.status is DutyStatus.ON_DUTY
    )
    return sum(max((end - begin).days, 0) for begin, end in spans)


def _unclosed(own: Sequence[Duty | Spell], closed: Collection[date], day: date) -> tuple[date, ...]:
    begun = next((one.since for one in own if one.status is DutyStatus.ON_DUTY), None)
    if begun is None:
        return ()
    first, last = max(begun, add_months(month_of(day), -LOOK_BACK)), add_months(month_of(day), -1)
    return tuple(
        month
        for month in months_from(first, last)
        if month not in closed and days_worked(own, month) >= LEAST_SHARE * last_day(month).day
    )


@cache
def _revisions_of(past: bool) -> Select[*tuple[Any, ...]]:
    later = aliased(ReviewRevision)
    return (
        select(
            ReviewRevision.employment_id,
            ReviewRevision.month,
            ReviewRevision.number,
            ReviewRevision.score,
            ReviewRevision.counts,
            ReviewRevision.days_worked,
            ReviewRevision.days,
        )
        .where(
            ReviewRevision.employment_id.in_(_IDS),
            ReviewRevision.month >= bindparam("since"),
            ~(
                select(later.id)
                .where(
                    later.employment_id == ReviewRevision.employment_id,
                    later.month == ReviewRevision.month,
                    later.number > ReviewRevision.number,
                    *before(later.closed_at, past),
                )
                .exists()
            ),
            *before(ReviewRevision.closed_at, past),
        )
        .order_by(ReviewRevision.month)
    )


def revisions(employment_ids: Collection[int], since: date, when: When) -> dict[int, list[Any]]:
    """Employment → its closed months from `since` on, oldest first, as they stand: rows of (employment_id,
    month, number, score, counts, days_worked, days)."""
    found: dict[int, list[Any]] = defaultdict(list)
    given = {"ids": employment_ids, "since": since, **when.given}
    for row in db.session.execute(_revisions_of(when.is_past), given):
        found[row.employment_id].append(row)
    return found


class _Learned(NamedTuple):
    """`trained`: the employments that were in line for training here."""

    trained: set[int]
    exams: Mapping[int, dict[str, Passed]]
    courses: Mapping[int, dict[str, date]]


@cache
def _learned_of(past: bool) -> Select[*tuple[Any, ...]]:
    """Attempts of whoever completed two courses within one enrolment come twice, which changes no best mark
    and no first day."""
    completed = [Placement.enrolment_id == Enrolment.id, Placement.ended_by == PlacementEnd.COMPLETED]
    marked = [ExamMark.attempt_id == ExamAttempt.id, _stood(past), *before(ExamMark.entered_at, past)]
    return (
        select(
            Enrolment.id,
            Enrolment.employment_id,
            ExamAttempt.exam_key,
            ExamAttempt.sat_on,
            ExamMark.recorded,
            ExamMark.passed,
            Programme.key.label("course"),
            Placement.until,
        )
        .outerjoin(Placement, and_(*completed, *([Placement.until <= DAY] if past else [])))
        .outerjoin(TrainingCohort, TrainingCohort.id == Placement.cohort_id)
        .outerjoin(ProgrammeVersion, ProgrammeVersion.id == TrainingCohort.programme_version_id)
        .outerjoin(Programme, Programme.id == ProgrammeVersion.programme_id)
        .outerjoin(ExamAttempt, ExamAttempt.enrolment_id == Enrolment.id)
        .outerjoin(ExamMark, and_(*marked))
        .where(Enrolment.employment_id.in_(_IDS), *before(Enrolment.created_at, past))
        .order_by(ExamAttempt.cycle, ExamAttempt.number)
    )


def _stood(past: bool) -> Any:
    """A condition on ExamMark: it stands, or stood by what was entered until then."""
    if not past:
        return STANDS
    later = aliased(ExamMark)
    of_same = (later.attempt_id == ExamMark.attempt_id, later.number > ExamMark.number)
    return ~exists(select(later.id).where(*of_same, *before(later.entered_at, past)))


def _learned(employment_ids: Collection[int], when: When) -> _Learned:
    trained: set[int] = set()
    marked: dict[tuple[int, int, str], list[Any]] = defaultdict(list)
    courses: dict[int, dict[str, date]] = defaultdict(dict)
    for row in db.session.execute(_learned_of(when.is_past), {"ids": employment_ids, **when.given}):
        trained.add(row.employment_id)
        if row.recorded is not None:
            marked[row.employment_id, row.id, row.exam_key].append(row)
        if row.course is not None:
            own = courses[row.employment_id]
            own[row.course] = min(own.get(row.course, row.until), row.until)
    return _Learned(trained, _taken(marked), courses)


def _taken(marked: Mapping[tuple[int, int, str], list[Any]]) -> dict[int, dict[str, Passed]]:
    """`marked`: rows by (employment, enrolment, exam)."""
    found: dict[int, dict[str, Passed]] = defaultdict(dict)
    for (employment_id, _enrolment_id, key), rows in marked.items():
        passed = [row.sat_on for row in rows if row.passed]
        best = max(row.recorded for row in rows)
        found[employment_id][key] = Passed(best, min(passed, default=None))
    return found


def _on_duty(all_duties: Mapping[int, Sequence[Duty | Spell]]) -> dict[int, date]:
    """Employment → its first day on duty."""
    begun = {
        who: next((one.since for one in own if one.status is DutyStatus.ON_DUTY), None)
        for who, own in all_duties.items()
    }
    return {who: day for who, day in begun.items() if day is not None}


_COMPLAINTS = (
    select(
        Complaint.employment_id,
        Complaint.decided_on,
        Complaint.summary,
        Complaint.finding,
    )
    .where(Complaint.employment_id.in_(_IDS), Complaint.state != ComplaintState.DISMISSED)
    .order_by(Complaint.decided_on, Complaint.id)
)


@cache
def _complaints_then() -> Select[*tuple[Any, ...]]:
    """The same by the findings of that day: one that was not decided by then is there without."""
    found, later = ComplaintFinding, aliased(ComplaintFinding)
    newer = select(later.id).where(
        later.complaint_id == found.complaint_id, later.number > found.number, later.on <= DAY
    )
    known = and_(found.complaint_id == Complaint.id, found.on <= DAY, ~newer.exists())
    return (
        select(
            Complaint.employment_id,
            found.on.label("decided_on"),
            Complaint.summary,
            found.finding,
        )
        .outerjoin(found, known)
        .where(
            Complaint.employment_id.in_(_IDS),
            or_(found.id.is_(None), found.state != ComplaintState.DISMISSED),
            *before(Complaint.reported_at, True),
        )
        .order_by(found.on, Complaint.id)
    )


def _complaints(employment_ids: Collection[int], when: When) -> tuple[dict[int, list[Any]], dict[int, int]]:
    """Employment → those upheld, and how many are not decided yet."""
    upheld: dict[int, list[Any]] = defaultdict(list)
    reported: dict[int, int] = defaultdict(int)
    asked = _complaints_then() if when.is_past else _COMPLAINTS
    for row in db.session.execute(asked, {"ids": employment_ids, **when.given}):
        if row.decided_on is not None:
            upheld[row.employment_id].append(row)
        else:
            reported[row.employment_id] += 1
    return upheld, reported


@cache
def _ratings_of(past: bool) -> Select[*tuple[Any, ...]]:
    newest = select(func.max(PromotionCase.id)).where(
        PromotionCase.employment_id.in_(_IDS), *before(PromotionCase.opened_at, past)
    )
    return (
        select(
            PromotionCase.employment_id,
            PromotionCase.level,
            AssessmentRating.competency,
            AssessmentRating.rating,
        )
        .join(CaseAssessment, CaseAssessment.case_id == PromotionCase.id)
        .join(AssessmentRating, AssessmentRating.assessment_id == CaseAssessment.id)
        .where(
            PromotionCase.id.in_(newest.group_by(PromotionCase.employment_id, PromotionCase.level)),
            CaseAssessment.submitted_at.is_not(None),
            *before(CaseAssessment.submitted_at, past),
        )
        .order_by(AssessmentRating.id)
    )


def _ratings(
    employment_ids: Collection[int], when: When
) -> dict[tuple[int, str], dict[str, tuple[int, ...]]]:
    """(employment, level) → competency → ratings, as they were submitted in the newest case for it."""
    found: dict[tuple[int, str], dict[str, tuple[int, ...]]] = defaultdict(dict)
    for row in db.session.execute(_ratings_of(when.is_past), {"ids": employment_ids, **when.given}):
        rated = found[row.employment_id, row.level]
        rated[row.competency] = (*rated.get(row.competency, ()), row.rating)
    return found


_LATELY = bindparam("lately", type_=Date)


@cache
def _coached_of(past: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Employment.id,
            func.count(Coaching.enrolment_id.distinct()).label("people"),
            func.count(case((Coaching.since > _LATELY, Coaching.enrolment_id)).distinct()).label("lately"),
        )
        .join(Coaching, Coaching.coach_id == Employment.person_id)
        .where(
            Employment.id.in_(_IDS),
            HAS_COACHED,
            *([Coaching.since <= DAY] if past else []),
        )
        .group_by(Employment.id)
    )


def _coached(employment_ids: Collection[int], when: When) -> dict[int, Any]:
    """Employment → how many `people` its holder has accompanied, and with how many they began `lately`."""
    given = {"ids": employment_ids, "lately": add_months(when.day, -COACHED_MONTHS), **when.given}
    return {row.id: row for row in db.session.execute(_coached_of(when.is_past), given)}
