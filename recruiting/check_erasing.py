"""Erasing what was written and uploaded for background checks. That something was found, when, by whom and
what was decided upon it stays; the record says what was erased, and why.

Who decides on checks erases the text and the file of one finding; who runs the server everything that was
found about somebody, when they ask for it."""

from collections.abc import Sequence

from sqlalchemy.orm.attributes import flag_modified

from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from people.models import Account, Person
from people.permissions import Permission
from recruiting.checks import CheckRefused
from recruiting.models import BackgroundCheck, CheckFinding
from recruiting.pipeline import check_may
from recruiting.queries import checks as queries
from recruiting.states import CheckState


def erase(check: BackgroundCheck, finding_id: int, *, actor: Account, reason: str) -> frozenset[str]:
    """Wipe the text of a finding and its file. Returns the digest of the file: once this is committed,
    whoever commits has `core.files.drop` take it out of the store.

    Raises CheckRefused for who does not decide on checks, without a reason, while the candidate can dispute
    what was found, and where nothing is left."""
    check_may(actor, Permission.DECIDE_CHECKS)
    _check_reason(reason)
    _hold(check)
    found = queries.finding(check.id, finding_id)
    if found is None or (found.note is None and found.digest is None):
        raise CheckRefused(_("Not erased. Nothing of it is left."))
    return _wipe(check, [found], actor, reason)


def erase_all(person: Person, *, reason: str) -> frozenset[str]:
    """Wipe the text and the files of everything that was found about a person, and what their referees said;
    for who runs the server. Returns the digests of the files, as `erase` does; doing it again finds what came
    since. Raises CheckRefused as that does."""
    _check_reason(reason)
    gone: frozenset[str] = frozenset()
    for check in queries.of_person(person.id):
        _hold(check)
        references = queries.wipe_references(check.id)
        found = queries.filled_findings(check.id)
        if found or references:
            gone |= _wipe(check, found, None, reason, references)
    db.session.expire_all()
    return gone


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise CheckRefused(_("Not erased. Say why, for the record."), "reason")


def _hold(check: BackgroundCheck) -> None:
    alone(f"checks of {check.application_id}")
    db.session.refresh(check)
    if check.state is CheckState.NOTICED:
        raise CheckRefused(_("Not erased. The candidate can still dispute what was found; decide first."))


def _wipe(
    check: BackgroundCheck,
    found: Sequence[CheckFinding],
    actor: Account | None,
    reason: str,
    references: int = 0,
) -> frozenset[str]:
    digests = frozenset(one.digest for one in found if one.digest)
    ids = [one.id for one in found]
    queries.wipe_findings(ids)
    flag_modified(check, "state")  # whoever looks at an older picture of the check is told
    record(
        queries.ERASED,
        check,
        actor_id=actor.id if actor else None,
        reason=reason.strip(),
        findings=ids,
        files=len(digests),
        references=references,
    )
    db.session.flush()
    for one in found:
        db.session.expire(one)
    return digests
