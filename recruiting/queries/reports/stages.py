"""The stages of all versions, joined by their key."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from core.db import Words, db
from recruiting.models import PipelineVersion, Stage
from recruiting.states import Part, StageKind


class Known(NamedTuple):
    """A stage as its newest version has it."""

    key: str
    name: Words
    position: int
    target_days: int


class OfVersion(NamedTuple):
    """A stage of one version."""

    key: str
    kind: StageKind
    owner: Part
    target_days: int


def by_key(at: datetime | None) -> dict[str, Known]:
    """Key → the stage as the newest version that has it and was published before `at` names it; of stages
    that have come since, into which stays were imported of days before, as the first does."""
    found: dict[str, Known] = {}
    for row in db.session.execute(
        select(Stage.key, Stage.name, Stage.position, Stage.target_days, PipelineVersion.published_at)
        .join(Stage.version)
        .order_by(Stage.id)
    ):
        if row.key not in found or at is None or row.published_at < at:
            found[row.key] = Known(*row[:4])
    return found


def by_id() -> dict[int, OfVersion]:
    """Id → the stage of its version."""
    rows = db.session.execute(select(Stage.id, Stage.key, Stage.kind, Stage.owner, Stage.target_days))
    return {row.id: OfVersion(*row[1:]) for row in rows}
