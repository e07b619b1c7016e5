"""The funnel by *reached*: of who entered a stage, what became of them there. The parts add up.

An application counts once per stage, by its last visit there that was not undone; stages of several
pipeline versions are joined by their key.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from core.db import Words, db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Application, Opening, Stage, Visit
from recruiting.queries.reach import reachable
from recruiting.states import Outcome, Status

PAGE = 50


class Way(StrEnum):
    """What became of an application in a stage."""

    ADVANCED = "advanced"
    STILL_THERE = "still there"
    REJECTED = "rejected"
    WITHDREW = "withdrew"
    SENT_BACK = "sent back"
    MOVED_AWAY = "moved away"


OUTCOMES: dict[Way, tuple[Outcome, ...]] = {
    Way.ADVANCED: (Outcome.ADVANCED, Outcome.HIRED),
    Way.STILL_THERE: (),
    Way.REJECTED: (Outcome.REJECTED,),
    Way.WITHDREW: (Outcome.WITHDRAWN,),
    Way.SENT_BACK: (Outcome.SENT_BACK,),
    Way.MOVED_AWAY: (Outcome.TRANSFERRED,),
}


@dataclass(frozen=True)
class Cohort:
    """Whose applications: of one opening or of all in reach, applied from `since` until before `until`."""

    opening_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self, account: Account) -> list[ColumnElement[bool]]:
        wanted = [reachable(account, Permission.SEE_REPORTS)]
        if self.opening_id is not None:
            wanted.append(Application.opening_id == self.opening_id)
        if self.since is not None:
            wanted.append(Application.applied_at >= self.since)
        if self.until is not None:
            wanted.append(Application.applied_at < self.until)
        return wanted


@dataclass(frozen=True)
class Step:
    """One stage of the funnel; entered = the sum of the ways."""

    key: str
    name: Words
    entered: int
    ways: dict[Way, int]

    @property
    def finished(self) -> int:
        return self.entered - self.ways[Way.STILL_THERE]

    @property
    def passed_share(self) -> float | None:
        """Advanced of finished, 0 to 1; None before anybody has finished."""
        return self.ways[Way.ADVANCED] / self.finished if self.finished else None


def _last_visits(account: Account, cohort: Cohort) -> Any:
    newest = func.row_number().over(
        partition_by=(Visit.application_id, Visit.stage_id), order_by=Visit.id.desc()
    )
    return (
        select(Visit.application_id, Visit.stage_id, Visit.entered_at, Visit.outcome, newest.label("place"))
        .join(Application, Application.id == Visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(Visit.voided_at.is_(None), *cohort.conditions(account))
        .subquery()
    )


def _count(outcome: Any, way: Way) -> Any:
    is_it = outcome.in_(OUTCOMES[way]) if OUTCOMES[way] else outcome.is_(None)
    return func.sum(case((is_it, 1), else_=0))


def funnel(account: Account, cohort: Cohort) -> list[Step]:
    """The stages in their order, each with who entered and what became of them. One statement."""
    last = _last_visits(account, cohort)
    rows = db.session.execute(
        select(
            Stage.key,
            func.max(Stage.id).label("newest"),
            func.count().label("entered"),
            *[_count(last.c.outcome, way).label(way.name) for way in Way],
        )
        .join(last, (last.c.stage_id == Stage.id) & (last.c.place == 1))
        .group_by(Stage.key)
        .order_by(func.max(Stage.position), Stage.key)
    ).all()
    names = stage_names([row.newest for row in rows])
    return [
        Step(row.key, names[row.newest], row.entered, {way: int(getattr(row, way.name)) for way in Way})
        for row in rows
    ]


def stage_names(ids: list[int]) -> dict[int, Words]:
    """Stage id → its name."""
    rows = db.session.execute(select(Stage.id, Stage.name).where(Stage.id.in_(ids))).all()
    return {row.id: row.name for row in rows}


def name_of(key: str) -> Words | None:
    """The name that the stage with this key has in the newest version that has it."""
    return db.session.scalar(select(Stage.name).where(Stage.key == key).order_by(Stage.id.desc()).limit(1))


def ends(account: Account, cohort: Cohort) -> dict[Status, int]:
    """How many applications of the cohort there are in each status."""
    rows = db.session.execute(
        select(Application.status, func.count())
        .join(Application.opening)
        .where(*cohort.conditions(account))
        .group_by(Application.status)
    ).all()
    return {row.status: row[1] for row in rows}


def people_behind(
    account: Account, cohort: Cohort, key: str, way: Way | None, after: tuple[datetime, int] | None = None
) -> list[Any]:
    """The applications behind one number of the funnel, longest ago first, a page at a time.

    way: None for all who entered.  after: (entered_at, application id) of the last row seen."""
    last = _last_visits(account, cohort)
    query: Select[Any] = (
        select(
            Application.id,
            Person.name,
            Person.latin_name,
            Opening.code,
            Application.status,
            last.c.entered_at,
            last.c.outcome,
        )
        .join(last, last.c.application_id == Application.id)
        .join(Stage, Stage.id == last.c.stage_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(last.c.place == 1, Stage.key == key)
    )
    if way is not None:
        outcomes = OUTCOMES[way]
        query = query.where(last.c.outcome.in_(outcomes) if outcomes else last.c.outcome.is_(None))
    if after is not None:
        moment, number = after
        query = query.where(
            (last.c.entered_at > moment) | ((last.c.entered_at == moment) & (Application.id > number))
        )
    return list(db.session.execute(query.order_by(last.c.entered_at, Application.id).limit(PAGE + 1)).all())


def openings_to_choose(account: Account) -> list[Any]:
    """Openings in reach, newest first: id, code, title."""
    return list(
        db.session.execute(
            select(Opening.id, Opening.code, Opening.title)
            .where(reachable(account, Permission.SEE_REPORTS))
            .order_by(Opening.id.desc())
            .limit(200)
        ).all()
    )
