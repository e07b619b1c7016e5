"""Putting people on duty: there is no other way than through here, and none around the gate."""

from datetime import date, timedelta
from typing import Any

from core import clock
from core.db import db
from core.i18n import _
from core.record import Way, by, record
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Clearance, Duty, Employment
from people.permissions import Permission
from people.queries import current_duty
from people.states import DutyStatus, Ground
from training import certificates, duty_letters, nesting, placing, waivers
from training.models import Certificate, Enrolment, GatePassing
from training.queries import appeals, programmes
from training.queries import duty as queries
from training.queries.duty import Seen
from training.states import LIVE, EnrolmentState, WaiverEnd
from training.words import word

ONE_DAY = timedelta(days=1)


class DutyRefused(Refused):
    """Nobody was put on duty."""


def put_on_duty(enrolment: Enrolment, *, actor: Account) -> Certificate | None:
    """Let somebody serve customers from today: who passed the gate, with a certificate; for whom it is open
    by a waiver only, until the waiver's last day and without one.

    Raises DutyRefused for who is not on the way there, for oneself, naming what is missing, and for what
    `held_up` says.
    """
    waivers.keep_still(enrolment)
    waivers.check_reach(enrolment, Permission.PUT_ON_DUTY, actor)
    if actor.person_id == enrolment.employment.person_id:
        raise DutyRefused(_("Not on duty. Nobody puts themselves on duty."))
    _check_state(enrolment)
    seen = queries.gate(enrolment.id)
    if not seen.gate.is_open:
        missing = _(", ").join(word(part) for part in seen.gate.missing)
        raise DutyRefused(_("Not on duty. Still missing: %(missing)s.", missing=missing))
    if sentence := held_up(enrolment, seen):
        raise DutyRefused(sentence)
    if seen.gate.is_passed:
        return _pass(enrolment, seen, actor)
    _begin_by_waiver(enrolment, seen, actor)
    return None


def held_up(enrolment: Enrolment, seen: Seen) -> str | None:
    """Why nobody goes through a gate that is open: an appeal against a mark, which nobody could decide any
    more once they are on duty, or a class that was cancelled before its end."""
    if not seen.gate.is_open:
        return None
    if appeals.is_undecided(enrolment.id):
        return _("Not on duty. An appeal against a mark is open; it is decided first.")
    if seen.gate.is_passed and queries.is_broken_off(enrolment):
        return _("Not on duty. Their cohort was cancelled before its end; they go on in another.")
    return None


def _check_state(enrolment: Enrolment) -> None:
    if enrolment.state is EnrolmentState.ON_DUTY:
        raise DutyRefused(_("Not on duty again. This person has passed the gate already."))
    if enrolment.state not in LIVE or enrolment.employment.ended_on is not None:
        raise DutyRefused(_("Not on duty. Their training has ended."))
    if enrolment.employment.started_on > clock.today():
        raise DutyRefused(_("Not on duty. The first day of work is still to come."))


def _begin_by_waiver(enrolment: Enrolment, seen: Seen, actor: Account) -> None:
    if seen.waiver is None or queries.is_on_duty(enrolment.employment_id, clock.today()):
        raise DutyRefused(_("Not on duty again. This person is on duty already."))
    employment = enrolment.employment
    clearance = employments.clear(employment, Ground.WAIVER, last_day=seen.waiver.last_day, actor=actor)
    employments.begin_duty(employment, DutyStatus.ON_DUTY, clock.today(), clearance=clearance, actor=actor)
    record(
        "put on duty by waiver",
        enrolment,
        actor_id=actor.id,
        state=enrolment.state,
        waiver=seen.waiver.id,
        last_day=seen.waiver.last_day.isoformat(),
    )
    db.session.flush()


def _pass(enrolment: Enrolment, seen: Seen, actor: Account | None) -> Certificate:
    """The gate is passed: they serve, sit in no class any more, and have a certificate."""
    today, employment = clock.today(), enrolment.employment
    clearance = employments.clear(employment, Ground.GATE, actor=actor)
    _begin_serving(enrolment, clearance, actor)
    placing.complete(enrolment, today)
    waiver = queries.open_waiver(enrolment.id)
    if waiver is not None:
        waivers.close(waiver, WaiverEnd.PASSED, today)
    enrolment.state = EnrolmentState.ON_DUTY
    entry = record(
        "put on duty",
        enrolment,
        actor_id=actor.id if actor else None,
        rule=f"exam policy {seen.policy.id}" if seen.policy else None,
        state=enrolment.state,
        clearance=clearance.id,
    )
    db.session.flush()
    passing = GatePassing(
        enrolment_id=enrolment.id,
        clearance_id=clearance.id,
        passed_on=today,
        evidence=_evidence(seen),
        entry_id=entry.id,
    )
    db.session.add(passing)
    db.session.flush()
    return certificates.issue(passing, actor=actor)


def _begin_serving(enrolment: Enrolment, clearance: Clearance, actor: Account | None) -> None:
    """With a coach at first, where the programme has nesting, and who still nests goes on with one; who is on
    duty without one stays so."""
    today, employment = clock.today(), enrolment.employment
    present = current_duty(employment.id)
    is_new = present is None or present.clearance is None or present.clearance.ground is Ground.WAIVER
    nests = is_new or (present is not None and present.status is DutyStatus.NESTING)
    policy = queries.nesting_policy(enrolment.id) if nests else None
    status = DutyStatus.NESTING if policy else DutyStatus.ON_DUTY
    employments.begin_duty(employment, status, today, clearance=clearance, actor=actor)
    if policy:
        nesting.begin(enrolment, policy, today)


def _evidence(seen: Seen) -> dict[str, Any]:
    attended = seen.attended
    return {
        "exams": {
            one.exam.key: {"mark": str(one.mark), "attempts": [row.id for row in one.attempts]}
            for one in seen.courses
        },
        "policy": seen.policy.id if seen.policy else None,
        "attended": [attended.attended, attended.needed, attended.total] if attended else None,
    }


def waivers_over() -> int:
    """Draw the consequence where the last day of a waiver is over: who has passed the gate meanwhile is on
    duty by it from today, everybody else back in training since that day, with a letter. So is whoever lacks
    by now what their waiver does not name, from today. Doing it twice does no harm; returns how many it was.
    For the worker."""
    found = queries.run_out(clock.today())
    with by(Way.RULE):
        for enrolment in found:
            _waiver_over(enrolment)
        closed = sum(_gate_closed(enrolment) for enrolment in queries.served_behind_a_closed_gate())
    return len(found) + closed


def _gate_closed(enrolment: Enrolment) -> bool:
    """Off duty from today, and the waiver over: something is missing that it does not name."""
    waivers.keep_still(enrolment)
    today, seen = clock.today(), queries.gate(enrolment.id)
    if seen.waiver is None or seen.gate.is_open or not queries.by_waiver(enrolment.employment_id, today):
        return False
    waivers.close(seen.waiver, WaiverEnd.CLOSED, today)
    waivers.take_off(enrolment, today, actor=None)
    entry = record(
        "gate closed again",
        enrolment,
        actor_id=None,
        state=enrolment.state,
        waiver=seen.waiver.id,
        missing=[part.value for part in seen.gate.missing],
    )
    db.session.flush()
    duty_letters.waiver_over(enrolment, seen.waiver, max(seen.waiver.since, today - ONE_DAY), entry)
    return True


def _waiver_over(enrolment: Enrolment) -> None:
    waivers.keep_still(enrolment)
    waiver = queries.last_waiver(enrolment.id)
    if waiver is None or waiver.last_day >= clock.today():
        return
    served, entry = waivers.run_out(enrolment, waiver)
    seen = queries.gate(enrolment.id)
    if not served:
        return
    if seen.gate.is_passed and enrolment.state in LIVE and not _is_held_up(enrolment):
        _pass(enrolment, seen, None)
    else:
        duty_letters.waiver_over(enrolment, waiver, waiver.last_day, entry)


def _is_held_up(enrolment: Enrolment) -> bool:
    return appeals.is_undecided(enrolment.id) or queries.is_broken_off(enrolment)


def take_over(employment: Employment, since: date, *, actor: Account, reason: str) -> Duty:
    """Somebody has served since before the training was kept here; only who administers people can say so.
    Raises DutyRefused without a reason, for whoever has been in line for training here, and for a day since
    which training is kept here."""
    began = programmes.kept_since()
    if not actor.may(Permission.ADMINISTER_PEOPLE):
        raise DutyRefused(_("Not on duty. Your role does not allow it."))
    if not reason.strip():
        raise DutyRefused(_("Not on duty. Say how that is known, for the record."), "reason")
    if queries.has_enrolment(employment.id) or (began and since >= clock.local(began).date()):
        raise DutyRefused(_("Not on duty. Who begins now passes the gate."), "since")
    present = current_duty(employment.id)
    clearance = employments.clear(employment, Ground.EARLIER, actor=actor)
    record("duty taken over", employment, actor_id=actor.id, reason=reason, clearance=clearance.id)
    return employments.begin_duty(
        employment,
        DutyStatus.ON_DUTY,
        max(since, present.since if present else since),
        clearance=clearance,
        actor=actor,
    )
