"""The people behind a number, a page at a time."""

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


def in_order(cases: Sequence[Case]) -> list[Case]:
    """Longest ago first."""
    return sorted(cases, key=_key)


def page_of(cases: Sequence[Case], after: str | None) -> tuple[list[Case], str | None]:
    """A page of cases, longest ago first, from after the one named `after`; and what to name next."""
    ordered = in_order(cases)
    begin = next((n for n, case in enumerate(ordered, 1) if _name(case) == after), 0) if after else 0
    page = ordered[begin : begin + PAGE]
    return page, _name(page[-1]) if begin + PAGE < len(ordered) else None


def _key(case: Case) -> Any:
    return case.at, case.about_id, case.days or 0.0


def _name(case: Case) -> str:
    return f"{case.at.isoformat()}~{case.about_id}~{case.days}"


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
