"""What decides a course of attempts besides the attempts: cycles, grants, and the policy it is held to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from core import clock
from core.among import among
from core.db import db
from training.models import ExamCycle, ExamGrant, ExamPolicy, ReEvaluation

Key = tuple[int, str]
"""(enrolment, exam key)"""


@dataclass(frozen=True)
class Terms:
    """`cycles`: the present one where it is not the first; `retrainings`: how many each enrolment had;
    `begun`: the day on which a retraining began; `granted`: further attempts in a cycle; `held_to`: the
    policy that a re-evaluation put in place."""

    cycles: Mapping[Key, int]
    retrainings: Mapping[int, int]
    begun: Mapping[tuple[int, int], date]
    granted: Mapping[tuple[int, str, int], int]
    held_to: Mapping[tuple[int, str, int], int]


def terms(enrolment_ids: Collection[int]) -> Terms:
    """In three statements, however many they are."""
    rows = _cycles(enrolment_ids)
    cycles: dict[Key, int] = {}
    retrainings: dict[int, int] = defaultdict(int)
    for row in rows:
        retrainings[row.enrolment_id] += 1
        cycles |= {(row.enrolment_id, key): row.number for key in row.exams}
    begun = {(row.enrolment_id, row.number): clock.local(row.begun_at).date() for row in rows}
    return Terms(cycles, retrainings, begun, _granted(enrolment_ids), _held_to(enrolment_ids))


def _cycles(enrolment_ids: Collection[int]) -> Sequence[Any]:
    return db.session.execute(
        select(ExamCycle.enrolment_id, ExamCycle.number, ExamCycle.exams, ExamCycle.begun_at)
        .where(among(ExamCycle.enrolment_id, enrolment_ids))
        .order_by(ExamCycle.number)
    ).all()


def _granted(enrolment_ids: Collection[int]) -> dict[tuple[int, str, int], int]:
    what = (ExamGrant.enrolment_id, ExamGrant.exam_key, ExamGrant.cycle)
    rows = db.session.execute(
        select(*what, func.count()).where(among(ExamGrant.enrolment_id, enrolment_ids)).group_by(*what)
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _held_to(enrolment_ids: Collection[int]) -> dict[tuple[int, str, int], int]:
    rows = db.session.execute(
        select(ReEvaluation.enrolment_id, ReEvaluation.exam_key, ReEvaluation.cycle, ReEvaluation.policy_id)
        .where(among(ReEvaluation.enrolment_id, enrolment_ids))
        .order_by(ReEvaluation.id)
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


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
    rows = db.session.execute(
        select(ExamCycle.placement_id, ExamCycle.modules).where(
            among(ExamCycle.enrolment_id, enrolment_ids), ExamCycle.placement_id.is_not(None)
        )
    )
    return {row.placement_id: frozenset(row.modules) for row in rows}
