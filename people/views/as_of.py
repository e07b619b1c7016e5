"""Which day a page is asked for: every list and report can be seen as it stood."""

from datetime import date

from flask import request

from core import clock


def past_day() -> date | None:
    """The day of `?as_of=` if it is over; None for today."""
    try:
        day = date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return None
    return day if day < clock.today() else None
