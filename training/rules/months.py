"""Months as the day on which they begin, and as an address writes them: 2026-11."""

from datetime import date, timedelta


def month_of(day: date) -> date:
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the next month."""
    return month_of(month_of(month) + timedelta(days=31))


def before(month: date) -> date:
    """The first day of the month before."""
    return month_of(month_of(month) - timedelta(days=1))


def month_read(text: str | None) -> date | None:
    """The month that an address names; None for what is no month of this century."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
