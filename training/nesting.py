"""Nesting: it begins when the gate is passed, is measured day by day, and ends when the targets were held."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Entry, record
from core.refusal import Refused
from people import employment as employments
from people.models import Account
from people.permissions import Permission
from people.queries import current_duty
from people.states import DutyStatus
from training import waivers
from training.models import Enrolment, Nesting, NestingDay, NestingPolicy
from training.queries import nesting as queries

Actuals = Mapping[str, Decimal]
"""Key of a target → what was measured."""
HIGHEST = Decimal(1_000_000)
_CENTS = -2


class NestingRefused(Refused):
    """Nothing was entered, and no nesting ended."""


def begin(enrolment: Enrolment, policy: NestingPolicy, on: date) -> Nesting:
    """The first day of nesting is `on`; the policy of that day decides about all of it."""
    made = Nesting(enrolment_id=enrolment.id, policy_id=policy.id, began_on=on)
    db.session.add(made)
    db.session.flush()
    return made


def enter(
    day: date,
    measured: Mapping[int, Actuals],
    *,
    actor: Account,
    reason: str | None = None,
    batch: str | None = None,
) -> int:
    """Enter what a group reached on a day: nesting id → actuals. What stands already is left alone; what
    differs is a correction, which needs a `reason`. `batch`: of the file that it comes from. All of it is
    entered, or nothing; returns how many.

    Raises NestingRefused for whom `actor` neither coaches nor teaches, for a day outside of the nesting, for
    what is no number, and for a correction without a reason.
    """
    if set(measured) - queries.editable(actor):
        raise NestingRefused(_("Not saved. Somebody of the list is not yours to enter."))
    for nesting_id in sorted(measured):
        alone(f"nesting {nesting_id}")
    before = queries.numbers_on(list(measured), day)
    standing = {one: row for one, row in before.items() if row.actuals}
    new = {
        one: actuals
        for one, actuals in measured.items()
        if actuals and (one not in standing or _kept(actuals) != standing[one].actuals)
    }
    if any(one in standing for one in new) and not (reason or "").strip():
        raise NestingRefused(_("Not saved. Say why numbers are changed that stood already."), "reason")
    for one, nesting in queries.nestings(list(new)).items():
        _check(nesting, day, new[one])
        verb = "nesting day corrected" if one in standing else "nesting day entered"
        said = reason if one in standing or batch else None
        entry = _tell(verb, nesting, day, actor, said, batch=batch)
        add(nesting.id, day, _kept(new[one]), before.get(one), entry, actor=actor)
    return len(new)


def _kept(actuals: Actuals) -> dict[str, str]:
    return {key: f"{one.normalize():f}" for key, one in sorted(actuals.items())}


def _check(nesting: Nesting, day: date, actuals: Actuals) -> None:
    db.session.refresh(nesting, ["ended_on"])
    if nesting.ended_on is not None:
        raise NestingRefused(_("Not saved. This nesting has ended."))
    if not nesting.began_on <= day <= clock.today():
        raise NestingRefused(_("Not saved. The day lies before the nesting, or is still to come."), "day")
    if set(actuals) - {one.key for one in nesting.policy.targets}:
        raise NestingRefused(_("Not saved. There is no such target."))
    for one in actuals.values():
        if not one.is_finite() or not 0 <= one <= HIGHEST:
            raise NestingRefused(_("Not saved. A number from 0 on is needed."))
        if one.normalize().as_tuple().exponent < _CENTS:  # type: ignore[operator]
            raise NestingRefused(_("Not saved. A number has two decimals at most."))


def _tell(
    verb: str, nesting: Nesting, day: date, actor: Account, reason: str | None, *, batch: str | None
) -> Entry:
    enrolment = nesting.enrolment
    entry = record(
        verb,
        enrolment,
        actor_id=actor.id,
        reason=reason,
        batch=batch,
        state=enrolment.state,
        day=day.isoformat(),
    )
    db.session.flush()
    return entry


def add(
    nesting_id: int,
    day: date,
    kept: Mapping[str, str],
    before: NestingDay | None,
    entry: Entry,
    *,
    actor: Account,
) -> None:
    """The row of a day that stands from now on; one without anything in it says that nothing does."""
    made = NestingDay(
        nesting_id=nesting_id,
        day=day,
        number=before.number + 1 if before else 1,
        actuals=dict(kept),
        entered_at=clock.now(),
        entered_by_id=actor.id,
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()


def finish(nesting: Nesting, *, actor: Account) -> None:
    """End a nesting whose targets were held for long enough: on duty alone from today, with the day on which
    that run began as the day of proficiency. Raises NestingRefused while they were not."""
    enrolment = nesting.enrolment
    waivers.keep_still(enrolment)
    alone(f"nesting {nesting.id}")
    db.session.refresh(nesting)
    waivers.check_reach(enrolment, Permission.PUT_ON_DUTY, actor)
    if actor.person_id == enrolment.employment.person_id:
        raise NestingRefused(_("Not ended. Nobody ends the own nesting."))
    if nesting.ended_on is not None:
        raise NestingRefused(_("Not ended. This nesting has ended already."))
    if not queries.goes_on(nesting.id):
        raise NestingRefused(_("Not ended. This person does not nest at present."))
    seen = queries.of_enrolment(enrolment.id)
    assert seen is not None
    if seen.standing.proficient_on is None:
        raise NestingRefused(
            _(
                "Not ended. All targets are to be held on %(asked)s days running; now it is %(run)s.",
                asked=seen.standing.asked,
                run=seen.standing.run,
            )
        )
    nesting.ended_on, nesting.proficient_on = clock.today(), seen.standing.proficient_on
    _serve_alone(enrolment, actor)
    record(
        "nesting ended",
        enrolment,
        actor_id=actor.id,
        rule=f"nesting policy {nesting.policy_id}",
        state=enrolment.state,
        proficient_on=nesting.proficient_on.isoformat(),
    )
    db.session.flush()


def _serve_alone(enrolment: Enrolment, actor: Account) -> None:
    present = current_duty(enrolment.employment_id)
    assert present is not None, "whose nesting goes on is there"
    employments.begin_duty(
        enrolment.employment, DutyStatus.ON_DUTY, clock.today(), clearance=present.clearance, actor=actor
    )
