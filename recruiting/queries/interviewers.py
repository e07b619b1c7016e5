"""How much each interviewer has or had to do, and how long their scorecards take."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from core import clock
from core.db import Words, db, escaped
from people.models import Account, Grant, Person
from people.permissions import Permission, Role
from recruiting.models import Application, Interview, Opening, Panelist, Scorecard, Stage, Visit
from recruiting.queries import interviewers_then
from recruiting.queries.blindness import names
from recruiting.queries.reach import reachable
from recruiting.queries.scoring import to_judge
from recruiting.states import TOOK_PLACE, StageKind, Status

PAGE = 50
FEWEST = 3
"""Under so many scorecards a median says nothing of anybody."""
NUMBERS = {"past": "over", "ahead": "ahead", "owed": "owed", "scored": "hours"}
"""The numbers of a load, by what they are called in addresses → what a meeting has to be."""


@dataclass(frozen=True)
class Wanted:
    """Whose load: of a team's openings, of who is called so; over how many past weeks. `at`: as it was
    just before that moment; None is now."""

    team_id: int | None = None
    text: str = ""
    weeks: int = 4
    at: datetime | None = None

    @property
    def now(self) -> datetime:
        return self.at or clock.now()

    @property
    def since(self) -> datetime:
        return self.now - timedelta(weeks=self.weeks)

    @property
    def openings(self) -> ColumnElement[bool]:
        return Opening.team_id == self.team_id if self.team_id else true()


@dataclass(frozen=True)
class Meeting:
    """An account's part in a visit: its interview, where there is one, and its scorecard.

    over: has the interview taken place?  ahead: is it still to come?  owed: is the scorecard missing,
    and should be there?  hours: from the end of the interview, or from having been asked where that was
    later, to the first scorecard.  hidden: the reader has to score this candidate first, and is not
    told who has.  is_withheld: nor that it is this candidate, where the list itself would tell."""

    panelist_id: int
    application_id: int
    name: str
    latin_name: str | None
    code: str
    stage: Words
    asked_at: datetime
    starts_at: datetime | None
    minutes: int | None
    over: bool
    ahead: bool
    owed: bool
    hours: float | None
    submitted_at: datetime | None
    hidden: bool
    is_withheld: bool = False


@dataclass
class Load:
    """What one interviewer had and has to do; `meetings` are what the numbers count."""

    account_id: int
    name: str
    latin_name: str | None
    meetings: list[Meeting] = field(default_factory=list)

    def behind(self, number: str | None) -> list[Meeting]:
        """The meetings that a number of NUMBERS counts, or all. A scorecard counts once, with its latest
        interview; where the reader may not know of it yet, whose it is is not said."""
        if number is None:
            return self.meetings
        if number == "scored":
            each = {one.panelist_id: one for one in self.meetings}
            sent = [one for one in each.values() if one.hours is not None]
            return [replace(one, is_withheld=one.hidden) for one in sent]
        if number == "owed":
            owed = {one.panelist_id: one for one in reversed(self.meetings) if one.owed}
            return [replace(one, is_withheld=one.hidden) for one in reversed(owed.values())]
        return [one for one in self.meetings if getattr(one, NUMBERS[number])]

    @property
    def past(self) -> int:
        return len(self.behind("past"))

    @property
    def ahead(self) -> int:
        return len(self.behind("ahead"))

    @property
    def owed(self) -> int:
        return len(self.behind("owed"))

    @property
    def scored(self) -> int:
        """How many scorecards the median is of."""
        return len(self.behind("scored"))

    @property
    def median_hours(self) -> float | None:
        """Hours to feedback; None where too few scorecards are in."""
        return median(self._hours) if self.scored >= FEWEST else None

    @property
    def _hours(self) -> list[float]:
        return [one.hours for one in self.behind("scored") if one.hours is not None]


def loads(reader: Account, wanted: Wanted) -> list[Load]:
    """Every interviewer within reach, those with nothing to do included; two statements, seven of
    the past."""
    found: dict[int, Load] = {row.id: Load(*row) for row in _interviewers(reader, wanted)}
    for account, meetings in _meetings(reader, wanted).items():
        if account.id not in found:
            found[account.id] = Load(account.id, account.name, account.latin_name)
        found[account.id].meetings = meetings
    return list(found.values())


def behind(loads: Iterable[Load], number: str | None) -> list[tuple[Load, Meeting]]:
    """The meetings behind a number of all of these together, the latest first."""
    found = [(load, one) for load in loads for one in load.behind(number)]
    return sorted(found, key=lambda pair: (_time(pair[1]), pair[1].panelist_id), reverse=True)


def page_of(
    pairs: Sequence[tuple[Load, Meeting]], after: str | None
) -> tuple[Sequence[tuple[Load, Meeting]], str | None]:
    """A page of what `behind` gives, from after the one named `after`; and what to name next."""
    named = (place for place, (_load, one) in enumerate(pairs, 1) if _name(one) == after)
    begin = next(named, 0) if after else 0
    page = pairs[begin : begin + PAGE]
    return page, _name(page[-1][1]) if begin + PAGE < len(pairs) else None


def _name(meeting: Meeting) -> str:
    return f"{_time(meeting).isoformat()}~{meeting.panelist_id}"


def _time(meeting: Meeting) -> datetime:
    """Of its interview, or else when it was asked for."""
    return meeting.starts_at or meeting.asked_at


def load_of(reader: Account, account_id: int, wanted: Wanted) -> Load | None:
    """The same of one account; None where it is nobody within reach."""
    return next((one for one in loads(reader, wanted) if one.account_id == account_id), None)


def _interviewers(reader: Account, wanted: Wanted) -> Sequence[Any]:
    """Who holds the role of interviewer for a team that the reader sees."""
    teams = reader.teams_for(Permission.SEE_REPORTS)
    if wanted.at is not None:
        return _interviewers_then(wanted, wanted.at, teams)
    in_reach = true() if None in teams else or_(Grant.team_id.is_(None), Grant.team_id.in_(teams))
    of_team = or_(Grant.team_id.is_(None), Grant.team_id == wanted.team_id) if wanted.team_id else true()
    return db.session.execute(
        select(Account.id, Person.name, Person.latin_name)
        .join(Person, Person.id == Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == Role.INTERVIEWER, Account.closed_at.is_(None), in_reach, of_team)
        .where(_called(wanted.text))
        .distinct()
    ).all()


def _interviewers_then(wanted: Wanted, at: datetime, teams: Collection[int | None]) -> Sequence[Any]:
    held = {
        account_id
        for account_id, team in interviewers_then.held_role(at)
        if (None in teams or team is None or team in teams)
        and (not wanted.team_id or team in (None, wanted.team_id))
    }
    rows = db.session.execute(
        select(Account.id, Person.name, Person.latin_name)
        .join(Person, Person.id == Account.person_id)
        .where(_called(wanted.text))
    )
    return [row for row in rows if row.id in held]


def _called(text: str) -> ColumnElement[bool]:
    part = f"%{escaped(text)}%"
    return or_(Person.name.ilike(part, escape="\\"), Person.latin_name.ilike(part, escape="\\"))


@dataclass(frozen=True)
class _Who:
    id: int
    name: str
    latin_name: str | None


def _meetings(reader: Account, wanted: Wanted) -> dict[_Who, list[Meeting]]:
    found: dict[_Who, list[Meeting]] = defaultdict(list)
    for row in _rows(reader, wanted):
        meeting = _meeting(row, wanted)
        if meeting.over or meeting.ahead or meeting.owed or meeting.hours is not None:
            found[_Who(row.account_id, row.who, row.who_latin)].append(meeting)
    return found


_candidate = aliased(Person)
_COLUMNS = (
    Panelist.id,
    Panelist.account_id,
    Panelist.asked_at,
    Person.name.label("who"),
    Person.latin_name.label("who_latin"),
    Visit.application_id,
    Visit.left_at,
    Application.status,
    Opening.code,
    Stage.name.label("stage"),
    Stage.kind,
    Interview.starts_at,
    Interview.minutes,
    Scorecard.submitted_at,
)


def _rows(reader: Account, wanted: Wanted) -> Iterable[Any]:
    if wanted.at is None:
        return _rows_now(reader, wanted)
    rows = interviewers_then.rows(reader, wanted.at, wanted.openings, _called(wanted.text))
    return (row for row in rows if _did_count(row, wanted.since))


def _rows_now(reader: Account, wanted: Wanted) -> Iterable[Any]:
    hidden = Visit.application_id.in_(to_judge(reader.id)).label("hidden")
    return db.session.execute(
        select(*_COLUMNS, *names(reader, _candidate), hidden)
        .select_from(Panelist)
        .join(Account, Account.id == Panelist.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Visit, Visit.id == Panelist.visit_id)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(Application, Application.id == Visit.application_id)
        .join(_candidate, _candidate.id == Application.person_id)
        .join(Opening, Opening.id == Visit.opening_id)
        .outerjoin(Interview, and_(Interview.visit_id == Visit.id, Interview.state.in_(TOOK_PLACE)))
        .outerjoin(Scorecard, and_(Scorecard.panelist_id == Panelist.id, Scorecard.number == 1))
        .where(
            Panelist.released_at.is_(None),
            Visit.voided_at.is_(None),
            _counts(wanted.since),
            reachable(reader, Permission.SEE_REPORTS),
            wanted.openings,
            _called(wanted.text),
        )
        .order_by(func.coalesce(Interview.starts_at, Panelist.asked_at).desc(), Panelist.id.desc())
    )


def _counts(since: datetime) -> ColumnElement[bool]:
    """Held or scored since then, still to come, or owed."""
    return or_(
        Interview.starts_at >= since,
        Scorecard.submitted_at >= since,
        and_(Scorecard.id.is_(None), Visit.left_at.is_(None)),
    )


def _did_count(row: Any, since: datetime) -> bool:
    """The same of a row of the past."""
    recent = any(at is not None and at >= since for at in (row.starts_at, row.submitted_at))
    return recent or (row.submitted_at is None and row.left_at is None)


def _meeting(row: Any, wanted: Wanted) -> Meeting:
    now, standing = wanted.now, row.left_at is None and row.status is Status.ACTIVE
    ends_at = row.starts_at + timedelta(minutes=row.minutes) if row.starts_at else None
    over = ends_at is not None and ends_at <= now
    due = over or (ends_at is None and row.kind is not StageKind.INTERVIEW)
    return Meeting(
        panelist_id=row.id,
        application_id=row.application_id,
        name=row.name,
        latin_name=row.latin_name,
        code=row.code,
        stage=row.stage,
        asked_at=row.asked_at,
        starts_at=row.starts_at,
        minutes=row.minutes,
        over=over and ends_at is not None and ends_at >= wanted.since,
        ahead=row.left_at is None and ends_at is not None and ends_at > now,
        owed=standing and due and row.submitted_at is None,
        hours=_hours(row, ends_at, wanted),
        submitted_at=row.submitted_at,
        hidden=row.hidden,
    )


def _hours(row: Any, ends_at: datetime | None, wanted: Wanted) -> float | None:
    if row.submitted_at is None or row.submitted_at < wanted.since:
        return None
    since = max(ends_at or row.asked_at, row.asked_at)
    took: timedelta = row.submitted_at - since
    return max(took.total_seconds() / 3600, 0.0)
