"""What is asked about cohorts: their timetable, their class, who teaches them, and what is free."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import aliased, joinedload

from core import clock
from core.db import Words, db, fetch
from core.record import Entry
from people.models import Account, Employment, Grant, Person, Post, Site, Team
from people.permissions import GRANTS, Permission
from training.models import (
    CalendarDay,
    ClassSession,
    Coaching,
    Cohort,
    CohortTrainer,
    Enrolment,
    Module,
    Placement,
    Prerequisite,
    Programme,
    ProgrammeVersion,
)
from training.queries.reach import reachable, reaches_all
from training.states import SessionState, TrainerPart

COHORT_ORDER = (Cohort.starts_on, Cohort.id)
_SEATED = (
    select(func.count())
    .select_from(Placement)
    .where(Placement.cohort_id == Cohort.id, Placement.until.is_(None))
    .correlate(Cohort)
    .scalar_subquery()
)


def seated() -> Any:
    """How many sit in a cohort now, as part of a statement about cohorts."""
    return _SEATED


_COHORT = (
    select(Cohort)
    .where(Cohort.id == bindparam("cohort_id"))
    .options(
        joinedload(Cohort.team),
        joinedload(Cohort.site),
        joinedload(Cohort.programme_version, innerjoin=True),
    )
)


def cohort(
    reader: Account, cohort_id: int, permission: Permission = Permission.SEE_TRAINING
) -> Cohort | None:
    """The cohort with team, site and version, if `reader` may reach it."""
    found = _COHORT if reaches_all(reader, permission) else _COHORT.where(reachable(reader, permission))
    return db.session.scalar(found, {"cohort_id": cohort_id})


def cancellation(cohort_id: int) -> Any:
    """By whom a cohort was cancelled and why: a row of (at, reason, name), or None."""
    return db.session.execute(
        select(Entry.at, Entry.reason, Person.name)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            Entry.subject_kind == Cohort.__tablename__,
            Entry.subject_id == cohort_id,
            Entry.verb == "cohort cancelled",
        )
        .order_by(Entry.id.desc())
        .limit(1)
    ).one_or_none()


def code_is_taken(code: str) -> bool:
    return db.session.scalar(select(Cohort.id).where(func.lower(Cohort.code) == code.lower())) is not None


def phase(today: date) -> Any:
    """What a cohort is on a day, as an expression: "cancelled", "planned", "running" or "finished"."""
    return case(
        (Cohort.cancelled_at.is_not(None), "cancelled"),
        (Cohort.starts_on > today, "planned"),
        (Cohort.ends_on < today, "finished"),
        else_="running",
    )


def phase_of(one: Cohort, today: date) -> str:
    """The same of one cohort at hand."""
    if one.cancelled_at:
        return "cancelled"
    if one.starts_on > today:
        return "planned"
    return "finished" if one.ends_on < today else "running"


def cohorts(
    reader: Account, in_phase: str | None = None, team_id: int | None = None, text: str | None = None
) -> Select[*tuple[Any, ...]]:
    """Rows of the cohorts that `reader` may see: (id, code, starts_on, ends_on, place, seats, seated,
    phase, team, site, programme, number)."""
    now = phase(clock.today())
    statement = (
        select(
            Cohort.id,
            Cohort.code,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.place,
            Cohort.seats,
            _SEATED.label("seated"),
            now.label("phase"),
            Team.name.label("team"),
            Site.name.label("site"),
            Programme.name.label("programme"),
            ProgrammeVersion.number,
            _led_by(),
        )
        .join(Team, Team.id == Cohort.team_id)
        .join(Site, Site.id == Cohort.site_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.programme_version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(reachable(reader))
    )
    if in_phase:
        statement = statement.where(now == in_phase)
    if team_id:
        statement = statement.where(Cohort.team_id == team_id)
    return statement.where(Cohort.code.icontains(text, autoescape=True)) if text else statement


def _led_by() -> Any:
    return (
        select(Person.name)
        .join(Account, Account.person_id == Person.id)
        .join(CohortTrainer, CohortTrainer.account_id == Account.id)
        .where(
            CohortTrainer.cohort_id == Cohort.id,
            CohortTrainer.until.is_(None),
            CohortTrainer.part == TrainerPart.TRAINER,
        )
        .correlate(Cohort)
        .scalar_subquery()
        .label("trainer")
    )


def open_cohorts(reader: Account, besides: int | None = None) -> Sequence[Any]:
    """The cohorts that somebody can still be put into, soonest first: rows of `cohorts`."""
    statement = cohorts(reader).where(
        Cohort.cancelled_at.is_(None), Cohort.ends_on >= clock.today(), Cohort.id != (besides or 0)
    )
    return db.session.execute(statement.order_by(*COHORT_ORDER)).all()


def sessions(cohort_id: int) -> Sequence[ClassSession]:
    """The whole timetable of a cohort, cancelled sessions included, by time."""
    return (
        db.session.scalars(
            select(ClassSession)
            .where(ClassSession.cohort_id == cohort_id)
            .order_by(ClassSession.starts_at, ClassSession.id)
            .options(joinedload(ClassSession.module, innerjoin=True), joinedload(ClassSession.trainer))
        )
        .unique()
        .all()
    )


def session(
    reader: Account, session_id: int, permission: Permission = Permission.SEE_TRAINING
) -> ClassSession | None:
    """A session of a cohort that `reader` may reach."""
    return db.session.scalar(
        select(ClassSession)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .where(ClassSession.id == session_id, reachable(reader, permission))
        .options(joinedload(ClassSession.module), joinedload(ClassSession.cohort))
    )


def held_of_module(
    reader: Account, missed: ClassSession, besides: Collection[int] = ()
) -> Sequence[ClassSession]:
    """The sessions in which a missed one can have been made up: of the same module, held, within reach, and
    not `besides`, which count already."""
    return db.session.scalars(
        select(ClassSession)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .join(Module, Module.id == ClassSession.module_id)
        .where(
            Module.key == missed.module.key,
            ClassSession.id != missed.id,
            ClassSession.state == SessionState.PLANNED,
            ClassSession.id.not_in(besides),
            ClassSession.starts_at <= clock.now(),
            reachable(reader, Permission.TEACH),
        )
        .order_by(ClassSession.starts_at.desc())
        .limit(60)
        .options(joinedload(ClassSession.cohort), joinedload(ClassSession.module))
    ).all()


def taught_by(account_id: int, since: datetime) -> Sequence[ClassSession]:
    """The sessions from `since` on that an account teaches, or assists at, by time."""
    assists = select(CohortTrainer.cohort_id).where(
        CohortTrainer.account_id == account_id,
        CohortTrainer.until.is_(None),
        CohortTrainer.part == TrainerPart.ASSISTANT,
    )
    return db.session.scalars(
        select(ClassSession)
        .where(
            (ClassSession.trainer_id == account_id) | ClassSession.cohort_id.in_(assists),
            ClassSession.starts_at >= since,
        )
        .order_by(ClassSession.starts_at, ClassSession.id)
        .options(
            joinedload(ClassSession.cohort, innerjoin=True), joinedload(ClassSession.module, innerjoin=True)
        )
    ).all()


def busy(
    account_ids: Collection[int], since: datetime, until: datetime, besides: int | None = None
) -> Sequence[Any]:
    """Sessions taught by these accounts that meet an interval: rows of (trainer_id, starts_at, ends_at,
    code)."""
    return db.session.execute(
        select(ClassSession.trainer_id, ClassSession.starts_at, ClassSession.ends_at, Cohort.code)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .where(
            ClassSession.trainer_id.in_(account_ids),
            ClassSession.state == SessionState.PLANNED,
            ClassSession.starts_at < until,
            ClassSession.ends_at > since,
            ClassSession.id != (besides or 0),
        )
        .order_by(ClassSession.starts_at)
    ).all()


def exceptions(site_id: int) -> dict[date, bool]:
    """The days that are not what their weekday says, at a site: its own answer goes before everybody's."""
    rows = db.session.execute(
        select(CalendarDay.day, CalendarDay.is_worked)
        .where(CalendarDay.site_id.is_(None) | (CalendarDay.site_id == site_id))
        .order_by(CalendarDay.site_id.is_not(None))
    )
    return {row.day: row.is_worked for row in rows}


def too_early(one: Cohort, timetable: Sequence[ClassSession]) -> list[tuple[Words, Words]]:
    """(module, module that it needs) of each that `timetable` begins before the other is over."""
    due = [session for session in timetable if session.takes_place]
    names = {session.module_id: session.module.name for session in due}
    first = {key: min(one.starts_at for one in due if one.module_id == key) for key in names}
    last = {key: max(one.ends_at for one in due if one.module_id == key) for key in names}
    needs = db.session.execute(
        select(Prerequisite.module_id, Prerequisite.needs_id)
        .join(Module, Module.id == Prerequisite.module_id)
        .where(Module.programme_version_id == one.programme_version_id)
        .order_by(Module.position)
    )
    return [
        (names[row.module_id], names[row.needs_id])
        for row in needs
        if {row.module_id, row.needs_id} <= names.keys() and first[row.module_id] < last[row.needs_id]
    ]


def trainers(cohort_id: int) -> Sequence[CohortTrainer]:
    """Who teaches it now, the trainer first."""
    return (
        db.session.scalars(
            select(CohortTrainer)
            .where(CohortTrainer.cohort_id == cohort_id, CohortTrainer.until.is_(None))
            .order_by(CohortTrainer.part.desc(), CohortTrainer.id)
            .options(joinedload(CohortTrainer.account))
        )
        .unique()
        .all()
    )


_TAUGHT_BY = (
    select(CohortTrainer.part, Person.name)
    .join(Account, Account.id == CohortTrainer.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(CohortTrainer.cohort_id == bindparam("cohort_id"), CohortTrainer.until.is_(None))
    .order_by(CohortTrainer.id)
)


def taught_by_whom(cohort_id: int) -> dict[TrainerPart, list[str]]:
    """Part → the names of those who have it now."""
    names: dict[TrainerPart, list[str]] = {part: [] for part in TrainerPart}
    for part, name in fetch(_TAUGHT_BY, cohort_id=cohort_id):
        names[part].append(name)
    return names


def teachers() -> Sequence[Account]:
    """The accounts that may teach, by name."""
    roles = [role for role, granted in GRANTS.items() if Permission.TEACH in granted]
    return (
        db.session.scalars(
            select(Account)
            .join(Person, Person.id == Account.person_id)
            .where(Account.grants.any(Grant.role.in_(roles)), Account.closed_at.is_(None))
            .order_by(Person.name, Account.id)
        )
        .unique()
        .all()
    )


def taken_seats(cohort_id: int) -> set[int]:
    return set(
        db.session.scalars(
            select(Placement.seat).where(Placement.cohort_id == cohort_id, Placement.until.is_(None))
        )
    )


def placed_above(cohort_id: int, seats: int) -> Sequence[Placement]:
    """Who sits on a number above `seats`."""
    return db.session.scalars(
        select(Placement)
        .where(Placement.cohort_id == cohort_id, Placement.until.is_(None), Placement.seat > seats)
        .order_by(Placement.seat)
    ).all()


_COACH = aliased(Person)
_CLASS = (
    select(
        Placement.id.label("placement_id"),
        Enrolment.id.label("enrolment_id"),
        Person.id.label("person_id"),
        Person.name,
        Person.latin_name,
        Person.email,
        Placement.since,
        Placement.until,
        Placement.ended_by,
        Enrolment.state,
        Enrolment.exit_kind,
        Enrolment.left_on,
        Team.name.label("team"),
        _COACH.name.label("coach"),
        _COACH.id.label("coach_id"),
    )
    .join(Enrolment, Enrolment.id == Placement.enrolment_id)
    .join(Employment, Employment.id == Enrolment.employment_id)
    .join(Person, Person.id == Employment.person_id)
    .outerjoin(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
    .outerjoin(Team, Team.id == Post.team_id)
    .outerjoin(Coaching, (Coaching.enrolment_id == Enrolment.id) & Coaching.until.is_(None))
    .outerjoin(_COACH, _COACH.id == Coaching.coach_id)
    .where(Placement.cohort_id == bindparam("cohort_id"))
    .order_by(Person.name, Placement.id)
)


def class_of(cohort_id: int) -> Sequence[Any]:
    """Who sits and sat in a cohort, by name: rows of (placement_id, enrolment_id, person_id, name,
    latin_name, email, since, until, ended_by, state, exit_kind, left_on, team, coach, coach_id)."""
    return fetch(_CLASS, cohort_id=cohort_id)
