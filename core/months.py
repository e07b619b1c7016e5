"""Months as the day on which they begin, and as an address writes them: 2026-11."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

KEPT = 4096
"""So many answers are remembered: thousands of people ask about the same few months."""


def month_of(day: date) -> date:
    return day.replace(day=1)


@lru_cache(KEPT)
def add_months(day: date, months: int) -> date:
    """The same day so many months later; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to the other; never negative."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if add_months(earlier, months) > later:
        months -= 1
    return max(months, 0)


def last_day(month: date) -> date:
    return add_months(month_of(month), 1) - timedelta(days=1)


@lru_cache(KEPT)
def months_from(first: date, last: date) -> tuple[date, ...]:
    """Every month from one to the other, both included."""
    found, month = [], month_of(first)
    while month <= month_of(last):
        found.append(month)
        month = add_months(month, 1)
    return tuple(found)


def after(month: date) -> date:
    """The first day of the next month."""
    return add_months(month_of(month), 1)


def before(month: date) -> date:
    """The first day of the month before."""
    return add_months(month_of(month), -1)


def month_read(text: str | None) -> date | None:
    """The month that an address names; None for what is no month of this century."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
