"""In what a closed month falls short: indicators with fewer points than training is offered below."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol


class Fit(Protocol):
    """What is offered below so many points of an indicator."""

    indicator: Any
    below: Any


def short_of(lines: Mapping[str, Mapping[str, Any]], fits: Sequence[Fit]) -> dict[str, list[Fit]]:
    """Key of the indicator → what fits, of those that fall short.  `lines`: of a revision, as they are kept;
    what has no figure has no points, and nothing is offered for it."""
    found: dict[str, list[Fit]] = {}
    for fit in fits:
        points = lines.get(fit.indicator, {}).get("points")
        if points is not None and Decimal(points) < fit.below:
            found.setdefault(fit.indicator, []).append(fit)
    return found
