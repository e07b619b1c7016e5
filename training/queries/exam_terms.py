"""What decides a course of attempts besides the attempts: cycles, grants, and the policy it is held to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal, select, union_all

from core import clock
from core.among import among_given
from core.db import db, fetch
from training.models import Exam, ExamCycle, ExamGrant, ExamPolicy, PracticalAssessment, ReEvaluation
from training.queries.practicals import IS_OPEN

Key = tuple[int, str]
"""(enrolment, exam key)"""


@dataclass(frozen=True)
class Terms:
    """`cycles`: the present one where it is not the first; `retrainings`: how many each enrolment had;
    `begun`: the day on which a retraining began; `granted`: further attempts in a cycle; `held_to`: the
    policy that a re-evaluation put in place; `assessed`: where an assessment by the rubric is not over."""

    cycles: Mapping[Key, int]
    retrainings: Mapping[int, int]
    begun: Mapping[tuple[int, int], date]
    granted: Mapping[tuple[int, str, int], int]
    held_to: Mapping[tuple[int, str, int], int]
    assessed: Set[Key]

    def whose(self) -> set[int]:
        """Of whom there is any. Nearly everybody is in the first cycle, with nothing granted."""
        by_key = (self.granted, self.held_to, self.assessed)
        return {*self.retrainings, *(key[0] for those in by_key for key in those)}


_CYCLES = (
    select(ExamCycle.enrolment_id, ExamCycle.number, ExamCycle.exams, ExamCycle.begun_at)
    .where(among_given(ExamCycle.enrolment_id, "those"))
    .order_by(ExamCycle.number)
)
_GRANTED_TO = (ExamGrant.enrolment_id, ExamGrant.exam_key, ExamGrant.cycle)
_NO_CYCLE = 0
_GRANTS_AND_ASSESSMENTS = union_all(
    select(*_GRANTED_TO, func.count())
    .where(among_given(ExamGrant.enrolment_id, "those"))
    .group_by(*_GRANTED_TO),
    select(PracticalAssessment.enrolment_id, Exam.key, literal(_NO_CYCLE), literal(1))
    .join(Exam, Exam.id == PracticalAssessment.exam_id)
    .where(among_given(PracticalAssessment.enrolment_id, "those"), *IS_OPEN),
)
"""Of an assessment that is not over there are no grants, and it is one of whichever cycle they are in."""
_HELD_TO = (
    select(ReEvaluation.enrolment_id, ReEvaluation.exam_key, ReEvaluation.cycle, ReEvaluation.policy_id)
    .where(among_given(ReEvaluation.enrolment_id, "those"))
    .order_by(ReEvaluation.id)
)
_RETAUGHT = select(ExamCycle.placement_id, ExamCycle.modules).where(
    among_given(ExamCycle.enrolment_id, "those"), ExamCycle.placement_id.is_not(None)
)


def terms(enrolment_ids: Collection[int]) -> Terms:
    """In three statements, however many they are."""
    cycles: dict[Key, int] = {}
    retrainings: dict[int, int] = defaultdict(int)
    begun: dict[tuple[int, int], date] = {}
    for one, number, keys, begun_at in fetch(_CYCLES, those=enrolment_ids):
        retrainings[one] += 1
        begun[one, number] = clock.local(begun_at).date()
        cycles |= {(one, key): number for key in keys}
    rows = fetch(_GRANTS_AND_ASSESSMENTS, those=enrolment_ids)
    granted = {(row[0], row[1], row[2]): row[3] for row in rows if row[2] != _NO_CYCLE}
    assessed = {(row[0], row[1]) for row in rows if row[2] == _NO_CYCLE}
    held_to = {(row[0], row[1], row[2]): row[3] for row in fetch(_HELD_TO, those=enrolment_ids)}
    return Terms(cycles, retrainings, begun, granted, held_to, assessed)


def policies(ids: Collection[int]) -> dict[int, ExamPolicy]:
    if not ids:
        return {}
    return {one.id: one for one in db.session.scalars(select(ExamPolicy).where(ExamPolicy.id.in_(ids)))}


def cycle_count(enrolment_id: int) -> int:
    """How many cycles somebody has had, the first included."""
    highest = select(func.max(ExamCycle.number)).where(ExamCycle.enrolment_id == enrolment_id)
    return db.session.scalar(highest) or 1


def retaught(enrolment_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Placement → keys of the modules that are taught again there, of those that are a retraining."""
    return {one: frozenset(modules) for one, modules in fetch(_RETAUGHT, those=enrolment_ids)}
