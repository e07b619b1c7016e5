"""What the readiness board counts from the standings of everybody within reach."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from careers.models import LadderLevel, LadderVersion
from careers.queries.standings import Standing
from careers.states import Readiness

_ORDER = list(Readiness)


class Bench(NamedTuple):
    """One level: how many hold it, of how many seats, and who could follow: now, and within 3 months."""

    level: LadderLevel
    holding: int
    seats: int | None
    now: int
    soon: int


def readiest_first(one: Standing) -> tuple[bool, int, date, str, int]:
    return (
        one.target is None,
        _ORDER.index(one.outlook.readiness),
        one.outlook.earliest or date.max,
        one.row.name,
        one.row.employment_id,
    )


def bench(everyone: Sequence[Standing], version: LadderVersion | None) -> list[Bench]:
    """The bench strength of each level of a version, lowest first."""
    return [_bench(everyone, level) for level in version.levels] if version else []


def _bench(everyone: Sequence[Standing], level: LadderLevel) -> Bench:
    after = [one for one in everyone if one.target and one.target.key == level.key]
    return Bench(
        level,
        sum(one.row.level == level.key for one in everyone),
        level.seats,
        sum(one.outlook.readiness is Readiness.NOW for one in after),
        sum(one.outlook.readiness is Readiness.SOON for one in after),
    )
