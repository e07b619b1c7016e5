"""Speed to proficiency as the figures of training count it, as it was known at a moment."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.db import db
from training.models import Nesting, NestingDay
from training.queries.figures import Scope
from training.queries.nesting import targets_of
from training.rules.figures import days_followed
from training.rules.nesting import Day, standing


def proficiency(enrolment_ids: Collection[int], scope: Scope) -> dict[int, tuple[date, int, bool]]:
    """Enrolment → (first day of nesting, days, are they proficient?), of those who nest or nested by then.
    Of who is not there yet the days are those of which it is sure; see `days_followed`."""
    nestings = db.session.scalars(
        select(Nesting).where(Nesting.enrolment_id.in_(enrolment_ids), Nesting.began_on <= scope.day)
    ).all()
    measured = _measured([one.id for one in nestings], scope)
    policies = {one.policy_id: one.policy for one in nestings}
    targets = {key: targets_of(policy) for key, policy in policies.items()}
    found = {}
    for one in nestings:
        days = measured.get(one.id, [])
        stands = standing(days, targets[one.policy_id], policies[one.policy_id].hold_days)
        last = max((day.day.toordinal() for day in days), default=None)
        found[one.enrolment_id] = (one.began_on, *days_followed(one.began_on.toordinal(), last, stands))
    return found


def _measured(nesting_ids: Collection[int], scope: Scope) -> dict[int, list[Day]]:
    rows = db.session.execute(
        select(NestingDay.nesting_id, NestingDay.day, NestingDay.actuals)
        .where(NestingDay.nesting_id.in_(nesting_ids), *scope.known(NestingDay.entered_at))
        .order_by(NestingDay.day, NestingDay.number)
    )
    stands = {(row.nesting_id, row.day): row for row in rows}
    found: dict[int, list[Day]] = defaultdict(list)
    for row in (one for one in stands.values() if one.actuals):
        found[row.nesting_id].append(Day(row.day, {key: Decimal(one) for key, one in row.actuals.items()}))
    return found
