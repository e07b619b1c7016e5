"""The sheet of a month: everybody on duty in it, what was measured of them, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from careers.models import ReviewFormula, ReviewIndicator, ReviewRevision
from careers.queries import formulas, learning, peers, reviews
from careers.queries.facts import days_worked, duties
from careers.rules.learning import NOTHING, Drift, Learned
from careers.rules.peers import Comparison
from careers.rules.scoring import Score, score
from careers.states import Beside
from core.months import last_day
from people.models import Account


@dataclass(frozen=True)
class SheetRow:
    """`so_far`: what the figures come to while the month is open; `closed`: the revision that stands.
    `learned`: what training says; `drifts`: where it no longer says what a closed month does.
    `comparison`: with comparable colleagues, of a closed month."""

    row: Any
    formula: ReviewFormula | None
    figures: dict[str, Decimal]
    worked: int
    so_far: Score
    closed: ReviewRevision | None
    is_own: bool
    learned: Learned = NOTHING
    drifts: Sequence[Drift] = ()
    comparison: Comparison | None = None

    @property
    def beside(self) -> Beside:
        return self.comparison.beside if self.comparison else Beside.NOT_COMPARED

    @property
    def score(self) -> Decimal | None:
        return self.closed.score if self.closed else self.so_far.score

    def measures(self, key: str) -> bool:
        return key in learning.measured(self.formula)

    def is_known(self, key: str) -> bool:
        """Does it come from training, so that nobody types it?"""
        return self.closed is None and key in self.learned.known


def sheet(reader: Account, month: date, team_id: int | None) -> list[SheetRow]:
    """As many statements however many they are."""
    rows = reviews.rows(reviews.of_month(reader, month, team_id))
    ids = [row.employment_id for row in rows]
    measured, closed, all_duties = reviews.figures(ids, month), reviews.closed_in(ids, month), duties(ids)
    known, learned = formulas.formulas(), learning.learned(ids, month)
    compared = peers.comparisons(month, {row.team_id for row in rows})
    found = []
    for row in rows:
        one, formula = row.employment_id, formulas.holding(known, row.level, row.team_id, month)
        own, says = measured.get(one, {}), learned[one]
        figures = {key: each.figure for key, each in own.items()}
        if one not in closed:
            figures |= says.known
        worked = days_worked(all_duties[one], month)
        so_far = score(formula.measures if formula else [], says.over(figures), worked, last_day(month).day)
        drifts = learning.drifted(own, says, closed[one].formula) if one in closed else []
        is_own = row.person_id == reader.person_id
        of_closed = (closed.get(one), is_own, says, drifts, compared.get(one))
        found.append(SheetRow(row, formula, figures, worked, so_far, *of_closed))
    return found


def columns(rows: Sequence[SheetRow]) -> list[ReviewIndicator]:
    """The indicators of all formulas on the sheet, each once, in their order."""
    found: dict[str, ReviewIndicator] = {}
    for one in rows:
        for indicator in one.formula.indicators if one.formula else []:
            found.setdefault(indicator.key, indicator)
    return list(found.values())
