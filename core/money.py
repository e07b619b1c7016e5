"""Amounts of money: whole numbers of the smallest unit, and the currency beside them. Pure Python."""

import re
from decimal import Decimal, InvalidOperation

CURRENCIES = {"CNY": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "USD": 2}
"""ISO 4217 code → decimals of the smallest unit."""

GROUPED = re.compile(r"[+-]?(?![0０])\d{1,3}(,\d{3})+(\.\d*)?")
MOST = 1_000_000_000
"""Smallest units that one amount may have; it fits an integer of either database."""


def parse(text: str, currency: str) -> int:
    """ "1,500.50" in CNY → 150050.

    Raises ValueError for what is no amount, has a comma that parts no thousands (1,50), is negative, has more
    decimals than the currency or is beyond MOST; KeyError for a currency that is not among CURRENCIES.
    """
    text = text.replace("，", ",").strip()
    if "," in text and not GROUPED.fullmatch(text):
        raise ValueError("a comma that parts no thousands")
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation as fault:
        raise ValueError("not a number") from fault
    if not value.is_finite() or not 0 <= value <= MOST:
        raise ValueError("out of range")
    units = value * Decimal(10) ** CURRENCIES[currency]
    if units != units.to_integral_value() or units > MOST:
        raise ValueError("too many decimals, or too much")
    return int(units)


def major(amount: float, currency: str) -> float:
    """In the unit that people speak of: 150050 → 1500.5."""
    return amount / 10.0 ** CURRENCIES[currency]


def typed(amount: int, currency: str) -> str:
    """As a person would type it into a field: 1500.50."""
    return f"{major(amount, currency):.{CURRENCIES[currency]}f}"


def written(amount: float, currency: str) -> str:
    """For reading: CNY 1,500.50; whole amounts without decimals: CNY 1,500."""
    value = major(amount, currency)
    digits = 0 if value == int(value) else CURRENCIES[currency]
    return f"{currency} {value:,.{digits}f}"
