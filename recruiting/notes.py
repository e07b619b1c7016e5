"""Notes about an application: for oneself, for the team, or for the candidate, who is told by letter; and
the colleagues they name. Nobody changes a note: what is wrong with one, the next one says."""

import re
from collections.abc import Iterable
from typing import Any

from core import clock, outbox
from core.db import db
from core.i18n import _
from core.locks import alone
from core.outbox import Letter
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import notices
from recruiting.models import Application, Mention, Note
from recruiting.pipeline import check_may
from recruiting.queries import candidates as queries
from recruiting.states import Audience
from recruiting.undoing import MESSAGE

LONGEST = 4000


class NoteRefused(Refused):
    """Nothing was noted."""


def write(
    application: Application, body: str, *, audience: Audience, colleagues: Iterable[Any], actor: Account
) -> Note:
    """Note something. `colleagues`, rows of (id, name, latin_name), are who can be named by `@name`;
    a note for oneself names nobody."""
    check_may(actor, Permission.WRITE_NOTES)
    note = _note(application, _checked(body), audience, actor)
    db.session.flush()
    named = mentioned(note.body, colleagues) - {actor.id} if audience is Audience.TEAM else set()
    db.session.add_all(Mention(note_id=note.id, account_id=account_id) for account_id in sorted(named))
    record("noted", application, actor_id=actor.id, note=note.id, audience=audience.value)
    return note


def tell(
    application: Application,
    body: str,
    *,
    colleagues: Iterable[Any],
    actor: Account,
    batch: str | None = None,
) -> Note:
    """Note something that the candidate is told by letter; `batch` undoes it while the letter is held.
    A colleague of `colleagues` (as above) is not named in it: the candidate would read `@name`."""
    check_may(actor, Permission.MOVE_APPLICATIONS)
    body, colleagues = _checked(body), list(colleagues)
    _check_reaches(application)
    if named := mentioned(body, colleagues):
        names = _(", ").join(one.name for one in colleagues if one.id in named)
        raise NoteRefused(
            _("Not sent. The candidate would read the @ of %(names)s: leave it out.", names=names), "body"
        )
    alone(f"telling the candidate of application {application.id}")
    if queries.is_on_its_way(application.id, body):
        raise NoteRefused(_twice(), "body")
    language = application.person.language
    entry = record(MESSAGE, application, actor_id=actor.id, batch=batch, language=language)
    letter = notices.tell(notices.NOTED, application, entry, actor=actor, note=body)
    if letter is None or body not in letter.body:
        raise NoteRefused(
            _(
                "Not sent. No letter in the language of the candidate has a place for a note; "
                "see Letter templates."
            )
        )
    return keep(letter, application, body, actor=actor)


def _twice() -> str:
    if outbox.has_server():
        return _("Not sent. A letter with these words is on its way already.")
    return _(
        "Not written again. A letter with these words waits already: "
        "no mail server is configured, so that it is not sent."
    )


def keep(letter: Letter, application: Application, body: str, *, actor: Account) -> Note:
    """Let what a letter tells the candidate stand among the notes."""
    note = _note(application, body, Audience.CANDIDATE, actor)
    note.letter = letter
    return note


def _note(application: Application, body: str, audience: Audience, actor: Account) -> Note:
    note = Note(
        application_id=application.id,
        author_id=actor.id,
        audience=audience,
        body=body,
        written_at=clock.now(),
    )
    db.session.add(note)
    return note


def _checked(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise NoteRefused(_("Write something first."), "body")
    if len(body) > LONGEST:
        raise NoteRefused(_("A note has at most %(n)s characters.", n=LONGEST), "body")
    return body


def _check_reaches(application: Application) -> None:
    """Refuse to write to whom no letter comes, or who is not to be written to."""
    if not notices.may_be_told(None, application):
        raise NoteRefused(_("Not sent. This candidate is not to be written to; lift that first."))
    if not application.person.email:
        raise NoteRefused(_("Not sent. No e-mail address of this candidate is known; enter one first."))


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
