"""Who is when in which interview: for planning, and for the calendars that subscribe."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from core import clock
from core.db import Words, db
from people.models import Account, Person
from recruiting.models import (
    Application,
    CalendarFeed,
    Interview,
    Invitation,
    Opening,
    Panelist,
    Stage,
    Visit,
)
from recruiting.states import InterviewState
from training.queries import teaching

LONGEST = timedelta(minutes=480)
PAST_SHOWN = timedelta(days=28)
"""How far back a calendar that subscribes can look."""


@dataclass(frozen=True)
class Busy:
    """A planned interview of somebody: of an account, or (None) of the candidate. Or, without an
    `interview_id`, a session that an account teaches: `stage` is what of, `code` of which class."""

    account_id: int | None
    name: str
    starts_at: datetime
    minutes: int
    stage: Words
    code: str
    interview_id: int | None

    @property
    def teaches(self) -> bool:
        return self.interview_id is None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Is it going on at any moment from `starts_at` to before `ends_at`?"""
        return self.starts_at < ends_at and self.ends_at > starts_at


def clashes(
    accounts: Collection[int],
    person_id: int | None,
    starts_at: datetime,
    minutes: int,
    *,
    besides: int | None = None,
) -> list[Busy]:
    """Who of these accounts, or the candidate `person_id`, has another planned interview during this
    time, or teaches. `besides` is the id of an interview that does not count, being the one that is moved."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return [
        one
        for one in busy(accounts, person_id, starts_at - LONGEST, ends_at, besides=besides)
        if one.meets(starts_at, ends_at)
    ]


def busy_on(
    accounts: Collection[int], person_id: int | None, day: date, *, besides: int | None = None
) -> list[Busy]:
    """Every planned interview of these accounts and this candidate that begins on a day, by time, and what
    the accounts teach on it."""
    return busy(accounts, person_id, clock.day_start(day), clock.day_end(day), besides=besides)


def busy(
    accounts: Collection[int],
    person_id: int | None,
    since: datetime,
    until: datetime,
    *,
    besides: int | None = None,
) -> list[Busy]:
    """The same, of those that begin from `since` to before `until`, and what the accounts teach meanwhile;
    four statements."""
    period = (Interview.starts_at >= since, Interview.starts_at < until, Interview.id != (besides or 0))
    rows = [*_of_accounts(accounts, period), *_of_candidate(person_id, period)]
    found = [Busy(*row) for row in rows] + [_taught(one) for one in teaching.sessions(accounts, since, until)]
    return sorted(found, key=lambda one: (one.starts_at, one.name))


def _taught(one: teaching.Session) -> Busy:
    minutes = int((one.ends_at - one.starts_at).total_seconds() // 60)
    return Busy(one.account_id, one.name, one.starts_at, minutes, one.what, one.code, None)


def _of_accounts(accounts: Collection[int], period: tuple[ColumnElement[bool], ...]) -> Sequence[Any]:
    if not accounts:
        return ()
    query = (
        _planned(Panelist.account_id, Person.name)
        .join(Panelist, Panelist.visit_id == Visit.id)
        .join(Account, Account.id == Panelist.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(Panelist.account_id.in_(accounts), Panelist.released_at.is_(None), *period)
    )
    return db.session.execute(query).all()


def _of_candidate(person_id: int | None, period: tuple[ColumnElement[bool], ...]) -> Sequence[Any]:
    if person_id is None:
        return ()
    query = (
        _planned(Person.id, Person.name)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .where(Application.person_id == person_id, *period)
    )
    return [(None, *row[1:]) for row in db.session.execute(query)]


def _planned(who: Any, name: Any) -> Select[Any]:
    return (
        select(who, name, Interview.starts_at, Interview.minutes, Stage.name, Opening.code, Interview.id)
        .select_from(Interview)
        .join(Visit, Visit.id == Interview.visit_id)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(Interview.state == InterviewState.PLANNED, Visit.left_at.is_(None))
    )


# Calendars that subscribe


class Mine(NamedTuple):
    """An interview as its interviewer's calendar shows it. `changed_at`: when the calendars were last
    told of it, or when it was asked for."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    place: str
    stage: Words
    code: str
    panelist_id: int
    changed_at: datetime


def interviews_of(account_id: int) -> list[Mine]:
    """The interviews of an account that are planned or were held, from four weeks ago on, by time."""
    told = (
        select(func.max(Invitation.written_at))
        .where(Invitation.interview_id == Interview.id)
        .correlate(Interview)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Interview.uid,
            Interview.sequence,
            Interview.starts_at,
            Interview.minutes,
            Interview.place,
            Stage.name,
            Opening.code,
            Panelist.id,
            func.coalesce(told, Panelist.asked_at),
        )
        .select_from(Panelist)
        .join(Visit, Visit.id == Panelist.visit_id)
        .join(Interview, Interview.visit_id == Visit.id)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(
            Panelist.account_id == account_id,
            Panelist.released_at.is_(None),
            Visit.voided_at.is_(None),
            Interview.state.in_((InterviewState.PLANNED, InterviewState.HELD)),
            Interview.starts_at >= clock.now() - PAST_SHOWN,
        )
        .order_by(Interview.starts_at, Interview.id)
    )
    return [Mine(*row) for row in rows]


def feed_of(account_id: int) -> CalendarFeed | None:
    """The address of an account that is good."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.account_id == account_id, CalendarFeed.revoked_at.is_(None))
    )


def account_of_feed(nonce: str) -> Account | None:
    """Whose address is signed over this number, where it is good."""
    return db.session.scalar(
        select(Account)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(CalendarFeed.nonce == nonce, CalendarFeed.revoked_at.is_(None))
    )
