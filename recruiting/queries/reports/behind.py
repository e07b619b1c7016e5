"""The people behind a number, a page at a time."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.db import db
from people.models import Account, Person
from recruiting.models import Application, Opening
from recruiting.queries import then
from recruiting.queries.blindness import names
from recruiting.queries.reports.sheet import Case

PAGE = 50

Place = tuple[datetime, int, int]
"""When it was, what it is about, and the how-manieth of these it is."""


def lasting(cases: Sequence[Case], days: int | None) -> list[Case]:
    """Those of the cases that last for so many days at least, or have so far; None: all of them."""
    return [case for case in cases if days is None or (case.days or 0.0) >= days]


def in_order(cases: Sequence[Case]) -> list[Case]:
    """Longest ago first."""
    return sorted(cases, key=lambda case: (case.at, case.about_id, case.going_on, case.days or 0.0))


def page_of(cases: Sequence[Case], after: str | None) -> tuple[list[Case], str | None]:
    """A page of cases, longest ago first, from after the place named `after`; and what to name next."""
    ordered, last = in_order(cases), _place(after)
    places = _places(ordered)
    begin = bisect_right(places, last) if last else 0
    end = begin + PAGE
    return ordered[begin:end], _name(places[end - 1]) if end < len(ordered) else None


def _places(ordered: Sequence[Case]) -> list[Place]:
    """Where each stands. How long it lasts is no part of it: what goes on has lasted longer on the next
    page."""
    before: Counter[tuple[datetime, int]] = Counter()
    places = []
    for case in ordered:
        which = case.at, case.about_id
        before[which] += 1
        places.append((*which, before[which]))
    return places


def _name(place: Place) -> str:
    at, about_id, number = place
    return f"{at.isoformat()}~{about_id}~{number}"


def _place(name: str | None) -> Place | None:
    """The place of this name; nothing where it is none."""
    moment, _sep, rest = (name or "").partition("~")
    about, _sep, number = rest.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(about), int(number)) if at.tzinfo else None
    except ValueError:
        return None


def people(cases: Sequence[Case], at: datetime | None, reader: Account) -> list[tuple[Case, Any]]:
    """Each case with its person, opening and status, as it stood just before `at`. One statement."""
    ids = sorted({case.about_id for case in cases})
    stood = then.states(at, ids)
    rows = db.session.execute(
        select(Application.id, *names(reader), Opening.code, stood.c.status)
        .join(Person, Person.id == Application.person_id)
        .join(Application.opening)
        .join(stood, stood.c.application_id == Application.id)
        .where(Application.id.in_(ids))
    )
    known = {row.id: row for row in rows}
    return [(case, known[case.about_id]) for case in cases]
