"""Publishing what exams ask. A new version holds for cycles that begin after it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training.models import ExamPolicy, ExamRule, Programme
from training.plans import check_may_edit
from training.queries import exams as queries
from training.rules.exams import FULL, Rules
from training.states import ExamKind

MOST_ASSESSORS = 2


class PolicyRefused(Refused):
    """No policy was published."""


@dataclass(frozen=True)
class PolicyPlan:
    """`attendance_share`: 0 to 1; `retrainings`: fresh cycles after the first; `appeal_days`: how long a
    mark may be appealed against."""

    attendance_share: Decimal
    retrainings: int
    rules: Mapping[ExamKind, Rules]
    appeal_days: int = 14


def plan_of(policy: ExamPolicy) -> PolicyPlan:
    """What a published version says."""
    return PolicyPlan(
        attendance_share=policy.attendance_share,
        retrainings=policy.retrainings,
        rules={one.kind: queries.rules_from(one) for one in policy.rules},
        appeal_days=policy.appeal_days,
    )


def publish(
    programme: Programme, plan: PolicyPlan, *, actor: Account | None, reason: str | None = None
) -> ExamPolicy:
    """Publish the next version of what a programme's exams ask. Raises PolicyRefused for what makes no
    sense, and for what is asked already; results that are there are not decided anew."""
    check_may_edit(actor)
    _check(plan)
    alone(f"exam policy {programme.id}")
    before = queries.policy(programme.id)
    if before is not None and plan_of(before) == plan:
        raise PolicyRefused(_("Not published. This is what is asked already."))
    policy = ExamPolicy(
        programme_id=programme.id,
        number=before.number + 1 if before else 1,
        attendance_share=plan.attendance_share,
        retrainings=plan.retrainings,
        appeal_days=plan.appeal_days,
        published_at=clock.now(),
        rules=[ExamRule(kind=kind, **asdict(rules)) for kind, rules in plan.rules.items()],
    )
    db.session.add(policy)
    db.session.flush()
    record(
        "exam policy published",
        policy,
        actor_id=actor.id if actor else None,
        reason=reason,
        number=policy.number,
    )
    db.session.flush()
    return policy


def _check(plan: PolicyPlan) -> None:
    if set(plan.rules) != set(ExamKind):
        raise PolicyRefused(_("Not published. Say what theory and what practical exams ask."))
    if not 0 <= plan.attendance_share <= 1 or plan.retrainings < 0 or plan.appeal_days < 0:
        raise PolicyRefused(_("Not published. The share of attendance is between 0 and 100 %%."))
    for rules in plan.rules.values():
        if not 0 <= rules.pass_mark <= FULL or not 0 <= (rules.part_mark or 0) <= FULL:
            raise PolicyRefused(_("Not published. Pass marks are between 0 and 100."))
        if rules.attempts < 1 or rules.wait_days < 0:
            raise PolicyRefused(_("Not published. There is at least one attempt, and no wait below zero."))
        if not 0 <= rules.assessors <= MOST_ASSESSORS:
            raise PolicyRefused(_("Not published. There are two assessors at most."))
    if plan.rules[ExamKind.THEORY].assessors:
        raise PolicyRefused(_("Not published. A theory exam has no rubric."))
