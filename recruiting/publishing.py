"""New versions of a pipeline. What runs on an older version finishes on it."""

from collections.abc import Sequence
from datetime import datetime

from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from people.models import Account
from recruiting.models import Pipeline, PipelineVersion, Stage
from recruiting.queries import founded
from recruiting.stage_plans import PipelineRefused
from recruiting.states import StageKind

__all__ = ["PipelineRefused", "publish"]


def publish(
    pipeline: Pipeline,
    stages: Sequence[Stage],
    *,
    now: datetime,
    actor: Account | None,
    reason: str | None = None,
) -> PipelineVersion:
    """Publish `stages` (new ones, in their order) as the next version. Openings go on with theirs until
    they adopt it. The last stage, and no other, is the offer."""
    offers = [stage.kind is StageKind.OFFER for stage in stages]
    if not offers or offers != [False] * (len(offers) - 1) + [True]:
        raise PipelineRefused(_("Not published. A pipeline ends with the offer, and has only one."))
    if len({stage.key for stage in stages}) < len(stages):
        raise PipelineRefused(_("Not published. Two stages have the same key."))
    db.session.add(pipeline)
    db.session.flush()
    alone(f"versions of pipeline {pipeline.id}")
    number = founded.newest_number(pipeline.id) + 1
    for position, stage in enumerate(stages, 1):
        stage.position = position
    version = PipelineVersion(pipeline=pipeline, number=number, published_at=now, stages=list(stages))
    db.session.add(version)
    db.session.flush()
    record("published", version, actor_id=actor.id if actor else None, reason=reason, number=number)
    return version
