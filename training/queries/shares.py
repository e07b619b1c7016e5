"""Which share of attendance is asked of whom: that of the policy to which their first exam is held."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select

from core.among import among_given
from core.db import fetch
from training.models import Cohort, Exam, ExamAttempt, ExamPolicy, Placement, ProgrammeVersion
from training.queries import exam_terms
from training.rules.attendance import REQUIRED_SHARE

_ASKED = select(ExamPolicy.id, ExamPolicy.attendance_share)
_FIRST_EXAM = (
    select(Exam.key)
    .where(Exam.programme_version_id == Cohort.programme_version_id)
    .order_by(Exam.position)
    .limit(1)
    .scalar_subquery()
)
_NEWEST = (
    select(ExamPolicy.id)
    .where(ExamPolicy.programme_id == ProgrammeVersion.programme_id)
    .order_by(ExamPolicy.number.desc())
    .limit(1)
    .scalar_subquery()
)
_SEATS = (
    select(Placement.enrolment_id, _FIRST_EXAM, _NEWEST)
    .join(Cohort, Cohort.id == Placement.cohort_id)
    .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.programme_version_id)
    .where(among_given(Placement.enrolment_id, "those"))
    .order_by(Placement.id)
)
_BEGUN = (
    select(ExamAttempt.enrolment_id, ExamAttempt.exam_key, ExamAttempt.cycle, ExamAttempt.policy_id)
    .where(among_given(ExamAttempt.enrolment_id, "those"))
    .order_by(ExamAttempt.number.desc())
)


def shares(enrolment_ids: Collection[int]) -> dict[int, Decimal]:
    """Enrolment → the share, 0 to 1. In one statement where all policies ask the same, as they nearly always
    do, and in six otherwise, however many they are."""
    asked = {policy_id: share for policy_id, share in fetch(_ASKED)}
    if {*asked.values(), REQUIRED_SHARE} == {REQUIRED_SHARE}:
        return dict.fromkeys(enrolment_ids, REQUIRED_SHARE)
    held_to = _held_to(enrolment_ids)
    return {one: asked.get(held_to.get(one, 0), REQUIRED_SHARE) for one in enrolment_ids}


def _held_to(enrolment_ids: Collection[int]) -> dict[int, int]:
    """Enrolment → policy: the one of a re-evaluation, or with which the present cycle of the first exam of
    their last cohort was begun, or the newest of the programme. Who has none is not in it."""
    under = exam_terms.terms(enrolment_ids)
    begun = {(one, key, cycle): policy for one, key, cycle, policy in fetch(_BEGUN, those=enrolment_ids)}
    found = {}
    for one, exam_key, newest in fetch(_SEATS, those=enrolment_ids):
        of_cycle = one, exam_key, under.cycles.get((one, exam_key), 1)
        found[one] = under.held_to.get(of_cycle) or begun.get(of_cycle) or newest
    return {one: policy for one, policy in found.items() if policy is not None}
