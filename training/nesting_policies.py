"""Publishing what nesting asks. A new version holds for nestings that begin after it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from core import clock
from core.db import Words, db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training.models import NestingPolicy, NestingStep, NestingTarget, Programme
from training.plans import check_may_edit
from training.queries import nesting as queries


class NestingPolicyRefused(Refused):
    """No policy was published."""


@dataclass(frozen=True)
class TargetPlan:
    """A measure of each day: at least `value`, or at most where it is no floor."""

    key: str
    name: Words
    value: Decimal
    is_floor: bool = True


@dataclass(frozen=True)
class StepPlan:
    """The kinds of contacts from a day of nesting on, counted in days worked."""

    from_day: int
    name: Words


@dataclass(frozen=True)
class NestingPlan:
    """`hold_days`: on so many days running every target is to be held; `most_per_coach`: who nest with one
    coach at most, None without a limit."""

    hold_days: int
    targets: Sequence[TargetPlan]
    steps: Sequence[StepPlan]
    most_per_coach: int | None = None


def publish(programme: Programme, plan: NestingPlan, *, actor: Account | None) -> NestingPolicy:
    """Publish the next version; nestings that have begun go on by theirs. Raises NestingPolicyRefused for
    no target, two of the same key, and days that do not count."""
    check_may_edit(actor)
    keys, days = [one.key for one in plan.targets], [one.from_day for one in plan.steps]
    if not keys or len(set(keys)) < len(keys):
        raise NestingPolicyRefused(_("Not published. Name at least one target, each of them once."))
    if plan.hold_days < 1 or len(set(days)) < len(days) or any(one < 1 for one in days):
        raise NestingPolicyRefused(_("Not published. Days are counted from 1, each of them once."))
    if plan.most_per_coach is not None and plan.most_per_coach < 1:
        raise NestingPolicyRefused(_("Not published. A coach accompanies one at least."))
    alone(f"nesting policy {programme.id}")
    before = queries.policy(programme.id)
    policy = NestingPolicy(
        programme_id=programme.id,
        number=before.number + 1 if before else 1,
        hold_days=plan.hold_days,
        most_per_coach=plan.most_per_coach,
        published_at=clock.now(),
        targets=[NestingTarget(position=n, **asdict(one)) for n, one in enumerate(plan.targets, 1)],
        steps=[NestingStep(**asdict(one)) for one in plan.steps],
    )
    db.session.add(policy)
    db.session.flush()
    record("nesting policy published", policy, actor_id=actor.id if actor else None, number=policy.number)
    db.session.flush()
    return policy


def plan_of(policy: NestingPolicy) -> NestingPlan:
    """What a published version says."""
    return NestingPlan(
        hold_days=policy.hold_days,
        targets=tuple(TargetPlan(one.key, one.name, one.value, one.is_floor) for one in policy.targets),
        steps=tuple(StepPlan(one.from_day, one.name) for one in policy.steps),
        most_per_coach=policy.most_per_coach,
    )


def publish_if_new(programme: Programme, plan: NestingPlan, *, actor: Account) -> bool:
    """Publish what differs from what holds now; says whether anything did."""
    now = queries.policy(programme.id)
    if now and plan == plan_of(now):
        return False
    publish(programme, plan, actor=actor)
    return True
