"""What the readiness board counts from the standings of everybody within reach."""

from datetime import date
from typing import Any, NamedTuple

from careers.models import LadderLevel
from careers.states import Readiness

_ORDER = list(Readiness)


class Bench(NamedTuple):
    """One level: how many hold it, of how many seats, and who could follow: now, and within 3 months."""

    level: LadderLevel
    holding: int
    seats: int | None
    now: int
    soon: int


def readiest_first(one: Any) -> tuple[bool, int, date, str, int]:
    """By what to sort standings, or what is kept of them; who is at the top comes last."""
    return (
        one.target is None,
        _ORDER.index(one.outlook.readiness),
        one.outlook.earliest or date.max,
        one.row.name,
        one.row.employment_id,
    )
