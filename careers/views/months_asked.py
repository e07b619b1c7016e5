"""Which month a page of careers is about, and which ones it offers."""

from datetime import date

from flask import request

from careers.forms.reviews import MonthFilter, month_in
from careers.queries import reviews
from careers.words import month as month_said
from core import clock
from core.months import add_months, month_of
from people import queries as people

OFFERED = 24
"""So many months are offered."""


def asked_month() -> date:
    """The month that the address or the form names, else the last one that is over."""
    return month_in(request.values.get("month")) or reviews.last_over(clock.today())


def months_offered() -> list[date]:
    """The month that runs, and those before it."""
    first = month_of(clock.today())
    return [add_months(first, -place) for place in range(OFFERED)]


def month_filter(month: date, form: type[MonthFilter] = MonthFilter) -> MonthFilter:
    offered = [(f"{one:%Y-%m}", month_said(one)) for one in months_offered()]
    return form(request.args, month=f"{month:%Y-%m}").offering(offered, people.teams())
