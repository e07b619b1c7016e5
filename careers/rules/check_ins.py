"""Two ratings of the same competencies beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FAR = 2
"""Ratings that lie so far apart are to be talked about."""


@dataclass(frozen=True)
class Pair:
    """What the employee and whoever leads them rated, each with a note."""

    competency: str
    own: tuple[int, str]
    lead: tuple[int, str]

    @property
    def difference(self) -> int:
        """By how much the lead rated higher; less than nothing where lower."""
        return self.lead[0] - self.own[0]

    @property
    def is_far(self) -> bool:
        return abs(self.difference) >= FAR


Ratings = Mapping[str, tuple[int, str]]
"""Competency → (rating, note)."""


def side_by_side(keys: Sequence[str], own: Ratings, lead: Ratings) -> list[Pair]:
    """In the order of the ladder, of what both have rated."""
    return [Pair(key, own[key], lead[key]) for key in keys if key in own and key in lead]
