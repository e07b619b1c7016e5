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
from recruiting.models import Application, Opening, Stage
from recruiting.models.tally import STILL_THERE, Tally
from recruiting.queries import then
from recruiting.queries.blindness import names
from recruiting.queries.reach import reachable
from recruiting.queries.reports import stages
from recruiting.states import Outcome, Status

PAGE = 50
ALL_ROWS = 100_000
"""What an export takes at most."""


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


FINISHED = "finished"
"""Whatever the way but still there."""


@dataclass(frozen=True)
class Cohort:
    """Whose applications: of one opening or of all in reach, of one channel, of one pipeline version;
    who applied from `since` until before `until` or, with `activity`, what happened in that time.
    `at`: as it was known just before that moment; None is now."""

    opening_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    channel_id: int | None = None
    version_id: int | None = None
    at: datetime | None = None
    activity: bool = False

    @property
    def is_whole_and_present(self) -> bool:
        """Is it everybody of an opening, or of all, as things stand now?"""
        return self == Cohort(opening_id=self.opening_id)

    def own_version(self) -> Any:
        """The id of the version after which the stages are put in order; None for the newest. Which one an
        opening had on a past day is not asked: it would change the report of that day."""
        if self.version_id is not None or self.opening_id is None or self.at is not None:
            return self.version_id
        own = select(Opening.pipeline_version_id).where(Opening.id == self.opening_id)
        return own.scalar_subquery()

    def within(self, account: Account) -> list[ColumnElement[bool]]:
        """Conditions on Application and Opening, whatever the time."""
        wanted = [reachable(account, Permission.SEE_REPORTS)]
        if self.opening_id is not None:
            wanted.append(Application.opening_id == self.opening_id)
        if self.channel_id is not None:
            wanted.append(then.channel_id(self.at) == self.channel_id)
        if self.version_id is not None:
            wanted.append(then.ran_on(self.version_id, self.at))
        return wanted

    def during(self, moment: Any) -> list[ColumnElement[bool]]:
        """That `moment`, a column, lies in the time asked for."""
        wanted = [] if self.at is None else [moment < self.at]
        if self.since is not None:
            wanted.append(moment >= self.since)
        if self.until is not None:
            wanted.append(moment < self.until)
        return wanted

    def conditions(self, account: Account, happened: Any = None) -> list[ColumnElement[bool]]:
        """All of it; `happened` is the column that `activity` goes by."""
        by_activity = self.activity and happened is not None
        return [*self.within(account), *self.during(happened if by_activity else Application.applied_at)]


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
    visit = then.visits(cohort.at).c
    newest = func.row_number().over(partition_by=(visit.application_id, Stage.key), order_by=visit.id.desc())
    return (
        select(visit.application_id, visit.stage_id, visit.entered_at, visit.outcome, newest.label("place"))
        .join(Stage, Stage.id == visit.stage_id)
        .join(Application, Application.id == visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(*cohort.conditions(account, visit.entered_at))
        .subquery()
    )


def _count(outcome: Any, way: Way) -> Any:
    is_it = outcome.in_(OUTCOMES[way]) if OUTCOMES[way] else outcome.is_(None)
    return func.sum(case((is_it, 1), else_=0))


def funnel(account: Account, cohort: Cohort) -> list[Step]:
    """The stages in their order, each with who entered and what became of them. One statement: of who
    applied whenever from the tally, of who applied between two days counted from the visits."""
    steps = _kept(account, cohort) if cohort.is_whole_and_present else _counted(account, cohort)
    every = stages.of_all(cohort.own_version())
    place, names = stages.order(every, cohort.at), {stage.id: stage.name for stage in every}
    return [
        Step(row.key, names[row.newest], int(row.entered), {way: int(getattr(row, way.name)) for way in Way})
        for row in sorted(db.session.execute(steps.group_by(Stage.key)), key=lambda row: place[row.key])
    ]


def _counted(account: Account, cohort: Cohort) -> Any:
    last = _last_visits(account, cohort)
    return select(
        Stage.key,
        func.max(Stage.id).label("newest"),
        func.count().label("entered"),
        *[_count(last.c.outcome, way).label(way.name) for way in Way],
    ).join(last, (last.c.stage_id == Stage.id) & (last.c.place == 1))


def _kept(account: Account, cohort: Cohort) -> Any:
    wanted = [Tally.what == "reached", reachable(account, Permission.SEE_REPORTS)]
    if cohort.opening_id is not None:
        wanted.append(Tally.opening_id == cohort.opening_id)
    return (
        select(
            Stage.key,
            func.max(Stage.id).label("newest"),
            func.sum(Tally.n).label("entered"),
            *[func.sum(case((_is_way(way), Tally.n), else_=0)).label(way.name) for way in Way],
        )
        .select_from(Tally)
        .join(Stage, Stage.id == Tally.stage_id)
        .join(Opening, Opening.id == Tally.opening_id)
        .where(*wanted)
        .having(func.sum(Tally.n) > 0)
    )


def _is_way(way: Way) -> ColumnElement[bool]:
    return Tally.word.in_([one.value for one in OUTCOMES[way]] or [STILL_THERE])


def ends(account: Account, cohort: Cohort) -> dict[Status, int]:
    """How many applications of the cohort there are in each status, in the order of `Status`: no database
    promises any."""
    if cohort.is_whole_and_present:
        return _kept_ends(account, cohort)
    stood = then.states(cohort.at)
    rows = db.session.execute(
        select(stood.c.status, func.count())
        .join(Application, Application.id == stood.c.application_id)
        .join(Application.opening)
        .where(stood.c.status != Status.VOID, *cohort.conditions(account))
        .group_by(stood.c.status)
    ).all()
    return _in_order({row.status: row[1] for row in rows})


def _in_order(counts: dict[Status, int]) -> dict[Status, int]:
    return {one: counts[one] for one in Status if one in counts}


def _kept_ends(account: Account, cohort: Cohort) -> dict[Status, int]:
    wanted = [Tally.what == "status", reachable(account, Permission.SEE_REPORTS)]
    wanted.append(Tally.word != Status.VOID.value)
    if cohort.opening_id is not None:
        wanted.append(Tally.opening_id == cohort.opening_id)
    many = func.sum(Tally.n)
    rows = db.session.execute(
        select(Tally.word, many)
        .join(Opening, Opening.id == Tally.opening_id)
        .where(*wanted)
        .group_by(Tally.word)
        .having(many > 0)
    )
    return _in_order({Status(row.word): int(row[1]) for row in rows})


def people_behind(
    account: Account,
    cohort: Cohort,
    key: str,
    way: Way | str | None,
    after: tuple[datetime, int] | None = None,
    most: int = PAGE + 1,
) -> list[Any]:
    """The applications behind one number of the funnel, longest ago first, a page at a time.

    way: None for all who entered, FINISHED for who is not there any more.  after: (entered_at, application
    id) of the last row seen."""
    last, stood = _last_visits(account, cohort), then.states(cohort.at)
    query: Select[Any] = (
        select(
            Application.id,
            *names(account),
            Opening.code,
            stood.c.status,
            last.c.entered_at,
            last.c.outcome,
        )
        .join(last, last.c.application_id == Application.id)
        .join(stood, stood.c.application_id == Application.id)
        .join(Stage, Stage.id == last.c.stage_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(last.c.place == 1, Stage.key == key)
    )
    if way == FINISHED:
        query = query.where(last.c.outcome.is_not(None))
    elif way is not None:
        outcomes = OUTCOMES[Way(way)]
        query = query.where(last.c.outcome.in_(outcomes) if outcomes else last.c.outcome.is_(None))
    return _some(query, last.c.entered_at, after, most)


def people_in(
    account: Account,
    cohort: Cohort,
    status: Status | None,
    after: tuple[datetime, int] | None = None,
    most: int = PAGE + 1,
) -> list[Any]:
    """The applications behind one number of `ends`, or behind their sum where `status` is None; as
    `people_behind` gives them, by the day on which they applied."""
    stood = then.states(cohort.at)
    query: Select[Any] = (
        select(
            Application.id,
            *names(account),
            Opening.code,
            stood.c.status,
            Application.applied_at.label("entered_at"),
        )
        .join(stood, stood.c.application_id == Application.id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(stood.c.status != Status.VOID, *cohort.conditions(account))
    )
    if status is not None:
        query = query.where(stood.c.status == status)
    return _some(query, Application.applied_at, after, most)


def _some(query: Select[Any], moment: Any, after: tuple[datetime, int] | None, most: int) -> list[Any]:
    """So many rows at most, longest ago first."""
    if after is not None:
        at, number = after
        query = query.where((moment > at) | ((moment == at) & (Application.id > number)))
    return list(db.session.execute(query.order_by(moment, Application.id).limit(most)).all())


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
