"""The stages of all versions, joined by their key."""

from typing import NamedTuple

from sqlalchemy import select

from core.db import Words, db
from recruiting.models import Stage
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


def by_key() -> dict[str, Known]:
    """Key → the stage as the newest version that has it names it."""
    rows = db.session.execute(
        select(Stage.key, Stage.name, Stage.position, Stage.target_days).order_by(Stage.id)
    )
    return {row.key: Known(*row) for row in rows}


def by_id() -> dict[int, OfVersion]:
    """Id → the stage of its version."""
    rows = db.session.execute(select(Stage.id, Stage.key, Stage.kind, Stage.owner, Stage.target_days))
    return {row.id: OfVersion(*row[1:]) for row in rows}
