"""Whom not to write to: somebody asked us not to, or we have a reason. Letters about the end of one's own
application go out all the same, as everybody is owed that answer; so does the notice of what a background
check found, and what becomes of an interview to which somebody was invited."""

from core import clock
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from recruiting import rules
from recruiting.pipeline import check_may
from recruiting.queries import duplicates as persons
from recruiting.queries import talent_pool
from recruiting.states import PoolEnd
from recruiting.talent_pool import leave

VERBS = ("contact stopped", "contact allowed")


class ContactRefused(Refused):
    """Nothing changed about whether somebody is written to."""


def stop(person: Person, reason: str, *, actor: Account) -> None:
    """From now on no letters but those that are owed; a stay in the talent pool ends."""
    _check(person, reason, actor)
    if person.no_contact_since is not None:
        raise ContactRefused(_("Not done. %(name)s is not written to already.", name=person.full_name))
    person.no_contact_since = clock.now()
    _tell(VERBS[0], person, reason, actor)
    _leave_pool(person, actor)


def _leave_pool(person: Person, actor: Account) -> None:
    there = talent_pool.present(person.id)
    if there is not None:
        leave(there, PoolEnd.TAKEN_OUT, actor=actor)


def allow(person: Person, reason: str, *, actor: Account) -> None:
    """Letters go out again."""
    _check(person, reason, actor)
    if person.no_contact_since is None:
        raise ContactRefused(_("Not done. %(name)s may be written to.", name=person.full_name))
    person.no_contact_since = None
    _tell(VERBS[1], person, reason, actor)


def _tell(verb: str, person: Person, reason: str, actor: Account) -> None:
    record(verb, person, actor_id=actor.id, reason=reason)
    db.session.flush()


def _check(person: Person, reason: str, actor: Account) -> None:
    check_may(actor, Permission.ADD_CANDIDATES)
    if not rules.explains(reason):
        raise ContactRefused(_("Not done. Say in one sentence why, for the record."), "reason")
    persons.keep_still(person)
