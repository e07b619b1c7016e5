"""The way from being hired into the line for a cohort, and out of it again."""

from datetime import date

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment
from training import placing, queries
from training.models import Enrolment
from training.states import LIVE, EnrolmentState


class EnrolmentRefused(Refused):
    """Nobody is trained twice at once, nor after having left."""


def await_cohort(employment: Employment, wanted_on: date, *, actor: Account | None) -> Enrolment:
    """Put somebody employed in line for a cohort; `wanted_on` is when they should be on duty.

    Raises EnrolmentRefused for who is in line already or has left.
    """
    alone(f"enrolment of {employment.id}")
    if employment.ended_on is not None:
        raise EnrolmentRefused(_("Not enrolled. This employment has ended."))
    if queries.live_enrolment(employment.id):
        raise EnrolmentRefused(_("Not enrolled. This person awaits a cohort already."))
    enrolment = Enrolment(
        employment_id=employment.id,
        wanted_on=wanted_on,
        created_at=clock.now(),
        state=EnrolmentState.AWAITING_COHORT,
    )
    db.session.add(enrolment)
    db.session.flush()
    record(
        "awaits a cohort",
        enrolment,
        actor_id=actor.id if actor else None,
        employment=employment.id,
        wanted_on=wanted_on.isoformat(),
        state=enrolment.state,
    )
    return enrolment


def restart(enrolment: Enrolment, *, actor: Account) -> Enrolment:
    """Put somebody in line again whose training has ended before being on duty. What was done stays with the
    old one; nothing of it is counted twice.

    Raises EnrolmentRefused for who is on the way or passed, and as `await_cohort` does.
    """
    if enrolment.state not in (EnrolmentState.LEFT, EnrolmentState.CANCELLED):
        raise EnrolmentRefused(_("Not enrolled. This training has not been broken off."))
    if actor.person_id == enrolment.employment.person_id:
        raise EnrolmentRefused(_("Not enrolled. A colleague puts you in line again."))
    return await_cohort(enrolment.employment, max(enrolment.wanted_on, clock.today()), actor=actor)


def cancel(enrolment: Enrolment, *, actor: Account | None, reason: str) -> None:
    """Take them out of line, or out of the cohort they sit in, as if they had not been hired. Raises
    EnrolmentRefused when their training has ended already."""
    alone(f"enrolment of {enrolment.employment_id}")
    db.session.refresh(enrolment)
    if enrolment.state not in LIVE:
        raise EnrolmentRefused(_("Not cancelled. This enrolment has ended already."))
    placing.withdraw(enrolment, today=clock.today(), actor=actor, reason=reason)
    enrolment.state = EnrolmentState.CANCELLED
    record(
        "enrolment cancelled",
        enrolment,
        actor_id=actor.id if actor else None,
        reason=reason,
        state=enrolment.state,
    )
    db.session.flush()
