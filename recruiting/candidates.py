"""Candidates: entering one by hand or from a résumé, correcting what is known, files and contact."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from core import clock, files
from core.db import db
from core.i18n import _
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from people.queries import person_by_email
from recruiting import applications, duplicates, indexing, invitations
from recruiting.models import Application, Candidate, CandidateFile, Channel, Opening, Visit
from recruiting.pipeline import check_may
from recruiting.queries import candidates as queries
from recruiting.states import Education, FileKind

PUT_BACK_FOR = timedelta(days=1)
"""So long a removed file can be put back: whoever wants it gone does not wait long, and a slip is mended."""
OF_PERSON = ("name", "latin_name", "phone", "language")


class CandidateRefused(Refused):
    """Nothing was entered or corrected."""


class AddressTaken(CandidateRefused):
    """The e-mail address is that of `person`."""

    def __init__(self, sentence: str, person: Person) -> None:
        super().__init__(sentence, "email")
        self.person = person


@dataclass(frozen=True)
class Background:
    """What is known of a candidate: the person and the background; unknown is None."""

    name: str
    email: str
    latin_name: str | None = None
    phone: str | None = None
    language: str = "en"
    lives_in: str | None = None
    education: Education | None = None
    service_years: int | None = None
    languages: str | None = None
    evening_shift: bool | None = None
    words_a_minute: int | None = None
    resume: dict[str, Any] | None = None

    def of_person(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in OF_PERSON}

    def of_candidate(self) -> dict[str, Any]:
        return {
            name: value for name, value in asdict(self).items() if name not in OF_PERSON and name != "email"
        }


def add(
    background: Background,
    opening: Opening,
    *,
    channel: Channel,
    actor: Account,
    referrer: Person | None = None,
    tell: bool = True,
    person: Person | None = None,
    despite: str | None = None,
) -> Visit:
    """Enter somebody and begin an application; who is known by this e-mail is not entered twice, and
    what is known of them already stays. `person`: who it is, where that is known otherwise.
    `despite`: as in `applications.apply`."""
    check_may(actor, Permission.ADD_CANDIDATES)
    person = person_by_email(background.email.lower()) or person or _enter(background)
    _fill_gaps(person, {name: getattr(background, name) for name in ("latin_name", "phone")})
    candidate = queries.candidate(person.id)
    if candidate is None:
        db.session.add(Candidate(person_id=person.id, **background.of_candidate()))
    else:
        _fill_gaps(candidate, background.of_candidate())
    db.session.flush()
    if background.resume:
        indexing.index_texts(person.id)
    return applications.apply(
        person, opening, channel=channel, referrer=referrer, actor=actor, tell=tell, despite=despite
    )


def _enter(background: Background) -> Person:
    person = Person(email=background.email.lower(), created_at=clock.now(), **background.of_person())
    db.session.add(person)
    db.session.flush()
    return person


def _fill_gaps(known: Person | Candidate, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if getattr(known, name) is None:
            setattr(known, name, value)


def correct(application: Application, background: Background, *, actor: Account) -> None:
    """Replace what is known of the candidate; the record says which facts changed, and who did it.
    The values themselves stay out of it: they are the person's own and can be erased."""
    check_may(actor, Permission.ADD_CANDIDATES)
    person = application.person
    taken = person_by_email(background.email.lower())
    if taken is not None and taken.id != person.id:
        raise AddressTaken(_("Another person has this e-mail address."), taken)
    if taken is not None and taken.email != background.email.lower():
        raise AddressTaken(
            _("This is the address of the entry that was merged into this one; undo that to use it."), taken
        )
    candidate = queries.candidate(person.id) or Candidate(person_id=person.id)
    db.session.add(candidate)
    background = replace(background, resume=candidate.resume)
    changed = _set(person, {**background.of_person(), "email": background.email.lower()})
    changed += _set(candidate, background.of_candidate())
    db.session.flush()
    if changed:
        indexing.index(person)
        duplicates.look(person)
        entry = record("corrected", application, actor_id=actor.id, facts=changed)
    if "email" in changed:
        invitations.follow(person.id, entry, actor=actor)


def _set(subject: Person | Candidate, values: dict[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(subject, name) != value]
    for name in changed:
        setattr(subject, name, values[name])
    return changed


def show_contact(application: Application, *, actor: Account) -> tuple[str | None, str | None]:
    """E-mail and phone of the candidate; each look is recorded."""
    check_may(actor, Permission.SEE_CONTACT)
    record("contact shown", application, actor_id=actor.id)
    return application.person.email, application.person.phone


def add_file(
    application: Application, name: str, content: bytes, kind: FileKind, *, actor: Account
) -> CandidateFile:
    """Keep a file of the candidate. Raises core.files.FileRefused for what may not come in."""
    check_may(actor, Permission.ADD_CANDIDATES)
    stored = files.keep(name, content)
    file = CandidateFile(
        person_id=application.person_id,
        kind=kind,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        digest=stored.digest,
        added_at=clock.now(),
        added_by_id=actor.id,
    )
    db.session.add(file)
    db.session.flush()
    record("file added", application, actor_id=actor.id, file=file.id)
    return file


def remove_file(application: Application, file: CandidateFile, *, actor: Account) -> None:
    """Take a file out of sight; that it was there stays on record. It can be put back for a day, after which
    the worker forgets it."""
    check_may(actor, Permission.ADD_CANDIDATES)
    if file.removed_at is not None:
        raise CandidateRefused(_("This file was removed before."))
    file.removed_at = clock.now()
    db.session.flush()
    indexing.index_texts(file.person_id)
    record("file removed", application, actor_id=actor.id, file=file.id)


def put_back_file(application: Application, file: CandidateFile, *, actor: Account) -> None:
    """Let a removed file be there again. Raises CandidateRefused for one that is, and once it is too late."""
    check_may(actor, Permission.ADD_CANDIDATES)
    db.session.refresh(file, with_for_update=True)
    if file.removed_at is None:
        raise CandidateRefused(_("This file is there already."))
    if file.digest is None or file.removed_at <= clock.now() - PUT_BACK_FOR:
        raise CandidateRefused(_("Not put back. Removed files are kept for a day; add it again."))
    file.removed_at = None
    db.session.flush()
    indexing.index_texts(file.person_id)
    record("file put back", application, actor_id=actor.id, file=file.id)
