"""Employing somebody, ending it, and what they are there for in between; nobody else writes that."""

from datetime import date, timedelta

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people import queries
from people.models import Account, Clearance, Duty, Employment, Person, Post
from people.states import (
    MAY_RETURN,
    NEVER_BEGUN,
    SERVING,
    DutyStatus,
    EmploymentKind,
    Ground,
    LeavingReason,
    Shift,
)


class EmploymentRefused(Refused):
    """Nobody is employed twice at once, and what has ended stays ended."""


def employ(
    person: Person,
    *,
    starts_on: date,
    team_id: int,
    site_id: int,
    line_manager_id: int | None,
    level: str,
    shift: Shift | None = None,
    kind: EmploymentKind | None = None,
    actor: Account | None,
) -> Employment:
    """Employ `person` from `starts_on`, awaiting a cohort; who left before gets a second employment.

    `line_manager_id` is a person's id; `level` the key of a level of the ladder. Raises EmploymentRefused
    for somebody already employed.
    """
    alone(f"employment of {person.id}")
    if queries.current_employment(person.id):
        raise EmploymentRefused(_("Not employed. %(name)s is employed already.", name=person.full_name))
    earlier = queries.last_employment(person.id)
    employment = Employment(person=person, started_on=starts_on, rehire_of_id=earlier.id if earlier else None)
    db.session.add(employment)
    db.session.flush()
    post = Post(
        since=starts_on,
        team_id=team_id,
        site_id=site_id,
        line_manager_id=line_manager_id,
        level=level,
        shift=shift,
        kind=kind,
    )
    _begin(employment, post, actor)
    return employment


def _begin(employment: Employment, post: Post, actor: Account | None) -> None:
    post.employment_id = employment.id
    status = DutyStatus.AWAITING_COHORT
    db.session.add_all([post, Duty(employment_id=employment.id, since=post.since, status=status)])
    record(
        "employed",
        employment,
        actor_id=actor.id if actor else None,
        person=employment.person_id,
        starts_on=post.since.isoformat(),
        team=post.team_id,
        site=post.site_id,
        level=post.level,
        shift=post.shift,
        kind=post.kind,
        state=status,
        rehire_of=employment.rehire_of_id,
    )
    db.session.flush()


def end(
    employment: Employment,
    on: date,
    reason: LeavingReason,
    *,
    actor: Account | None,
    may_return: bool | None = None,
) -> None:
    """End it; `on` is the last day. Who never came, or was hired by mistake, has held nothing for a day.
    `may_return`: can they be hired again? Without an answer it follows from the reason.

    Raises EmploymentRefused when it has ended already.
    """
    keep_still(employment)
    begun = reason not in NEVER_BEGUN and on >= employment.started_on
    employment.ended_on = max(on, employment.started_on)
    employment.leaving_reason = reason
    employment.may_return = reason in MAY_RETURN if may_return is None else may_return
    until = on + timedelta(days=1) if begun else employment.started_on
    for interval in (queries.current_post(employment.id), queries.current_duty(employment.id)):
        if interval:
            interval.until = max(until, interval.since)
    record(
        "employment ended",
        employment,
        actor_id=actor.id if actor else None,
        on=employment.ended_on.isoformat(),
        leaving_reason=reason,
        may_return=employment.may_return,
        state=DutyStatus.LEFT,
    )
    db.session.flush()


def let_return(employment: Employment, may_return: bool, *, actor: Account | None, reason: str) -> None:
    """Decide anew whether who held this ended employment may be hired again.

    Raises EmploymentRefused for one that lasts, and for what is so already."""
    alone(f"employment of {employment.person_id}")
    db.session.refresh(employment)
    if employment.ended_on is None:
        raise EmploymentRefused(_("Not changed. This employment has not ended."))
    if employment.may_return is may_return:
        raise EmploymentRefused(_("Not changed. It stands so already."))
    employment.may_return = may_return
    record(
        "return decided",
        employment,
        actor_id=actor.id if actor else None,
        reason=reason,
        may_return=may_return,
    )
    db.session.flush()


def give_to(employment: Employment, person: Person, *, actor: Account | None, reason: str) -> None:
    """Let an employment that never began be that of `person`, whose it always was: two had been taken for
    one. Whatever came before or after it for whom it was taken follows each other without it.

    Raises EmploymentRefused for one that goes on or began."""
    for number in sorted((employment.person_id, person.id)):
        alone(f"employment of {number}")
    db.session.refresh(employment)
    if employment.leaving_reason not in NEVER_BEGUN:
        raise EmploymentRefused(_("Not changed. Somebody has worked in this employment."))
    before, earlier = employment.person_id, queries.last_employment(person.id)
    for later in queries.rehires_of(employment.id):
        later.rehire_of_id = employment.rehire_of_id
    employment.person, employment.rehire_of_id = person, earlier.id if earlier else None
    record(
        "employment given to another",
        employment,
        actor_id=actor.id if actor else None,
        reason=reason,
        before=before,
        person=person.id,
    )
    db.session.flush()


def clear(
    employment: Employment, ground: Ground, *, last_day: date | None = None, actor: Account | None
) -> Clearance:
    """Say on which ground they may serve customers; `last_day` is that of a waiver. Only `training.duty`
    asks for this, once it has looked at the gate. Raises EmploymentRefused for an ended employment."""
    keep_still(employment)
    made = Clearance(
        employment_id=employment.id,
        ground=ground,
        last_day=last_day,
        given_at=clock.now(),
        given_by_id=actor.id if actor else None,
    )
    db.session.add(made)
    db.session.flush()
    return made


def change_post(
    employment: Employment,
    since: date,
    *,
    level: str | None = None,
    team_id: int | None = None,
    site_id: int | None = None,
    line_manager_id: int | None = None,
    shift: Shift | None = None,
    kind: EmploymentKind | None = None,
    actor: Account | None,
    reason: str | None = None,
) -> Post:
    """From `since` on they hold another level, work elsewhere or at other hours, or are employed as something
    else; what is not given stays as it is.

    Raises EmploymentRefused for an ended employment, a day before the present post began, and no change.
    """
    keep_still(employment)
    present = queries.current_post(employment.id)
    assert present is not None, "whoever is employed has a post"
    if since < present.since:
        raise EmploymentRefused(_("Not changed. What they do now began after that day."), "since")
    given = {
        "level": level,
        "team_id": team_id,
        "site_id": site_id,
        "line_manager_id": line_manager_id,
        "shift": shift,
        "kind": kind,
    }
    after = {name: getattr(present, name) if new is None else new for name, new in given.items()}
    if all(getattr(present, name) == new for name, new in after.items()):
        raise EmploymentRefused(_("Not changed. It stands so already."))
    return _take_post(employment, present, Post(since=since, **after), actor, reason)


def _take_post(
    employment: Employment, present: Post, post: Post, actor: Account | None, reason: str | None
) -> Post:
    present.until = post.since
    db.session.flush()  # the old interval closes before the new one opens: one is open at a time
    post.employment_id = employment.id
    db.session.add(post)
    record(
        "post changed",
        employment,
        actor_id=actor.id if actor else None,
        reason=reason,
        since=post.since.isoformat(),
        before=present.level,
        level=post.level,
        team=post.team_id,
        site=post.site_id,
        shift=post.shift,
        kind=post.kind,
    )
    db.session.flush()
    return post


def begin_duty(
    employment: Employment,
    status: DutyStatus,
    since: date,
    *,
    clearance: Clearance | None = None,
    actor: Account | None,
) -> Duty:
    """From `since` on they are there as `status`; what they were before ends on that day. Who serves
    customers does it on the ground of a `clearance`.

    Raises EmploymentRefused for an ended employment, a day before the present duty began, and for serving
    without a clearance that is good on that day.
    """
    keep_still(employment)
    _check_clearance(employment, status, since, clearance)
    present = queries.current_duty(employment.id)
    if present and since < present.since:
        raise EmploymentRefused(_("Not changed. What they do now began after that day."), "since")
    if present:
        present.until = since
        db.session.flush()  # the old interval closes before the new one opens: one is open at a time
    duty = Duty(
        employment_id=employment.id,
        since=since,
        status=status,
        clearance_id=clearance.id if clearance else None,
    )
    db.session.add(duty)
    record(
        "duty changed",
        employment,
        actor_id=actor.id if actor else None,
        since=since.isoformat(),
        before=present.status if present else None,
        state=status,
        clearance=clearance.id if clearance else None,
    )
    db.session.flush()
    return duty


def _check_clearance(
    employment: Employment, status: DutyStatus, since: date, clearance: Clearance | None
) -> None:
    if status not in SERVING:
        if clearance is not None:
            raise EmploymentRefused(_("Not changed. Only who serves customers needs a clearance."))
        return
    if clearance is None or clearance.employment_id != employment.id:
        raise EmploymentRefused(
            _("Not on duty. The way there leads through training: its exams, or a manager's waiver.")
        )
    if clearance.last_day is not None and since > clearance.last_day:
        raise EmploymentRefused(_("Not on duty. The waiver has run out."))


def keep_still(employment: Employment) -> None:
    """Until this transaction ends nobody else changes an employment. Raises EmploymentRefused for one that
    has ended."""
    alone(f"employment of {employment.person_id}")
    db.session.refresh(employment)
    if employment.ended_on is not None:
        raise EmploymentRefused(_("Not changed. This employment has ended."))
