"""How precisely numbers of ladders and formulas are kept. What is finer is refused, never rounded."""

from decimal import Decimal

MARK_DECIMALS, FIGURE_DECIMALS, WEIGHT_DECIMALS = 2, 3, 2


def decimals(number: Decimal) -> int:
    """How many decimals a number has, without the zeros that say nothing."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))
