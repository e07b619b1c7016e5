"""Who sits in which cohort: enrolling, transferring, leaving; the only writer of placements."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from core import clock
from core.db import db
from core.i18n import _, day
from core.locks import alone
from core.record import Entry, record
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Person
from people.queries import current_duty
from people.states import DutyStatus
from training import breaking_off
from training.models import Coaching, Cohort, Enrolment, Placement
from training.queries import cohorts as cohort_queries
from training.queries import duty as duties
from training.queries import enrolments as queries
from training.queries import nesting as nestings
from training.states import LIVE, EnrolmentState, PlacementEnd, TrainingExit

ONE_DAY = timedelta(days=1)


class PlacementRefused(Refused):
    """Nobody was put into a cohort, moved to another, or taken out."""


class Foreseen(NamedTuple):
    """What enrolling somebody would do. `refusal`: the sentence why not; None where it can be done."""

    enrolment: Enrolment
    since: date
    refusal: str | None


def foresee(enrolments: Sequence[Enrolment], cohort: Cohort) -> list[Foreseen]:
    """What enrolling each would do, in their order, while there are seats; changes nothing."""
    free = cohort.seats - len(cohort_queries.taken_seats(cohort.id))
    found = []
    for enrolment in enrolments:
        refusal = _refusal(enrolment, cohort)
        if refusal is None and free <= 0:
            refusal = _("No seat is free.")
        free -= refusal is None
        found.append(Foreseen(enrolment, _since(enrolment, cohort), refusal))
    return found


def _since(enrolment: Enrolment, cohort: Cohort) -> date:
    return max(cohort.starts_on, enrolment.employment.started_on, min(clock.today(), cohort.ends_on))


def _refusal(enrolment: Enrolment, cohort: Cohort) -> str | None:
    """Why somebody cannot sit in a cohort, seats aside."""
    if cohort.cancelled_at is not None:
        return _("This cohort was cancelled.")
    if cohort.ends_on < clock.today():
        return _("This cohort is over since %(day)s.", day=day(cohort.ends_on))
    employment = enrolment.employment
    if employment.ended_on is not None:
        return _("This employment has ended.")
    if employment.started_on > cohort.ends_on:
        return _("Starts work on %(day)s, after the cohort has ended.", day=day(employment.started_on))
    if enrolment.state is not EnrolmentState.AWAITING_COHORT:
        return _("Does not await a cohort any more.")
    return None


def enrol(enrolment: Enrolment, cohort: Cohort, *, actor: Account) -> Placement:
    """Give somebody who awaits a cohort a seat in this one; their training begins with it.

    Raises PlacementRefused when no seat is free, or they cannot sit in it.
    """
    _keep_still(enrolment)
    refusal = _refusal(enrolment, cohort)
    if refusal:
        raise PlacementRefused(_("Not enrolled. %(why)s", why=refusal))
    placement = _sit_down(enrolment, cohort, actor)
    _tell("enrolled", enrolment, actor, cohort=cohort.id, placement=placement.id, seat=placement.seat)
    db.session.flush()
    return placement


def _sit_down(enrolment: Enrolment, cohort: Cohort, actor: Account) -> Placement:
    placement = _seat(enrolment, cohort, _since(enrolment, cohort))
    enrolment.state = EnrolmentState.IN_TRAINING
    _begin_training(enrolment, placement.since, actor)
    return placement


def enrol_all(enrolments: Sequence[Enrolment], cohort: Cohort, *, actor: Account) -> list[Foreseen]:
    """Enrol all who can be, in their order; returns what became of each."""
    alone(f"cohort {cohort.id}")
    foreseen = foresee(enrolments, cohort)
    for one in foreseen:
        if one.refusal is None:
            enrol(one.enrolment, cohort, actor=actor)
    return foreseen


def _seat(enrolment: Enrolment, cohort: Cohort, since: date) -> Placement:
    alone(f"cohort {cohort.id}")
    db.session.refresh(cohort, ["seats"])
    taken = cohort_queries.taken_seats(cohort.id)
    free = next((number for number in range(1, cohort.seats + 1) if number not in taken), None)
    if free is None:
        raise PlacementRefused(
            _(
                "Not enrolled. All %(seats)s seats of %(code)s are taken.",
                seats=cohort.seats,
                code=cohort.code,
            )
        )
    placement = Placement(
        enrolment_id=enrolment.id, cohort_id=cohort.id, seats=cohort.seats, seat=free, since=since
    )
    db.session.add(placement)
    db.session.flush()
    return placement


def _begin_training(enrolment: Enrolment, since: date, actor: Account) -> None:
    present = current_duty(enrolment.employment_id)
    if present is None or present.status is DutyStatus.AWAITING_COHORT:
        employments.begin_duty(enrolment.employment, DutyStatus.TRAINING, since, actor=actor)


def transfer(enrolment: Enrolment, cohort: Cohort, *, actor: Account, reason: str) -> Placement:
    """Go on in another cohort. What was attended stays: modules that were done count as done there.

    Raises PlacementRefused for who sits nowhere, for the same cohort, while they are being assessed, and when
    no seat is free.
    """
    _keep_still(enrolment)
    present = _present(enrolment)
    if not reason.strip():
        raise PlacementRefused(_("Not transferred. Say why, for the record."), "reason")
    if present.cohort_id == cohort.id:
        raise PlacementRefused(_("Not transferred. This is the cohort they sit in."), "cohort")
    if cohort.cancelled_at is not None or cohort.ends_on < clock.today():
        raise PlacementRefused(_("Not transferred. That cohort is over."), "cohort")
    if why := breaking_off.still_open(enrolment):
        raise PlacementRefused(_("Not transferred. %(why)s", why=why))
    _end(present, PlacementEnd.TRANSFERRED, clock.today())
    since = max(cohort.starts_on, present.until or cohort.starts_on)
    placement = _seat(enrolment, cohort, since)
    _tell(
        "transferred",
        enrolment,
        actor,
        reason,
        before=present.cohort_id,
        cohort=cohort.id,
        placement=placement.id,
        seat=placement.seat,
    )
    db.session.flush()
    return placement


def move_on(enrolment: Enrolment, cohort: Cohort, *, actor: Account) -> Placement:
    """Take a seat in another cohort for retraining, which whoever asks for it records.

    Raises PlacementRefused for who is not on the way, a cohort that is over or their own, and without a seat.
    """
    _keep_still(enrolment)
    if enrolment.state is EnrolmentState.AWAITING_COHORT:
        return _go_on(enrolment, cohort, actor)
    present = _present(enrolment)
    if present.cohort_id == cohort.id:
        raise PlacementRefused(_("Not begun. Retraining is in a later cohort, not in their own."), "cohort")
    if cohort.cancelled_at is not None or cohort.ends_on < clock.today():
        raise PlacementRefused(_("Not begun. That cohort is over."), "cohort")
    _end(present, PlacementEnd.TRANSFERRED, clock.today())
    return _seat(enrolment, cohort, max(cohort.starts_on, clock.today()))


def _go_on(enrolment: Enrolment, cohort: Cohort, actor: Account) -> Placement:
    """Of whom a cohort was cancelled."""
    if refusal := _refusal(enrolment, cohort):
        raise PlacementRefused(_("Not begun. %(why)s", why=refusal), "cohort")
    return _sit_down(enrolment, cohort, actor)


def leave(enrolment: Enrolment, kind: TrainingExit, on: date, *, actor: Account, reason: str) -> None:
    """Take somebody out of training, or out of the line for it, before being on duty; `on` is the last day.
    The employment goes on: what becomes of it is for the manager to decide.

    Raises PlacementRefused for who is not on the way, a day to come or before they began, and no reason.
    """
    _keep_still(enrolment)
    if enrolment.state not in LIVE:
        raise PlacementRefused(_("Not recorded. This person is not in training."))
    if duties.by_waiver(enrolment.employment_id, clock.today()):
        raise PlacementRefused(_("Not recorded. They serve by a waiver; a manager takes it back first."))
    if not reason.strip():
        raise PlacementRefused(_("Not recorded. Say why, for the record."), "reason")
    began, training_day = _training_day(enrolment, on)
    if not began <= on <= clock.today():
        raise PlacementRefused(
            _("The last day lies between %(day)s, when they began, and today.", day=day(began)), "on"
        )
    present = queries.current_placement(enrolment.id)
    if present is not None:
        _end(present, PlacementEnd.LEFT, on + ONE_DAY)
    breaking_off.break_off_all(enrolment, actor=actor, reason=reason)
    _end_coaching(enrolment, on + ONE_DAY)
    enrolment.state, enrolment.left_on, enrolment.exit_kind = EnrolmentState.LEFT, on, kind
    _tell("left training", enrolment, actor, reason, exit=kind, on=on.isoformat(), day=training_day)
    db.session.flush()


def _training_day(enrolment: Enrolment, on: date) -> tuple[date, int]:
    """Since when they sit where they do, and the so-manieth day of that `on` is. Whose seat is one of a class
    that has not begun has been on the way since being in line, and of training it is day 0."""
    begun = [one.since for one in queries.placements(enrolment.id) if one.since <= clock.today()]
    if not begun:
        return clock.local(enrolment.created_at).date(), 0
    return begun[-1], (on - begun[-1]).days + 1


def withdraw(enrolment: Enrolment, *, today: date, actor: Account | None, reason: str) -> None:
    """Free the seat and end the coaching of an enrolment that is cancelled as a whole."""
    present = queries.current_placement(enrolment.id)
    if present is not None:
        _end(present, PlacementEnd.CANCELLED, today)
    breaking_off.break_off_all(enrolment, actor=actor, reason=reason)
    _end_coaching(enrolment, today)


def complete(enrolment: Enrolment, on: date) -> None:
    """Free the seat of who is on duty from `on`; the coach goes on beside them."""
    present = queries.current_placement(enrolment.id)
    if present is not None:
        _end(present, PlacementEnd.COMPLETED, on)


def put_all_back(cohort: Cohort, free_from: date, *, actor: Account, reason: str) -> list[Enrolment]:
    """Let everybody who sits in a cohort await another one; their seats are free from that day. Returns who
    it is."""
    there = [row.enrolment_id for row in cohort_queries.class_of(cohort.id) if row.until is None]
    back = [db.session.get_one(Enrolment, one) for one in there]
    for enrolment in back:
        withdraw(enrolment, today=free_from, actor=actor, reason=reason)
        enrolment.state = EnrolmentState.AWAITING_COHORT
        _tell("awaits a cohort again", enrolment, actor, reason, before=cohort.id)
    return back


def close_ranks(cohort: Cohort, seats: int) -> None:
    """Move who sits on a number above `seats` to a free one below."""
    taken = cohort_queries.taken_seats(cohort.id)
    free = iter(sorted(set(range(1, seats + 1)) - taken))
    for placement in cohort_queries.placed_above(cohort.id, seats):
        placement.seat = next(free)
    db.session.flush()


def assign_coach(enrolment: Enrolment, coach: Person, *, actor: Account) -> Coaching:
    """Let a colleague accompany a trainee from today; the coach before them ends. Raises PlacementRefused,
    also for who nests where the coach accompanies as many as the rules allow."""
    _keep_still(enrolment)
    if enrolment.state not in (*LIVE, EnrolmentState.ON_DUTY):
        raise PlacementRefused(_("Not assigned. This person is not in training."))
    if coach.id == enrolment.employment.person_id:
        raise PlacementRefused(_("Not assigned. Nobody coaches themselves."), "coach")
    present = queries.current_coaching(enrolment.id)
    if present is not None and present.coach_id == coach.id:
        raise PlacementRefused(_("Not assigned. %(name)s is the coach already.", name=coach.name), "coach")
    alone(f"coached by {coach.id}")
    most = nestings.most_for(enrolment.id)
    if most is not None and nestings.load_of(coach.id) >= most:
        raise PlacementRefused(
            _(
                "Not assigned. %(name)s accompanies as many who nest as the rules allow: %(most)s.",
                name=coach.name,
                most=most,
            ),
            "coach",
        )
    _end_coaching(enrolment, clock.today())
    made = Coaching(enrolment_id=enrolment.id, coach_id=coach.id, since=clock.today())
    db.session.add(made)
    before = present.coach_id if present else None
    _tell("coach assigned", enrolment, actor, before=before, coach=coach.id)
    db.session.flush()
    return made


def _end(placement: Placement, why: PlacementEnd, until: date) -> None:
    placement.until, placement.ended_by = max(until, placement.since), why
    placement.freed_at = clock.now()
    db.session.flush()


def _end_coaching(enrolment: Enrolment, until: date) -> None:
    present = queries.current_coaching(enrolment.id)
    if present is not None:
        present.until = max(until, present.since)
        db.session.flush()


def _present(enrolment: Enrolment) -> Placement:
    present = queries.current_placement(enrolment.id)
    if present is None or enrolment.state is not EnrolmentState.IN_TRAINING:
        raise PlacementRefused(_("Not done. This person does not sit in a cohort."))
    return present


def _keep_still(enrolment: Enrolment) -> None:
    alone(f"enrolment of {enrolment.employment_id}")
    db.session.refresh(enrolment)


def _tell(
    verb: str, enrolment: Enrolment, actor: Account, reason: str | None = None, **details: Any
) -> Entry:
    return record(verb, enrolment, actor_id=actor.id, reason=reason, state=enrolment.state, **details)
