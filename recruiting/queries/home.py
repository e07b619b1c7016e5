"""What waits, on whom, since when: the lists of everybody's home page, a constant few statements."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from careers.queries.ladder import level_name
from core import clock
from core.db import Words, db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import (
    Application,
    Interview,
    Opening,
    Panelist,
    Scorecard,
    Seat,
    Stage,
    Visit,
)
from recruiting.models.tally import NOTHING
from recruiting.queries import proposals, requisitions, standing, tallies
from recruiting.queries.blindness import names
from recruiting.queries.filters import HAPPENED
from recruiting.queries.reach import reachable, reaches_all
from recruiting.states import InterviewState, OpeningStatus, SeatState, Status, Wait, WaitsOn
from training.queries import awaiting as awaiting_in_reach

SHOWN = 15
ALL_ROWS = 100_000
"""Rows of a list that is taken away, at most."""
TABS = (WaitsOn.RECRUITER, WaitsOn.MANAGER, WaitsOn.INTERVIEWER, WaitsOn.CANDIDATE, WaitsOn.OUTSIDE)


@dataclass
class Counts:
    """How many applications wait on whom, and which stages hold some past their target."""

    waiting: dict[WaitsOn, int] = field(default_factory=dict)
    overdue: list[tuple[str, Words, int, datetime]] = field(default_factory=list)

    @property
    def past_target(self) -> int:
        return sum(count for _key, _name, count, _since in self.overdue)


# Putting such statements together takes longer than asking the database, so each is kept for its reader;
# what changes from one moment to the next is given as it is asked.


def worklist(account: Account, on: WaitsOn, most: int = SHOWN) -> list[Any]:
    """The applications that wait on `on`, longest wait first, at most so many."""
    return list(db.session.execute(_worklist(Reader.of(account), on, most)).all())


@lru_cache(KEPT)
def _worklist(reader: Reader, on: WaitsOn, most: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.application_id,
            Visit.entered_at,
            Visit.waits_since,
            Visit.due_at,
            Visit.waits_for,
            Visit.waits_on,
            Visit.mark,
            Visit.verdict,
            Stage.name.label("stage"),
            Stage.kind,
            Stage.target_days,
            Stage.pass_mark,
            *names(reader),
            Opening.code,
            Opening.id.label("opening_id"),
        )
        .join(Visit.application)
        .join(Application.person)
        .join(Opening, Opening.id == Visit.opening_id)
        .join(Visit.stage)
        .where(
            Visit.waits_on == on,
            Visit.left_at.is_(None),
            Visit.waits_for != Wait.NOTHING,
            reachable(reader, Permission.SEE_APPLICATIONS),
        )
        .order_by(Visit.waits_since, Visit.id)
        .limit(most)
    )


def counts(account: Account) -> Counts:
    """Waits by whom they are on, and stays past their target by stage, from the tally; one statement."""
    return _summed(db.session.execute(_counts(Reader.of(account)), tallies.at(clock.now())))


@lru_cache(KEPT)
def _counts(reader: Reader) -> Select[*tuple[Any, ...]]:
    there = tallies.standing(reachable(reader, Permission.SEE_APPLICATIONS))
    found = (
        select(
            there.c.opening_id,
            there.c.stage_id,
            there.c.waits_on,
            func.sum(there.c.total).label("waiting"),
            func.sum(there.c.late).label("late"),
        )
        .where(there.c.waits_on != NOTHING)
        .group_by(there.c.opening_id, there.c.stage_id, there.c.waits_on)
        .subquery()
    )
    late = found.c.late
    by_step = (
        select(
            func.max(Stage.id).label("stage_id"),
            found.c.waits_on,
            cast(func.sum(found.c.waiting), Integer).label("waiting"),
            cast(func.sum(late), Integer).label("late"),
            func.min(case((late > 0, _oldest(found)))).label("since"),
        )
        .join(Stage, Stage.id == found.c.stage_id)
        .where(found.c.waiting > 0)
        .group_by(Stage.key, found.c.waits_on)
        .subquery()
    )
    named = select(by_step, Stage.key, Stage.name).join(Stage, Stage.id == by_step.c.stage_id)
    return named.order_by(standing.newest_position(), Stage.key, Stage.id.desc())


def _oldest(found: Any) -> Any:
    """Since when the longest stay in a stage lasts that is not on hold."""
    waiting = select(func.min(Visit.entered_at)).where(
        Visit.opening_id == found.c.opening_id,
        Visit.stage_id == found.c.stage_id,
        Visit.left_at.is_(None),
        Visit.waits_for != Wait.NOTHING,
    )
    return waiting.correlate(found).scalar_subquery()


def _summed(rows: Any) -> Counts:
    found = Counts()
    late: dict[str, tuple[Words, int, datetime]] = {}
    for row in rows:
        on = WaitsOn(row.waits_on)
        found.waiting[on] = found.waiting.get(on, 0) + row.waiting
        if row.late:
            name, so_many, since = late.get(row.key, (row.name, 0, row.since))
            late[row.key] = (name, so_many + row.late, min(since, row.since))
    found.overdue = [(key, *entry) for key, entry in late.items()]
    return found


def interviews_today(account: Account, most: int = SHOWN) -> list[Any]:
    """The interviews of today in the openings within reach, by time; not of who left before theirs."""
    today = clock.today()
    query = _interviews(Reader.of(account), clock.day_start(today), clock.day_end(today), most)
    return list(db.session.execute(query).all())


@lru_cache(KEPT)
def _interviews(reader: Reader, begin: datetime, end: datetime, most: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Interview.id,
            Interview.starts_at,
            Interview.place,
            Interview.state,
            Interview.minutes,
            _missing(reader).label("missing"),
            Application.id.label("application_id"),
            *names(reader),
            Stage.name.label("stage"),
        )
        .join(Visit, Visit.id == Interview.visit_id)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            Interview.starts_at >= begin,
            Interview.starts_at < end,
            Interview.state != InterviewState.CANCELLED,
            or_(Visit.left_at.is_(None), Visit.left_at > Interview.starts_at),
            reachable(reader, Permission.SEE_APPLICATIONS),
        )
        .order_by(Interview.starts_at)
        .limit(most)
    )


def _missing(reader: Reader) -> Any:
    """Whose scorecards of the Visit are missing, a line each in no order; nothing of others to whom owes
    one as well."""
    owing = (
        select(func.aggregate_strings(Person.name, "\n"))
        .select_from(Panelist)
        .join(Account, Account.id == Panelist.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(*_owes())
        .correlate(Visit)
        .scalar_subquery()
    )
    own = select(Panelist.id).where(*_owes(), Panelist.account_id == reader.id).correlate(Visit).exists()
    return case((~own & Visit.left_at.is_(None), owing))


def _owes() -> tuple[ColumnElement[bool], ...]:
    sent = select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists()
    return Panelist.visit_id == Visit.id, Panelist.released_at.is_(None), ~sent


def _is_taken_back() -> ColumnElement[bool]:
    """Said as its index says it, so that the few are read once: each entry looked up its application."""
    gone = aliased(Application)
    return Entry.subject_id.in_(select(gone.id).where(gone.status == literal_column(f"'{Status.VOID}'")))


def happened(account: Account | Reader, since: datetime) -> Any:
    """What happened to applications since a moment: verb and to how many, as the list behind it shows each
    once. What an import took back did not happen."""
    entries = select(Entry.verb, func.count(Entry.subject_id.distinct()).label("times")).where(
        Entry.subject_kind == "application", Entry.at >= since, Entry.verb.in_(HAPPENED), ~_is_taken_back()
    )
    if not reaches_all(account, Permission.SEE_APPLICATIONS):
        entries = (
            entries.join(Application, Application.id == Entry.subject_id)
            .join(Application.opening)
            .where(reachable(account, Permission.SEE_APPLICATIONS))
        )
    return entries.group_by(Entry.verb)


def news(counted: dict[str, int]) -> list[tuple[str, int]]:
    """What happened, most telling first. `counted`: as `numbers` gives it."""
    return [(verb, counted[verb]) for verb in HAPPENED if verb in counted]


def openings(account: Account, most: int = 6) -> list[Any]:
    """Open and paused openings in reach, soonest first: seats filled of all that are not closed."""
    return list(db.session.execute(_openings(Reader.of(account), most)).all())


@lru_cache(KEPT)
def _openings(reader: Reader, most: int) -> Select[*tuple[Any, ...]]:
    filled = func.sum(case((Seat.state == SeatState.FILLED, 1), else_=0)).label("filled")
    wanted = func.sum(case((Seat.state != SeatState.CLOSED, 1), else_=0)).label("wanted")
    return (
        select(Opening.id, Opening.code, Opening.title, Opening.on_duty_by, filled, wanted)
        .join(Seat, Seat.opening_id == Opening.id)
        .where(
            or_(Opening.status == OpeningStatus.OPEN, Opening.status == OpeningStatus.PAUSED),
            reachable(reader, Permission.SEE_OPENINGS),
        )
        .group_by(Opening.id, Opening.code, Opening.title, Opening.on_duty_by)
        .order_by(Opening.on_duty_by, Opening.id)
        .limit(most)
    )


def numbers(
    account: Account,
    since: datetime | None,
    *,
    awaiting: bool,
    troubled: bool,
    asked_for: bool,
    proposed: bool,
) -> dict[str, int]:
    """Everything that is only counted, in one statement: what happened `since` a moment by verb (None: not
    asked for), hired people within reach who are in no cohort yet ("awaiting"), letters that could not be
    sent ("troubled"), requisitions to decide ("asked_for") and rejections that rules propose ("proposed")."""
    query = _numbers(Reader.of(account), since, awaiting, troubled, asked_for, proposed)
    return {name: number for name, number in db.session.execute(query)} if query is not None else {}


@lru_cache(KEPT)
def _numbers(
    reader: Reader, since: datetime | None, awaiting: bool, troubled: bool, asked_for: bool, proposed: bool
) -> CompoundSelect[Any] | None:
    in_line = select(func.count()).select_from(awaiting_in_reach(reader).subquery())
    failed = select(func.count()).where(Letter.state == LetterState.FAILED)
    wanted = {
        "awaiting": in_line.scalar_subquery() if awaiting else None,
        "troubled": failed.scalar_subquery() if troubled else None,
        "asked_for": requisitions.waiting_for(reader) if asked_for else None,
        "proposed": proposals.how_many(reader) if proposed else None,
    }
    parts = [select(literal(name), number) for name, number in wanted.items() if number is not None]
    parts += [happened(reader, since)] if since is not None else []
    return union_all(*parts) if parts else None


def own_work(account: Account) -> Any:
    """Team, level and duty of the reader's present employment; None without one."""
    return db.session.execute(
        select(
            Employment.started_on,
            Post.level,
            level_name(Post.level).label("level_name"),
            Team.name.label("team"),
            Duty.status,
            Duty.since,
        )
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Duty, (Duty.employment_id == Employment.id) & Duty.until.is_(None))
        .join(Team, Team.id == Post.team_id)
        .where(Employment.person_id == account.person_id, Employment.ended_on.is_(None))
    ).first()


def referrals(account: Account, most: int = SHOWN) -> list[Any]:
    """Whom the reader referred and what became of them, newest first."""
    return list(
        db.session.execute(
            select(Person.name, Person.latin_name, Application.status, Application.applied_at)
            .select_from(Application)
            .join(Application.person)
            .where(Application.referrer_id == account.person_id, Application.status != Status.VOID)
            .order_by(Application.id.desc())
            .limit(most)
        ).all()
    )
