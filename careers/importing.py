"""Taking in a file of monthly figures: all lines that can be, each by the verb that a page would use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from careers import reviewing
from careers.queries import reviews as queries
from careers.states import FigureSource
from core.i18n import _
from core.record import Way, by
from core.refusal import Refused
from people.models import Account


@dataclass(frozen=True)
class Line:
    """One line of the file. `problem`: why it cannot be taken, else None."""

    line: int
    name: str
    employment_id: int | None = None
    month: date | None = None
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    problem: str | None = None


class ImportRefused(Refused):
    """Nothing of the file was taken in. `problems`: (line, sentence)."""

    def __init__(self, sentence: str, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__(sentence)
        self.problems = list(problems)


def take_in(lines: Sequence[Line], name: str, *, actor: Account) -> tuple[int, int]:
    """Enter the figures of open months, and correct closed ones with the name of the file as the reason:
    all lines or none. Returns how many months were entered and how many corrected; what stands already
    counts as neither.

    Raises ImportRefused with the reason for each line that cannot be taken."""
    entered, corrected, problems = 0, 0, []
    with by(Way.IMPORT):
        for one in lines:
            try:
                was_closed, changed = _take(one, name, actor)
            except reviewing.ReviewRefused as refusal:
                problems.append((one.line, refusal.sentence))
                continue
            entered += changed and not was_closed
            corrected += changed and was_closed
    if problems:
        raise ImportRefused(_("Nothing was taken in. Some lines cannot be; they are named below."), problems)
    return entered, corrected


def _take(one: Line, name: str, actor: Account) -> tuple[bool, bool]:
    """(was the month closed, did anything change)"""
    assert one.employment_id is not None and one.month is not None
    employment = queries.employment(one.employment_id)
    if queries.standing(one.employment_id, one.month) is None:
        source = FigureSource.FILE
        return False, bool(reviewing.enter(employment, one.month, one.figures, actor=actor, source=source))
    if _is_there(one):
        return True, False
    reason = _("Imported from %(name)s", name=name)
    reviewing.correct(
        employment, one.month, one.figures, actor=actor, reason=reason, source=FigureSource.FILE
    )
    return True, True


def _is_there(one: Line) -> bool:
    """Does the month say all of this already?"""
    assert one.employment_id is not None and one.month is not None
    there = queries.figures([one.employment_id], one.month).get(one.employment_id, {})
    return all(key in there and there[key].figure == figure for key, figure in one.figures.items())
