"""What a file of monthly figures changed, and what stood before it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from careers.models import ReviewFigure, ReviewImport, ReviewRevision
from careers.queries.entering import NEVER, Last, closed
from careers.states import FigureSource
from core.db import db
from core.record import Entry

UNDOING = "undo of "
"""With it begins the batch of what an undoing entered; the batch of the file follows."""


class Step(NamedTuple):
    """One figure of the history of an indicator, and the batch in which it was entered."""

    number: int
    figure: Decimal | None
    source: FigureSource
    batch: str | None


@dataclass
class Changed:
    """What a file changed in a month. `before`: employment → indicator → what stood before. `closed`: those
    whose month is closed now; `corrected`: those of them whom the file corrected, so that it was closed
    before. `changed_since`: those of whom another figure stands than the file's; they are nowhere else."""

    month: date
    before: dict[int, dict[str, Last]]
    closed: set[int]
    corrected: set[int]
    changed_since: set[int]


def changed_by(batch: str) -> list[Changed]:
    """Month by month what the entries of a batch changed."""
    undone = set(db.session.scalars(select(ReviewImport.batch).where(ReviewImport.undone_at.is_not(None))))
    rows = db.session.execute(
        select(ReviewFigure.employment_id, ReviewFigure.month, ReviewFigure.key, ReviewFigure.number)
        .join(Entry, Entry.id == ReviewFigure.entry_id)
        .where(Entry.batch == batch)
    )
    months: dict[date, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        months[row.month][row.employment_id][row.key] = row.number
    return [_changed(month, own, batch, undone) for month, own in sorted(months.items())]


def _changed(
    month: date, numbers: Mapping[int, Mapping[str, int]], batch: str, undone: Collection[str | None]
) -> Changed:
    ever = _ever(numbers, month)
    since = {
        who
        for who, own in numbers.items()
        if any(not _stands(ever[who][key], number, undone) for key, number in own.items())
    }
    before = {
        who: {key: _before(ever[who][key], number, undone) for key, number in own.items()}
        for who, own in numbers.items()
        if who not in since
    }
    shut = closed(before, month)
    return Changed(month, before, shut, shut & _corrected(batch, month), since)


def _stands(steps: list[Step], number: int, undone: Collection[str | None]) -> bool:
    """Does the figure of this number stand, but for later files that were undone?"""
    own = next(one for one in steps if one.number == number)
    later = [one.batch for one in steps if one.number > number]
    return steps[-1].figure == own.figure and all(
        batch in undone or (batch or "").removeprefix(UNDOING) in undone for batch in later
    )


def _before(steps: list[Step], number: int, undone: Collection[str | None]) -> Last:
    """The last figure before this one, of no file that is undone itself."""
    earlier = [one for one in steps if one.number < number and one.batch not in undone]
    if not earlier:
        return NEVER
    last = earlier[-1]
    return Last(last.number, last.figure, last.source)


def _ever(employment_ids: Collection[int], month: date) -> dict[int, dict[str, list[Step]]]:
    """Employment → indicator → all that was ever entered, first to last."""
    one = ReviewFigure
    rows = db.session.execute(
        select(one.employment_id, one.key, one.number, one.figure, one.source, Entry.batch)
        .join(Entry, Entry.id == one.entry_id)
        .where(one.employment_id.in_(employment_ids), one.month == month)
        .order_by(one.number)
    )
    found: dict[int, dict[str, list[Step]]] = defaultdict(lambda: defaultdict(list))
    for who, key, number, figure, source, batch in rows:
        found[who][key].append(Step(number, figure, source, batch))
    return found


def _corrected(batch: str, month: date) -> set[int]:
    """Whose closed month a batch corrected."""
    rows = db.session.scalars(
        select(ReviewRevision.employment_id)
        .join(Entry, Entry.id == ReviewRevision.entry_id)
        .where(Entry.batch == batch, ReviewRevision.month == month)
    )
    return set(rows)
