"""Waivers of the gate: granted by a manager for a time, for reasons; taken back; over by their last day."""

from collections.abc import Collection
from datetime import date, timedelta

from core import clock
from core.db import db
from core.i18n import _, day
from core.locks import alone
from core.record import Entry, Way, by, record
from core.refusal import Refused
from people import employment as employments
from people.models import Account
from people.permissions import Permission
from people.queries import current_duty, current_team_id
from people.states import SERVING, DutyStatus
from training import cohorts, duty_letters
from training.models import Enrolment, Waiver
from training.queries import duty as queries
from training.queries import enrolments
from training.rules.duty import is_running
from training.states import LIVE, EnrolmentState, GatePart, WaiverEnd

ONE_DAY = timedelta(days=1)


class WaiverRefused(Refused):
    """Nothing was waived, and no waiver taken back."""


def keep_still(enrolment: Enrolment) -> None:
    """One at a time decides about one trainee's way to duty; reads how it is now."""
    alone(f"enrolment of {enrolment.employment_id}")
    alone(f"exams {enrolment.id}")  # no mark is corrected meanwhile
    db.session.refresh(enrolment)


def check_reach(enrolment: Enrolment, permission: Permission, actor: Account) -> None:
    """Refuse whoever holds the permission for other teams only."""
    present = enrolments.current_placement(enrolment.id)
    team_id = current_team_id(enrolment.employment_id)
    cohorts.check_may(actor, permission, team_id or 0, present.cohort_id if present else None)


def grant(
    enrolment: Enrolment, parts: Collection[GatePart], last_day: date, *, actor: Account, reason: str
) -> Waiver:
    """Let somebody be put on duty without `parts` of the gate, until the evening of `last_day`. Nobody grants
    one to themselves, nor whoever teaches them.

    Raises WaiverRefused without a reason, for parts that are there, a day that is over or too far off, and
    where another waiver is running.
    """
    keep_still(enrolment)
    check_reach(enrolment, Permission.WAIVE_GATE, actor)
    _check_who(enrolment, actor)
    _check_what(enrolment, set(parts), reason)
    _check_day(enrolment, last_day)
    named = [part.value for part in GatePart if part in set(parts)]
    entry = record(
        "gate waived",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        state=enrolment.state,
        parts=named,
        last_day=last_day.isoformat(),
    )
    db.session.flush()
    waiver = Waiver(
        enrolment_id=enrolment.id,
        parts={"parts": named},
        since=clock.today(),
        last_day=last_day,
        granted_at=clock.now(),
        granted_by_id=actor.id,
        entry_id=entry.id,
    )
    db.session.add(waiver)
    db.session.flush()
    return waiver


def _check_who(enrolment: Enrolment, actor: Account) -> None:
    if actor.person_id == enrolment.employment.person_id:
        raise WaiverRefused(_("Not waived. Nobody grants a waiver to themselves."))
    if queries.taught_by(enrolment.id, actor.id):
        raise WaiverRefused(
            _("Not waived. Whoever trains them cannot also waive the gate; another manager can.")
        )


def _check_what(enrolment: Enrolment, parts: set[GatePart], reason: str) -> None:
    if enrolment.state not in LIVE or enrolment.employment.ended_on is not None:
        raise WaiverRefused(_("Not waived. This person is not on the way to being on duty."))
    if queries.is_on_duty(enrolment.employment_id, clock.today()):
        raise WaiverRefused(_("Not waived. This person is on duty already."))
    if not parts:
        raise WaiverRefused(_("Not waived. Say what they may go without."), "parts")
    if parts - set(queries.gate(enrolment.id).gate.unmet):
        raise WaiverRefused(_("Not waived. What is there already needs no waiver."), "parts")
    if not reason.strip():
        raise WaiverRefused(_("Not waived. Say why, for the record."), "reason")


def _check_day(enrolment: Enrolment, last_day: date) -> None:
    today, longest = clock.today(), queries.waiver_days_left(enrolment.id, clock.today())
    if longest == 0:
        raise WaiverRefused(_("Not waived. They have served by waivers for as long as the rules allow."))
    if not today <= last_day < today + timedelta(days=longest):
        last = day(today + timedelta(days=longest - 1))
        raise WaiverRefused(
            _("Not waived. The last day lies between today and %(last)s.", last=last), "last_day"
        )
    present = queries.open_waiver(enrolment.id)
    if present is not None and is_running(present.since, present.last_day, present.ended_on, today):
        raise WaiverRefused(_("Not waived. A waiver is running already; take it back first."))
    if present is not None:  # the worker has not looked yet
        with by(Way.RULE):
            served, entry = run_out(enrolment, present)
            if served:
                duty_letters.waiver_over(enrolment, present, present.last_day, entry)


def run_out(enrolment: Enrolment, waiver: Waiver) -> tuple[bool, Entry]:
    """Its last day is over: it is closed, and who served by it is back where they were since then. Says
    whether anybody did, with the entry; the letter is for the caller."""
    since = waiver.last_day + ONE_DAY
    if waiver.ended_on is None:
        close(waiver, WaiverEnd.RAN_OUT, since)
    served = take_off(enrolment, since, actor=None)
    entry = record(
        "waiver ran out", enrolment, actor_id=None, state=enrolment.state, waiver=waiver.id, served=served
    )
    db.session.flush()
    return served, entry


def revoke(waiver: Waiver, *, actor: Account, reason: str) -> None:
    """Take a waiver back: who serves by it is in training again from today.

    Raises WaiverRefused without a reason, for one that has ended, and for one's own."""
    enrolment = waiver.enrolment
    keep_still(enrolment)
    check_reach(enrolment, Permission.WAIVE_GATE, actor)
    db.session.refresh(waiver)
    if actor.person_id == enrolment.employment.person_id:
        raise WaiverRefused(_("Not taken back. Nobody decides about a waiver of their own."))
    if waiver.ended_on is not None:
        raise WaiverRefused(_("Not taken back. This waiver has ended already."))
    if not reason.strip():
        raise WaiverRefused(_("Not taken back. Say why, for the record."), "why")
    close(waiver, WaiverEnd.REVOKED, min(clock.today(), waiver.last_day + ONE_DAY))
    take_off(enrolment, clock.today(), actor=actor)
    record(
        "waiver revoked",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        state=enrolment.state,
        waiver=waiver.id,
    )
    db.session.flush()


def close(waiver: Waiver, why: WaiverEnd, on: date) -> None:
    """It no longer holds from `on`."""
    waiver.ended_on, waiver.ended_by = max(on, waiver.since), why
    db.session.flush()


def take_off(enrolment: Enrolment, since: date, *, actor: Account | None) -> bool:
    """Who serves by a waiver alone is back where they were, from `since` on; says whether anybody was."""
    present = current_duty(enrolment.employment_id)
    if enrolment.employment.ended_on is not None or present is None or present.status not in SERVING:
        return False
    if present.clearance is None or present.clearance.last_day is None:
        return False
    waits = enrolment.state is EnrolmentState.AWAITING_COHORT
    back = DutyStatus.AWAITING_COHORT if waits else DutyStatus.TRAINING
    employments.begin_duty(enrolment.employment, back, max(since, present.since), actor=actor)
    return True
