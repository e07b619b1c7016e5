"""The stages of all versions, joined by their key."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, select

from core.db import Words, db
from recruiting import rules
from recruiting.models import PipelineVersion, Stage
from recruiting.states import Part, StageKind


class Known(NamedTuple):
    """A stage as its newest version has it; `position` is its place among those of all versions."""

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


def of_all(first: Any = None) -> Sequence[Any]:
    """Each stage of each version: the versions oldest first and the one with the id `first`, a number or a
    statement, last; the stages of each in their order."""
    turn = [] if first is None else [case((PipelineVersion.id == first, 1), else_=0)]
    return db.session.execute(
        select(
            Stage.id,
            Stage.key,
            Stage.name,
            Stage.target_days,
            Stage.pipeline_version_id.label("version_id"),
            PipelineVersion.published_at,
        )
        .join(Stage.version)
        .order_by(*turn, PipelineVersion.id, Stage.position)
    ).all()


def order(rows: Iterable[Any], at: datetime | None) -> dict[str, int]:
    """Key → its place among the keys of all versions. The order is that of the last of the `rows` of
    `of_all` that was published before `at`; a position says nothing of another version's."""
    versions: dict[int, list[str]] = {}
    later: dict[int, list[str]] = {}
    for row in rows:
        known = at is None or row.published_at < at
        (versions if known else later).setdefault(row.version_id, []).append(row.key)
    merged = rules.joined([*reversed(versions.values()), *later.values()])
    return {key: place for place, key in enumerate(merged)}


def by_key(at: datetime | None, first: Any = None) -> dict[str, Known]:
    """Key → the stage as the newest version that has it and was published before `at` names it; of stages
    that have come since, into which stays were imported of days before, as the first does. `first`: the
    version after which they are put in order, if not after the newest."""
    rows = of_all(first)
    place, found = order(rows, at), dict[str, Known]()
    for row in sorted(rows, key=lambda row: row.id):
        if row.key not in found or at is None or row.published_at < at:
            found[row.key] = Known(row.key, row.name, place[row.key], row.target_days)
    return found


def by_id() -> dict[int, OfVersion]:
    """Id → the stage of its version."""
    rows = db.session.execute(select(Stage.id, Stage.key, Stage.kind, Stage.owner, Stage.target_days))
    return {row.id: OfVersion(*row[1:]) for row in rows}
