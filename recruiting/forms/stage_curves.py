"""How the stays in one stage last, as a curve and as the table beside it."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from core.i18n import _, number
from core.statistics import ENOUGH, Curve, Estimate
from recruiting.forms.report_tables import Lines, ends_of
from recruiting.queries.reports.sheet import Case, Row

MARKS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84, 126, 182, 273, 365, 547, 730, 1095, 1825, 3650)
"""Days at which a table says how many are left."""
MOST_MARKS = 7
BOTH = ("over", "there")


class Mark(NamedTuple):
    """After `day` days the share `lasting` is not over; `at_risk` were followed that far."""

    day: int
    lasting: Estimate
    at_risk: int


class Drawn(NamedTuple):
    """`until`: days at the right end of the drawing. `scale`: days that its scale may name. `marks`: the
    table."""

    curve: Curve
    until: int
    scale: Sequence[int]
    marks: Sequence[Mark]

    @property
    def enough(self) -> bool:
        return self.curve.ended >= ENOUGH

    @property
    def days(self) -> list[int]:
        """Days marked on the scale, far enough from each other to be read."""
        shown = [0]
        for day in self.scale:
            if day - shown[-1] >= self.until / 12:
                shown.append(day)
        return shown


def drawn(row: Row) -> Drawn:
    """The curve of a row of `stays.time_in_stage`."""
    cases, curve = row.cases(*BOTH), row.curve(*BOTH)
    until = max(ceil(_followed(cases)), 1)
    fit = [day for day in MARKS if day < until]
    marks = [_mark(day, curve, cases) for day in [*_telling(fit, curve), until]]
    return Drawn(curve, until, [*fit[-MOST_MARKS:], until], marks)


def _followed(cases: Sequence[Case]) -> float:
    """For how many days at least ENOUGH were followed. A few that were forgotten for months would squeeze
    everybody else into the first tenth of the drawing (Pocock, Clayton, Altman: Survival plots of
    time-to-event outcomes, Lancet 359, 2002)."""
    longest = sorted((case.days or 0.0 for case in cases), reverse=True)
    return longest[min(ENOUGH, len(longest)) - 1] if longest else 0.0


def _telling(fit: Sequence[int], curve: Curve) -> list[int]:
    """MOST_MARKS of these days at most: those at which the curve has fallen most since the one before."""
    left = [1.0, *(curve.lasting(day).value for day in fit)]
    fallen = {day: before - after for day, before, after in zip(fit, left, left[1:], strict=False)}
    return sorted(sorted(fit, key=lambda day: (-fallen[day], day))[:MOST_MARKS])


def _mark(day: int, curve: Curve, cases: Sequence[Case]) -> Mark:
    return Mark(day, curve.lasting(day), sum((case.days or 0.0) >= day for case in cases))


def told(name: str, shown: Drawn) -> str:
    """What the drawing shows, in a sentence for whoever hears the page."""
    half = shown.curve.time_at(0.5)
    lasting = _("; ").join(
        _("after %(day)s days %(share)s %% are still there", day=mark.day, share=_percent(mark.lasting.value))
        for mark in shown.marks
    )
    middle = (
        _("half are over after %(days)s days", days=number(half.value, 1))
        if half
        else _("fewer than half are over so far")
    )
    return _("%(stage)s, %(n)s stays: %(middle)s; %(lasting)s.", stage=name, n=shown.curve.n,
             middle=middle, lasting=lasting)  # fmt: skip


def _percent(share: float) -> str:
    return number(share * 100)


def table(shown: Drawn) -> Lines:
    """The table to take away, its head first."""
    head = [_("After days"), _("Still there"), _("Lower end"), _("Upper end"), _("Followed so long")]
    marks = shown.marks if shown.enough else []
    return [head, *([mark.day, *ends_of(mark.lasting), mark.at_risk] for mark in marks)]
