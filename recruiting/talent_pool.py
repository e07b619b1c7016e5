"""Whom we would like to see again: put into the talent pool with a reason and a last day, kept longer,
taken out. Nobody stays for ever: what nobody prolongs runs out by itself."""

from collections.abc import Iterable
from datetime import date, timedelta

from core import clock
from core.db import db
from core.i18n import _, day
from core.record import Entry, Way, by, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import Application, PoolEntry
from recruiting.pipeline import check_may
from recruiting.queries import talent_pool as queries
from recruiting.states import OPEN, PoolEnd, PoolReason, Status

USUAL = timedelta(days=365)
LONGEST = timedelta(days=730)
AT_ONCE = 500


class PoolRefused(Refused):
    """The pool stays as it is."""


def put(
    application: Application,
    reason: PoolReason,
    *,
    expires_on: date,
    actor: Account,
    note: str | None = None,
    batch: str | None = None,
) -> PoolEntry:
    """Keep who applied in the pool until the end of the day `expires_on`."""
    check_may(actor, Permission.ADD_CANDIDATES)
    _check_ended(application)
    _check_free(application)
    _check_day(expires_on)
    entry = PoolEntry(
        person_id=application.person_id,
        application_id=application.id,
        reason=reason,
        note=(note or "").strip() or None,
        added_at=clock.now(),
        added_by_id=actor.id,
        expires_on=expires_on,
    )
    db.session.add(entry)
    db.session.flush()
    record(
        "put in the pool",
        application,
        actor_id=actor.id,
        batch=batch,
        pool_entry=entry.id,
        why=reason.value,
        expires_on=expires_on.isoformat(),
    )
    return entry


def _check_ended(application: Application) -> None:
    name = application.shown.full_name
    if application.status in OPEN:
        raise PoolRefused(_("Not kept. The application of %(name)s goes on; it has to end first.", name=name))
    if application.status is Status.HIRED:
        raise PoolRefused(_("Not kept. %(name)s was hired.", name=name))


def _check_free(application: Application) -> None:
    name = application.shown.full_name
    if application.person.no_contact_since is not None:
        raise PoolRefused(_("Not kept. %(name)s is not to be written to; lift that first.", name=name))
    there = queries.present(application.person_id)
    if there is not None:
        raise PoolRefused(
            _(
                "Not kept. %(name)s is in the pool already, until %(day)s.",
                name=name,
                day=day(there.expires_on),
            )
        )


def _check_day(expires_on: date) -> None:
    last = clock.today() + LONGEST
    if not clock.today() < expires_on <= last:
        raise PoolRefused(
            _("Not kept. Choose a day after today and not after %(last)s.", last=day(last)), "expires_on"
        )


def put_all(applications: Iterable[Application], *, expires_on: date, actor: Account, batch: str) -> None:
    """Keep several who came near, as silver medallists. All of them, or none."""
    for one in applications:
        put(one, PoolReason.SILVER_MEDALLIST, expires_on=expires_on, actor=actor, batch=batch)


def prolong(entry: PoolEntry, expires_on: date, *, actor: Account) -> None:
    """Keep somebody until another day."""
    check_may(actor, Permission.ADD_CANDIDATES)
    _check_in(entry)
    _check_day(expires_on)
    before = entry.expires_on
    entry.expires_on = expires_on
    db.session.flush()
    record(
        "prolonged",
        entry,
        actor_id=actor.id,
        before=before.isoformat(),
        expires_on=expires_on.isoformat(),
    )


def take_out(entry: PoolEntry, *, actor: Account, why: str | None = None) -> None:
    """Out of the pool; that it was a stay remains on record."""
    check_may(actor, Permission.ADD_CANDIDATES)
    _check_in(entry)
    leave(entry, PoolEnd.TAKEN_OUT, actor=actor, why=why)


def leave(
    entry: PoolEntry,
    ending: PoolEnd,
    *,
    actor: Account | None,
    why: str | None = None,
    batch: str | None = None,
) -> None:
    """The stay ends so. `batch`: the confirmation by which it did, where that may be taken back."""
    entry.left_at, entry.ending = clock.now(), ending
    db.session.flush()
    record(
        "left the pool",
        entry.application,
        actor_id=actor.id if actor else None,
        reason=why,
        batch=batch,
        pool_entry=entry.id,
        ending=ending.value,
    )


def put_back(entry: PoolEntry, left: Entry, *, actor: Account | None) -> None:
    """What ended the stay, as the entry `left` tells, has been taken back: it goes on as it was."""
    entry.left_at = entry.ending = None
    db.session.flush()
    record(
        "back in the pool",
        entry.application,
        actor_id=actor.id if actor else None,
        corrects=left,
        pool_entry=entry.id,
    )


def _check_in(entry: PoolEntry) -> None:
    db.session.refresh(entry, ["left_at", "expires_on"], with_for_update=True)
    if entry.left_at is not None:
        raise PoolRefused(_("Not done. %(name)s has left the pool.", name=entry.person.full_name))


def expire() -> int:
    """Let stays end whose last day is over; returns how many. For the worker."""
    over = queries.run_out(clock.today(), AT_ONCE)
    with by(Way.RULE):
        for entry in over:
            leave(entry, PoolEnd.EXPIRED, actor=None)
    return len(over)
