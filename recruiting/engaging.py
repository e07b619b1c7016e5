"""Asking somebody of the talent pool again: a letter about an opening, or an application begun for them."""

from core import clock
from core.db import db
from core.i18n import _, say
from core.record import record
from people.models import Account
from people.permissions import Permission
from recruiting import applications, notices
from recruiting.models import Opening, PoolEntry, Visit
from recruiting.pipeline import check_may
from recruiting.states import OpeningStatus
from recruiting.talent_pool import PoolRefused


def invite(entry: PoolEntry, opening: Opening, *, actor: Account) -> None:
    """Write to somebody that `opening` may be for them."""
    check_may(actor, Permission.ADD_CANDIDATES)
    person = entry.person
    if entry.left_at is not None:
        raise PoolRefused(_("Not written. %(name)s has left the pool.", name=person.full_name))
    if person.no_contact_since is not None:
        raise PoolRefused(
            _("Not written. %(name)s is not to be written to; lift that first.", name=person.full_name)
        )
    if not person.email:
        raise PoolRefused(_("Not written. No e-mail address of %(name)s is known.", name=person.full_name))
    if opening.status is not OpeningStatus.OPEN:
        raise PoolRefused(
            _("Not written. %(opening)s takes no applications now.", opening=opening.code), "opening"
        )
    told = record(
        "asked again", entry.application, actor_id=actor.id, pool_entry=entry.id, opening=opening.id
    )
    title = say(opening.title, person.language)
    if notices.tell(notices.ASKED_AGAIN, entry.application, told, actor=actor, opening=title) is None:
        raise PoolRefused(_("Not written. There is no letter for this in the language of the candidate."))
    entry.written_at = clock.now()
    db.session.flush()


def begin_again(entry: PoolEntry, opening: Opening, *, actor: Account) -> Visit:
    """Begin an application for `opening`, which points to the earlier one; the stay in the pool ends."""
    if entry.left_at is not None:
        raise PoolRefused(_("Not added. %(name)s has left the pool.", name=entry.person.full_name))
    return applications.copy(entry.application, opening, actor=actor)
