"""Erasing what somebody wrote and uploaded while they learned, when they ask for it.

Homework, self-study, feedback and the log of coaching lose their words and files; so do exams: what assessors
wrote on their sheets and show for it, comments on marks, notes on what to work on and the reasons of what was
decided about attempts. That something was handed in, marked and credited stays, as figures do. What somebody
had to do, certificates, why training was left or begun again, and other packages are not touched.
"""

from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from training.queries import erasing as queries


class ErasureRefused(Refused):
    """Nothing was erased."""


def erase(person: Person, *, actor: Account | None, reason: str) -> frozenset[str]:
    """Wipe the words and files of a person's learning, and what others wrote about them there; `actor` is
    None for who runs the server. Returns the digests of the files: once this is committed, whoever commits
    has `core.files.drop` take them out of the store. Erasing again finds what came since.

    Raises ErasureRefused for who does not administer people, and without a reason for the record."""
    if actor is not None and not actor.may(Permission.ADMINISTER_PEOPLE):
        raise ErasureRefused(_("Not erased. Your role does not allow it."))
    if not reason.strip():
        raise ErasureRefused(_("Not erased. Say why, for the record."), "reason")
    digests = queries.digests_of(person.id)
    queries.wipe(person.id)
    by = actor.id if actor else None
    record("learning erased", person, actor_id=by, reason=reason.strip(), files=len(digests))
    db.session.flush()
    db.session.expire_all()
    return digests
