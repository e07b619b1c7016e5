"""Leave of whoever is on duty: parents', sick or any other long one. It stops duty for a time; who comes back
serves on the ground on which they did before."""

from datetime import date

from core import clock
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Duty, Employment
from people.queries import current_duty, duties
from people.states import DutyStatus, Ground
from training.queries.certificates import held_by

LONGEST = 500


class LeaveRefused(Refused):
    """They go on with what they do."""


def go(employment: Employment, since: date, reason: str, *, actor: Account) -> Duty:
    """On leave from a day on. Raises LeaveRefused for oneself, without a reason, for who is not on duty or is
    by a waiver only, and for a day to come or before they were."""
    present = _present(employment, reason, actor)
    if present.status is not DutyStatus.ON_DUTY:
        raise LeaveRefused(_("Not changed. Only who is on duty goes on leave."))
    if present.clearance is not None and present.clearance.ground is Ground.WAIVER:
        raise LeaveRefused(_("Not changed. They serve by a waiver; take it back first."))
    _check_day(present, since)
    record("leave begun", employment, actor_id=actor.id, reason=reason.strip(), since=since.isoformat())
    return employments.begin_duty(employment, DutyStatus.LEAVE, since, actor=actor)


def come_back(employment: Employment, since: date, reason: str, *, actor: Account) -> Duty:
    """Back on duty from a day on. Raises LeaveRefused as `go` does, for who is not on leave, and where their
    certificate was revoked meanwhile."""
    present = _present(employment, reason, actor)
    if present.status is not DutyStatus.LEAVE:
        raise LeaveRefused(_("Not changed. They are not on leave."))
    _check_day(present, since)
    served = [one.clearance for one in duties(employment.id) if one.clearance is not None]
    assert served, "only who served went on leave"
    if served[-1].ground is Ground.GATE and not held_by([employment.id]):
        raise LeaveRefused(
            _("Not changed. Their certificate was revoked meanwhile; the trainer puts them on duty.")
        )
    record("leave ended", employment, actor_id=actor.id, reason=reason.strip(), since=since.isoformat())
    return employments.begin_duty(employment, DutyStatus.ON_DUTY, since, clearance=served[-1], actor=actor)


def is_away(employment: Employment) -> bool:
    present = current_duty(employment.id)
    return present is not None and present.status is DutyStatus.LEAVE


def _present(employment: Employment, reason: str, actor: Account) -> Duty:
    employments.keep_still(employment)
    if employment.person_id == actor.person_id:
        raise LeaveRefused(_("Not changed. Nobody decides about themselves."))
    if not reason.strip() or len(reason) > LONGEST:
        raise LeaveRefused(_("Not changed. Say why, for the record."), "reason")
    present = current_duty(employment.id)
    assert present is not None, "whoever is employed is there for something"
    return present


def _check_day(present: Duty, since: date) -> None:
    if not present.since <= since <= clock.today():
        raise LeaveRefused(_("The day lies between the beginning of the present duty and today."), "since")
