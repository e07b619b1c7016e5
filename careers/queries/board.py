"""What the readiness board counts from the standings of everybody within reach."""

from datetime import date
from typing import Any, NamedTuple

from careers.models import LadderLevel
from careers.states import Readiness


class Bench(NamedTuple):
    """One level: how many hold it, of how many seats, and who could follow: now, and within 3 months."""

    level: LadderLevel
    holding: int
    seats: int | None
    now: int
    soon: int


_PLACES: dict[Readiness | None, int] = {one: number for number, one in enumerate([*Readiness, None])}


def place_of(readiness: Readiness | None) -> int:
    """The readiest 0; None is for who is at the top, and comes last."""
    return _PLACES[readiness]


def readiest_first(one: Any) -> tuple[int, date, str, int]:
    """By what to sort standings, or what is kept of them."""
    return (
        place_of(one.outlook.readiness if one.target else None),
        one.outlook.earliest or date.max,
        one.row.name,
        one.row.employment_id,
    )
