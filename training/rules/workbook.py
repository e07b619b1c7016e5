"""The workbook of a class: which cells stand for the attempts of one trainee in one exam."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from training.rules.exams import Sitting
from training.states import Obstacle


class Then(StrEnum):
    """What the cell after the last attempt is for: a mark to be entered or to be assessed, saying that the
    exam may be taken, or that it is locked for now."""

    FREE = "free"
    ASSESS = "assess"
    MAY = "may"
    LOCK = "lock"


class Cells(NamedTuple):
    """From the left: the attempts shown, at most one for what comes `then`, and as many as are `idle`."""

    shown: Sequence[Any]
    then: Then | None
    idle: int


_FOR_NOW = frozenset(Obstacle) - {Obstacle.PASSED, Obstacle.USED_UP}


def cells(
    attempts: Sequence[Any], sitting: Sitting, width: int, *, may_mark: bool, is_assessed: bool
) -> Cells:
    """In `width` cells. Where there were more attempts than that, the first ones are left out, and one more
    while another can follow, so that there is a cell for it."""
    shown = attempts[-width:]
    if sitting.may and len(shown) == width:
        shown = shown[1:]
    free = width - len(shown)
    then = _then(sitting, may_mark, is_assessed) if free else None
    return Cells(shown, then, free - (then is not None))


def _then(sitting: Sitting, may_mark: bool, is_assessed: bool) -> Then | None:
    if not sitting.may:
        return Then.LOCK if sitting.obstacle in _FOR_NOW else None
    if not may_mark:
        return Then.MAY
    return Then.ASSESS if is_assessed else Then.FREE
