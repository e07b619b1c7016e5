"""Publishing the rules about being on duty. A new version holds for what is decided after it."""

from dataclasses import asdict, dataclass

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training.models import DutyPolicy, Programme
from training.plans import check_may_edit
from training.queries import duty as queries

LONGEST_WAIVER = 365
"""Days. What lasts longer is no exception any more."""


class DutyPolicyRefused(Refused):
    """No policy was published."""


@dataclass(frozen=True)
class DutyPlan:
    """`certificate_months`: None for certificates that never expire."""

    certificate_months: int | None
    due_days: int
    waiver_days: int


def publish(programme: Programme, plan: DutyPlan, *, actor: Account | None) -> DutyPolicy:
    """Publish the next version of the rules about being on duty after a programme; certificates and waivers
    that are there stay as they are. Raises DutyPolicyRefused for what makes no sense."""
    check_may_edit(actor)
    if plan.certificate_months is not None and plan.certificate_months < 1:
        raise DutyPolicyRefused(_("Not published. A certificate is good for a month at least."))
    if plan.due_days < 0 or not 1 <= plan.waiver_days <= LONGEST_WAIVER:
        raise DutyPolicyRefused(
            _("Not published. A waiver lasts from 1 to %(most)s days.", most=LONGEST_WAIVER)
        )
    alone(f"duty policy {programme.id}")
    before = queries.policy(programme.id)
    policy = DutyPolicy(
        programme_id=programme.id,
        number=before.number + 1 if before else 1,
        published_at=clock.now(),
        **asdict(plan),
    )
    db.session.add(policy)
    db.session.flush()
    record("duty policy published", policy, actor_id=actor.id if actor else None, number=policy.number)
    db.session.flush()
    return policy


def plan_of(policy: DutyPolicy) -> DutyPlan:
    """What a published version says."""
    return DutyPlan(policy.certificate_months, policy.due_days, policy.waiver_days)


def publish_if_new(programme: Programme, plan: DutyPlan, *, actor: Account) -> bool:
    """Publish what differs from what holds now; says whether anything did."""
    now = queries.policy(programme.id)
    if now and plan == plan_of(now):
        return False
    publish(programme, plan, actor=actor)
    return True
