"""Opening a cohort with its timetable, moving and calling off its sessions, calling it off."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from core.db import db
from core.i18n import _, day, moment
from core.locks import all_alone, alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import course_letters, placing, warning
from training.models import ClassSession, Cohort, CohortTrainer, Module, ProgrammeVersion
from training.queries import attendance as attendance_queries
from training.queries import cohorts as queries
from training.queries import making_up, recurrent
from training.rules.timetable import Rhythm, Slot, TimetableError, timetable
from training.states import SessionState, TrainerPart

MOST_SEATS = 200
LONGEST_SESSION = timedelta(hours=12)


class CohortRefused(Refused):
    """No cohort was opened, and no session changed."""


@dataclass(frozen=True)
class CohortPlan:
    """What a cohort is opened from. `place`: a room, or the address of a call."""

    code: str
    version: ProgrammeVersion
    team_id: int
    site_id: int
    place: str
    seats: int
    starts_on: date
    rhythm: Rhythm


def check_may(actor: Account, permission: Permission, team_id: int, cohort_id: int | None = None) -> None:
    """Refuse whoever holds it for another team only, and does not teach this cohort."""
    teams = actor.teams_for(permission)
    if None in teams or team_id in teams:
        return
    teaching = queries.trainers(cohort_id) if cohort_id else ()
    if not teams or actor.id not in {one.account_id for one in teaching}:
        raise CohortRefused(_("Not done. Your role does not allow it for this team."))


def check_teach(them: Collection[Account]) -> None:
    """Refuse whoever may not teach, whatever a request names."""
    for one in them:
        if one.closed_at is not None or not one.may(Permission.TEACH):
            name = one.person.name
            raise CohortRefused(_("Not done. %(name)s has no role that teaches.", name=name), "trainer")


def planned(plan: CohortPlan) -> list[Slot]:
    """The timetable that the plan leads to. Raises CohortRefused where there can be none."""
    modules = [(module.key, int(module.hours * 60)) for module in plan.version.modules]
    try:
        return timetable(modules, plan.starts_on, plan.rhythm, queries.exceptions(plan.site_id))
    except TimetableError as fault:
        raise CohortRefused(
            _("Not opened. With these days and hours the class would not end within two years."), "weekdays"
        ) from fault


def open_cohort(
    plan: CohortPlan, *, trainer: Account, assistants: Sequence[Account] = (), actor: Account
) -> Cohort:
    """Open a cohort with the timetable made from its programme and the working calendar.

    Raises CohortRefused for a code that is taken, seats or a rhythm that make no sense, and a trainer
    who teaches elsewhere at one of the times.
    """
    check_may(actor, Permission.TEACH, plan.team_id)
    check_teach([trainer, *assistants])
    alone("codes of cohorts")
    _check(plan)
    slots = planned(plan)
    cohort = _cohort(plan, slots)
    sessions = [_session(slot, plan, trainer) for slot in slots]
    check_free(trainer, sessions)
    db.session.add(cohort)
    db.session.flush()
    cohort.sessions = sessions
    _add_trainers(cohort, trainer, assistants)
    record(
        "cohort opened",
        cohort,
        actor_id=actor.id,
        version=plan.version.id,
        seats=plan.seats,
        sessions=len(sessions),
        trainer=trainer.id,
    )
    db.session.flush()
    return cohort


def _cohort(plan: CohortPlan, slots: Sequence[Slot]) -> Cohort:
    return Cohort(
        code=plan.code.strip(),
        programme_version=plan.version,
        team_id=plan.team_id,
        site_id=plan.site_id,
        place=plan.place.strip(),
        seats=plan.seats,
        starts_on=slots[0].day,
        ends_on=slots[-1].day,
        rhythm=plan.rhythm.kept(),
        opened_at=clock.now(),
    )


def _check(plan: CohortPlan) -> None:
    if not plan.code.strip():
        raise CohortRefused(_("A cohort needs a name."), "code")
    if queries.code_is_taken(plan.code.strip()):
        raise CohortRefused(_("There is a cohort of this name already."), "code")
    if not 1 <= plan.seats <= MOST_SEATS:
        raise CohortRefused(_("A cohort has from 1 to %(most)s seats.", most=MOST_SEATS), "seats")


def _session(slot: Slot, plan: CohortPlan, trainer: Account) -> ClassSession:
    module = next(module for module in plan.version.modules if module.key == slot.key)
    return ClassSession(
        module=module,
        starts_at=_moment(slot.day, slot.begins),
        ends_at=_moment(slot.day, slot.ends),
        trainer=trainer,
        place=plan.place.strip(),
        uid=f"{uuid.uuid4()}@onduty",
        changed_at=clock.now(),
    )


def _moment(on: date, minute: int) -> datetime:
    """On the organisation's clocks, also on a day on which they are put forward."""
    wall = datetime(on.year, on.month, on.day, tzinfo=clock.zone()) + timedelta(minutes=minute)
    return wall.astimezone(clock.now().tzinfo)


def check_free(trainer: Account, sessions: Sequence[ClassSession], besides: int | None = None) -> None:
    """`sessions` by time. Raises CohortRefused for a trainer who teaches elsewhere at one of them."""
    alone(f"calendar of {trainer.person_id}")
    since, until = sessions[0].starts_at, sessions[-1].ends_at
    taught = queries.busy([trainer.id], since, until, besides)
    led = recurrent.meetings(trainer.person_id, since, until)
    for what, other in [*((one.code, one) for one in taught), *((one.topic, one) for one in led)]:
        if any(one.starts_at < other.ends_at and one.ends_at > other.starts_at for one in sessions):
            raise CohortRefused(
                _(
                    "Not done. %(who)s teaches %(code)s on %(when)s; choose another time or trainer.",
                    who=trainer.name,
                    code=what,
                    when=moment(other.starts_at),
                ),
                "trainer",
            )


def _add_trainers(cohort: Cohort, trainer: Account, assistants: Sequence[Account]) -> None:
    parts = {one.id: TrainerPart.ASSISTANT for one in assistants} | {trainer.id: TrainerPart.TRAINER}
    since = min(clock.today(), cohort.starts_on)
    db.session.add_all(
        CohortTrainer(cohort_id=cohort.id, account_id=account_id, part=part, since=since)
        for account_id, part in parts.items()
    )


def move_session(
    session: ClassSession,
    starts_at: datetime,
    ends_at: datetime,
    *,
    place: str,
    trainer: Account,
    actor: Account,
    seen: int | None = None,
) -> None:
    """Give a session another time, place or trainer; calendars hear of it. Raises CohortRefused for one
    that was held or called off, or of a cohort that was cancelled, for times that make no sense or lie before
    the class was there, and for a trainer who is busy."""
    _check_planned(session, actor, seen)
    if session.cohort.cancelled_at is not None:
        raise CohortRefused(_("Not moved. This cohort was cancelled."))
    if trainer.id != session.trainer_id:
        check_teach([trainer])
    _check_times(session.cohort, starts_at, ends_at)
    before = (session.starts_at, session.ends_at, session.place, session.trainer_id)
    if before == (starts_at, ends_at, place, trainer.id):
        raise CohortRefused(_("Not moved. It stands so already."))
    session.starts_at, session.ends_at, session.place, session.trainer = starts_at, ends_at, place, trainer
    with db.session.no_autoflush:
        check_free(trainer, [session], besides=session.id)
    tell_calendars(session)
    ended = session.cohort.ends_on
    _stretch(session.cohort)
    moved: dict[str, Any] = {} if ended == session.cohort.ends_on else {"class_ended": ended.isoformat()}
    record(
        "session moved",
        session,
        actor_id=actor.id,
        before=before[0].isoformat(),
        after=starts_at.isoformat(),
        ends=ends_at.isoformat(),
        trainer=trainer.id,
        **moved,
    )
    db.session.flush()


def add_make_up(
    cohort: Cohort,
    module: Module,
    starts_at: datetime,
    ends_at: datetime,
    *,
    place: str,
    trainer: Account,
    actor: Account,
) -> ClassSession:
    """An extra session of a module for whoever missed one of it; nobody else is due in it. Raises
    CohortRefused for a cohort that was cancelled, and as `move_session` does."""
    check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    if cohort.cancelled_at is not None:
        raise CohortRefused(_("Not added. This cohort was cancelled."))
    _check_times(cohort, starts_at, ends_at)
    made = ClassSession(
        module=module,
        starts_at=starts_at,
        ends_at=ends_at,
        trainer=trainer,
        place=place.strip(),
        is_make_up=True,
        uid=f"{uuid.uuid4()}@onduty",
        changed_at=clock.now(),
    )
    check_free(trainer, [made])
    made.cohort = cohort
    db.session.add(made)
    db.session.flush()
    record("make-up session added", made, actor_id=actor.id, cohort=cohort.id, module=module.id)
    db.session.flush()
    return made


def _check_times(cohort: Cohort, starts_at: datetime, ends_at: datetime) -> None:
    if not timedelta(0) < ends_at - starts_at <= LONGEST_SESSION:
        raise CohortRefused(_("A session ends after it begins, within twelve hours."), "ends")
    if clock.local(starts_at).date() < _there_since(cohort):
        raise CohortRefused(_("The class was not there yet on that day."), "on")


def _there_since(cohort: Cohort) -> date:
    """The first day on which it can have met: when it began, or was opened."""
    return min(cohort.starts_on, clock.local(cohort.opened_at).date())


def call_off(session: ClassSession, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """Let a session not take place: it no longer counts for attendance, and whoever may miss nothing more
    for that is told. Raises CohortRefused."""
    _check_planned(session, actor, seen)
    if not reason.strip():
        raise CohortRefused(_("Not called off. Say why, for the record."), "reason")
    seated = [one.enrolment_id for one in queries.class_of(session.cohort_id) if one.until is None]
    before = warning.at_risk(seated)
    session.state = SessionState.CANCELLED
    tell_calendars(session)
    entry = record("session called off", session, actor_id=actor.id, reason=reason, state=session.state)
    db.session.flush()
    warning.warn(sorted(warning.at_risk(seated) - before), entry, actor=actor)


def _check_planned(session: ClassSession, actor: Account, seen: int | None) -> None:
    check_may(actor, Permission.TEACH, session.cohort.team_id, session.cohort_id)
    alone(f"session {session.id}")
    db.session.refresh(session)
    if seen is not None and seen != session.version:
        raise CohortRefused(
            _(
                "Not changed. Somebody else changed this session while you were looking. "
                "Look again, then decide."
            )
        )
    if session.state is SessionState.CANCELLED:
        raise CohortRefused(_("Not changed. This session was called off."))
    if making_up.was_held(session.id):
        raise CohortRefused(_("Not changed. Attendance was taken: this session was held."))


def tell_calendars(session: ClassSession) -> None:
    """What subscribes reads it anew."""
    session.sequence += 1
    session.changed_at = clock.now()


def _stretch(cohort: Cohort) -> None:
    """The cohort lasts from its first session to its last. Once it has begun it began on that day: figures
    of a past day count who was in it then."""
    db.session.flush()
    days = [clock.local(one.starts_at).date() for one in queries.sessions(cohort.id) if one.takes_place]
    if days:
        has_begun = cohort.starts_on <= clock.today()
        first = min(cohort.starts_on, *days) if has_begun else min(days)
        if (cohort.starts_on, cohort.ends_on) != (first, max(days)):
            cohort.starts_on, cohort.ends_on = first, max(days)


def change_seats(cohort: Cohort, seats: int, *, actor: Account) -> None:
    """Have more or fewer seats, though not fewer than are taken."""
    check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    alone(f"cohort {cohort.id}")
    taken = queries.taken_seats(cohort.id)
    if not max([len(taken), 1]) <= seats <= MOST_SEATS:
        raise CohortRefused(_("%(taken)s seats are taken; there can be up to %(most)s.",
                              taken=len(taken), most=MOST_SEATS), "seats")  # fmt: skip
    placing.close_ranks(cohort, seats)
    record("seats changed", cohort, actor_id=actor.id, before=cohort.seats, after=seats)
    cohort.seats = seats
    db.session.flush()


def cancel(cohort: Cohort, *, actor: Account, reason: str) -> None:
    """Call off a cohort, also one that has begun: who sits in it awaits another one. What was held stays,
    with its attendance and marks; the rest is called off, and a module that was left half-way is not done.
    The class is told.

    Raises CohortRefused without a reason, twice, and for one that is over."""
    check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    alone(f"cohort {cohort.id}")
    db.session.refresh(cohort)
    if cohort.cancelled_at is not None:
        raise CohortRefused(_("Not cancelled. This cohort was cancelled before."))
    if cohort.ends_on < clock.today():
        raise CohortRefused(_("Not cancelled. It ended on %(day)s.", day=day(cohort.ends_on)))
    if not reason.strip():
        raise CohortRefused(_("Not cancelled. Say why, for the record."), "reason")
    its = _keep_still(queries.sessions(cohort.id))
    begun = {one.id for one in its if one.starts_at <= clock.now() and one.state is SessionState.PLANNED}
    begun |= attendance_queries.taken_counts([one.id for one in its]).keys()
    back = placing.put_all_back(cohort, _free_from(its, begun), actor=actor, reason=reason)
    cohort.cancelled_at = clock.now()
    for session in its:
        if session.state is SessionState.PLANNED and session.id not in begun:
            session.state, session.is_broken_off = SessionState.CANCELLED, not session.is_make_up
            tell_calendars(session)
    entry = record("cohort cancelled", cohort, actor_id=actor.id, reason=reason)
    db.session.flush()
    course_letters.class_cancelled(back, cohort, entry)


def _keep_still(sessions: Sequence[ClassSession]) -> Sequence[ClassSession]:
    """As they are now; nobody takes attendance of one, moves it or calls it off meanwhile."""
    all_alone(f"session {one}" for one in sorted(one.id for one in sessions))
    for one in sessions:
        db.session.expire(one)
    return queries.sessions(sessions[0].cohort_id) if sessions else sessions


def _free_from(sessions: Sequence[ClassSession], begun: Collection[int]) -> date:
    """From which day on nobody sits in a class that is cancelled now: what was held today still counts."""
    today = clock.today()
    is_held = any(one.id in begun and clock.local(one.starts_at).date() == today for one in sessions)
    return today + timedelta(days=1) if is_held else today
