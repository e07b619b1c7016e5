"""The sheet of a month: everybody on duty in it, what was measured of them, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from careers.models import ReviewFormula, ReviewIndicator, ReviewRevision
from careers.queries import formulas, reviews
from careers.queries.facts import days_worked, duties
from careers.rules.months import last_day
from careers.rules.scoring import Score, score
from people.models import Account


@dataclass(frozen=True)
class SheetRow:
    """`so_far`: what the figures come to while the month is open; `closed`: the revision that stands."""

    row: Any
    formula: ReviewFormula | None
    figures: dict[str, Decimal]
    worked: int
    so_far: Score
    closed: ReviewRevision | None
    is_own: bool

    @property
    def score(self) -> Decimal | None:
        return self.closed.score if self.closed else self.so_far.score

    def measures(self, key: str) -> bool:
        return self.formula is not None and any(one.key == key for one in self.formula.indicators)


def sheet(reader: Account, month: date, team_id: int | None) -> list[SheetRow]:
    """As many statements however many they are."""
    rows = reviews.rows(reviews.of_month(reader, month, team_id))
    ids = [row.employment_id for row in rows]
    measured, closed, all_duties = reviews.figures(ids, month), reviews.closed_in(ids, month), duties(ids)
    known = formulas.formulas()
    found = []
    for row in rows:
        own = {key: one.figure for key, one in measured.get(row.employment_id, {}).items()}
        worked = days_worked(all_duties[row.employment_id], month)
        formula = formulas.holding(known, row.level, row.team_id, month)
        so_far = score(formula.measures if formula else [], own, worked, last_day(month).day)
        is_own = row.person_id == reader.person_id
        found.append(SheetRow(row, formula, own, worked, so_far, closed.get(row.employment_id), is_own))
    return found


def columns(rows: Sequence[SheetRow]) -> list[ReviewIndicator]:
    """The indicators of all formulas on the sheet, each once, in their order."""
    found: dict[str, ReviewIndicator] = {}
    for one in rows:
        for indicator in one.formula.indicators if one.formula else []:
            found.setdefault(indicator.key, indicator)
    return list(found.values())
