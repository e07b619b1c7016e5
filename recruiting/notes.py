"""Notes about an application, for the team or for oneself, and the colleagues they name."""

import re
from collections.abc import Iterable
from typing import Any

from core import clock
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import Application, Mention, Note
from recruiting.pipeline import check_may
from recruiting.states import Audience

LONGEST = 4000


class NoteRefused(Refused):
    """Nothing was noted."""


def write(
    application: Application, body: str, *, audience: Audience, colleagues: Iterable[Any], actor: Account
) -> Note:
    """Note something. `colleagues`, rows of (id, name, latin_name), are who can be named by `@name`;
    a note for oneself names nobody."""
    check_may(actor, Permission.WRITE_NOTES)
    body = body.strip()
    if not body:
        raise NoteRefused(_("Write something first."), "body")
    if len(body) > LONGEST:
        raise NoteRefused(_("A note has at most %(n)s characters.", n=LONGEST), "body")
    note = Note(
        application_id=application.id,
        author_id=actor.id,
        audience=audience,
        body=body,
        written_at=clock.now(),
    )
    db.session.add(note)
    db.session.flush()
    named = mentioned(body, colleagues) - {actor.id} if audience is Audience.TEAM else set()
    db.session.add_all(Mention(note_id=note.id, account_id=account_id) for account_id in sorted(named))
    record("noted", application, actor_id=actor.id, note=note.id, audience=audience.value)
    return note


def mentioned(body: str, colleagues: Iterable[Any]) -> set[int]:
    """The accounts named by `@name` or `@latin name`, the longest name that fits winning; the first word
    of a name is enough where only one colleague has it."""
    names: dict[str, list[int]] = {}
    shorter: dict[str, list[int]] = {}
    for one in colleagues:
        for name in {one.name, one.latin_name} - {None, ""}:
            names.setdefault(name.casefold(), []).append(one.id)
            if " " in name:
                shorter.setdefault(name.casefold().split()[0], []).append(one.id)
    names = {first: ids for first, ids in shorter.items() if len(ids) == 1} | names
    if not names:
        return set()
    longest_first = sorted(names, key=len, reverse=True)
    found = re.findall("@(" + "|".join(map(re.escape, longest_first)) + ")(?![a-z])", body.casefold())
    return {account_id for name in found for account_id in names[name]}


def see(mention: Mention) -> None:
    """The colleague has read the note; seeing it again changes nothing."""
    mention.seen_at = mention.seen_at or clock.now()
