"""How precisely numbers of ladders and formulas are kept. What is finer is refused, never rounded."""

import re
from decimal import Decimal
from typing import NamedTuple

MARK_DECIMALS, FIGURE_DECIMALS, WEIGHT_DECIMALS = 2, 3, 2


def decimals(number: Decimal) -> int:
    """How many decimals a number has, without the zeros that say nothing."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


OF = re.compile(r"(?:out )?of (\d+)\Z")
PARTS = frozenset({"%", "percent", "per cent"})
LENGTHS = frozenset({"s", "sec", "seconds", "min", "minutes", "h", "hours", "a day", "per day"})
"""Units of what can be long or many, but never less than nothing."""


class Span(NamedTuple):
    """Within what a figure lies; None: without a bound."""

    least: Decimal | None = None
    most: Decimal | None = None

    def holds(self, figure: Decimal) -> bool:
        return not (
            (self.least is not None and figure < self.least) or (self.most is not None and figure > self.most)
        )


def span_of(unit: str, *marks: Decimal) -> Span:
    """Within what figures of a unit, in English, lie. A bound beyond which one of the `marks` of the
    indicator lies is none: of a target of 120 % more than 100 % is reached."""
    said = unit.strip().lower()
    found = Span()
    if said in PARTS:
        found = Span(Decimal(0), Decimal(100))
    elif of := OF.match(said):
        found = Span(Decimal(0), Decimal(of[1]))
    elif said in LENGTHS:
        found = Span(Decimal(0))
    least = found.least if all(found.least is None or one >= found.least for one in marks) else None
    most = found.most if all(found.most is None or one <= found.most for one in marks) else None
    return Span(least, most)
