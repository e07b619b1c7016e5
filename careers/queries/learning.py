"""What training knows of months: for the sheet of an open one, and against what a closed one says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careers.models import ReviewFormula
from careers.queries.reviews import Measured
from careers.rules.learning import ATTENDANCE, EXAM_MARKS, SELF_STUDY, Drift, Learned, drifts
from careers.states import FigureSource
from training.queries import learning as training

MINUTES = Decimal(60)
PLACES = Decimal("0.001")
"""As a figure is kept."""


@dataclass(frozen=True)
class Shown:
    """A figure that is not kept yet."""

    figure: Decimal
    source: FigureSource


def learned(employment_ids: Collection[int], month: date) -> dict[int, Learned]:
    """Employment → what training says of a month; as many statements however many they are."""
    hours, marks = training.in_month(employment_ids, month), training.exam_marks(employment_ids, month)
    return {one: _learned(hours[one], marks.get(one)) for one in employment_ids}


def _learned(hours: training.Hours, mark: Decimal | None) -> Learned:
    known = {ATTENDANCE: hours.attendance, EXAM_MARKS: mark}
    if hours.self_study:
        known[SELF_STUDY] = hours.self_study / MINUTES
    kept = {key: one.quantize(PLACES) for key, one in known.items() if one is not None}
    return Learned(kept, {SELF_STUDY: Decimal(0)})


def measured(formula: ReviewFormula | None) -> frozenset[str]:
    return frozenset(one.key for one in formula.indicators) if formula else frozenset()


def drifted(rows: Mapping[str, Measured], says: Learned, formula: ReviewFormula | None) -> list[Drift]:
    """Where a closed month with these figures is no longer what training says."""
    frozen = {key: (one.figure, one.source is FigureSource.TRAINING) for key, one in rows.items()}
    return drifts(frozen, says, measured(formula))


def shown(
    rows: Mapping[str, Measured], says: Learned, formula: ReviewFormula | None
) -> dict[str, Shown | Measured]:
    """The figures of an open month, with those that training says."""
    entered = {key: one.figure for key, one in rows.items()}
    taken = {key: one for key, one in says.taken(entered).items() if key in measured(formula)}
    return {**rows, **{key: Shown(one, FigureSource.TRAINING) for key, one in taken.items()}}
