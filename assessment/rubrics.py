"""Publishing rubrics. A change makes a new version; what was rated stays on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessment import queries
from assessment.models import Criterion, Rubric, RubricVersion
from assessment.rules import SCALE
from core.db import Words, db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account


class RubricRefused(Refused):
    """No version was published."""


@dataclass(frozen=True)
class CriterionPlan:
    """`anchors` stand for 1 to 5; `must_reach`: a critical item, which fails the whole below this."""

    name: Words
    anchors: Sequence[Words]
    weight: Decimal = Decimal(1)
    must_reach: int | None = None


def publish(
    key: str, name: Words, criteria: Sequence[CriterionPlan], *, now: datetime, actor: Account | None
) -> RubricVersion:
    """Publish the next version of a rubric, or its first. Raises RubricRefused without criteria, for one
    without a weight, and for anchors or a critical value that are not of the scale."""
    if not criteria or any(len(one.anchors) != len(SCALE) or one.weight <= 0 for one in criteria):
        raise RubricRefused(_("Not published. Each criterion has a weight and five anchors."))
    if any(one.must_reach is not None and one.must_reach not in SCALE[1:] for one in criteria):
        raise RubricRefused(_("Not published. A critical item must reach a value from 2 to 5."))
    alone(f"rubric {key}")
    before = queries.newest_rubric(key)
    version = RubricVersion(
        rubric=queries.rubric_called(key) or Rubric(key=key, name=name),
        number=before.number + 1 if before else 1,
        published_at=now,
        questions=[],
        criteria=[
            Criterion(
                position=position,
                name=one.name,
                weight=one.weight,
                anchors=list(one.anchors),
                must_reach=one.must_reach,
            )
            for position, one in enumerate(criteria, 1)
        ],
    )
    db.session.add(version)
    db.session.flush()
    record("rubric published", version, actor_id=actor.id if actor else None, number=version.number)
    db.session.flush()
    return version
