"""Which days are worked where an opening is: what targets are counted in."""

from datetime import date
from functools import lru_cache
from json import loads
from typing import Any

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.orm import with_expression

from core.db import db
from recruiting.models import InterviewPolicy, Opening
from recruiting.rules import Hours, WorkingDays
from training.models import CalendarDay

_weekdays = (
    select(cast(InterviewPolicy.weekdays, String))
    .order_by(InterviewPolicy.number.desc())
    .limit(1)
    .scalar_subquery()
)
_site_says = case((CalendarDay.site_id.is_(None), "1"), else_="2")
_is_worked = case((CalendarDay.is_worked, "w"), else_="f")
_otherwise = (
    select(func.aggregate_strings(_site_says + cast(CalendarDay.day, String) + _is_worked, " "))
    .where(CalendarDay.site_id.is_(None) | (CalendarDay.site_id == Opening.site_id))
    .correlate(Opening)
    .scalar_subquery()
)
_CALENDAR = func.coalesce(_weekdays, "") + "|" + func.coalesce(_otherwise, "")
"""As one word: the weekdays of the interview policy in use, and each day that is not what its weekday
says: whose (1 everybody's, 2 the site's own), which, worked or free."""


def along() -> Any:
    """An option for statements that read openings: the calendar comes with them."""
    return with_expression(Opening.calendar, _CALENDAR)


def of(opening: Opening) -> WorkingDays:
    """The days that are worked at an opening's site; one statement, unless its calendar was read along."""
    said = opening.calendar
    if said is None:
        said = db.session.execute(select(_CALENDAR).where(Opening.id == opening.id)).scalar_one()
    return _meant(said)


@lru_cache(64)
def _meant(said: str) -> WorkingDays:
    """The word taken apart. What a site says of a day comes after what everybody does, and so holds."""
    weekdays, _bar, days = said.partition("|")
    otherwise = {date.fromisoformat(one[1:-1]): one.endswith("w") for one in sorted(days.split())}
    return WorkingDays(frozenset(loads(weekdays)) if weekdays else Hours.weekdays, otherwise)
