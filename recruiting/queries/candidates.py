"""Candidates, their files and the notes about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select

from core.db import db
from core.outbox import Letter, LetterState
from people.models import Account, Grant, Person
from people.permissions import GRANTS, Permission
from recruiting.models import (
    Application,
    Candidate,
    CandidateFile,
    Channel,
    FileText,
    HiringTeamMember,
    Mention,
    Note,
    Opening,
)
from recruiting.queries.blindness import is_hidden
from recruiting.queries.reach import reachable
from recruiting.states import OpeningStatus, Status


def candidate(person_id: int) -> Candidate | None:
    """The background of this person, if anybody entered one."""
    return db.session.get(Candidate, person_id)


def openings_to_apply_for(account: Account) -> list[Any]:
    """Openings within reach that take applications, newest first."""
    return list(
        db.session.execute(
            select(Opening.id, Opening.code, Opening.title)
            .where(Opening.status == OpeningStatus.OPEN, reachable(account, Permission.ADD_CANDIDATES))
            .order_by(Opening.id.desc())
        ).all()
    )


def channel(channel_id: int) -> Channel:
    """The channel; raises NoResultFound."""
    return db.session.get_one(Channel, channel_id)


def person(person_id: int) -> Person:
    """The person; raises NoResultFound."""
    return db.session.get_one(Person, person_id)


def channels() -> Sequence[Channel]:
    """Every channel, in its order."""
    return db.session.scalars(select(Channel).order_by(Channel.id)).all()


def colleagues() -> list[Any]:
    """Everybody with an open account: account id, person id, name, latin name."""
    return list(
        db.session.execute(
            select(Account.id, Account.person_id, Person.name, Person.latin_name)
            .join(Person, Person.id == Account.person_id)
            .where(Account.closed_at.is_(None))
            .order_by(Person.name)
        ).all()
    )


def who_can_be_named(application: Application) -> list[Any]:
    """Whoever may read the notes of this application, to be named in one: id, name, latin name."""
    roles = [role for role, granted in GRANTS.items() if Permission.SEE_APPLICATIONS in granted]
    opening = application.opening
    member = select(HiringTeamMember.account_id).where(HiringTeamMember.opening_id == opening.id)
    within = or_(Grant.team_id.is_(None), Grant.team_id == opening.team_id, Account.id.in_(member))
    return list(
        db.session.execute(
            select(Account.id, Person.name, Person.latin_name)
            .join(Person, Person.id == Account.person_id)
            .where(Account.closed_at.is_(None), Account.grants.any(and_(Grant.role.in_(roles), within)))
        ).all()
    )


def files_of(person_id: int) -> list[Any]:
    """The files of a person, newest first."""
    return list(
        db.session.execute(
            select(
                CandidateFile.id,
                CandidateFile.kind,
                CandidateFile.name,
                CandidateFile.media_type,
                CandidateFile.size,
                CandidateFile.added_at,
                FileText.reading,
            )
            .outerjoin(FileText, FileText.file_id == CandidateFile.id)
            .where(CandidateFile.person_id == person_id, CandidateFile.removed_at.is_(None))
            .order_by(CandidateFile.id.desc())
        ).all()
    )


def file_of(person_id: int, file_id: int) -> CandidateFile | None:
    """A file of this person that was not removed."""
    return db.session.scalar(
        select(CandidateFile).where(
            CandidateFile.id == file_id,
            CandidateFile.person_id == person_id,
            CandidateFile.removed_at.is_(None),
        )
    )


def removed_files(person_id: int, since: datetime) -> Sequence[CandidateFile]:
    """Files of a person that were removed since a moment and are kept, newest first."""
    return db.session.scalars(
        select(CandidateFile)
        .where(
            CandidateFile.person_id == person_id,
            CandidateFile.removed_at > since,
            CandidateFile.digest.is_not(None),
        )
        .order_by(CandidateFile.removed_at.desc(), CandidateFile.id.desc())
    ).all()


def removed_file(person_id: int, file_id: int) -> CandidateFile | None:
    """A removed file of this person."""
    return db.session.scalar(
        select(CandidateFile).where(
            CandidateFile.id == file_id,
            CandidateFile.person_id == person_id,
            CandidateFile.removed_at.is_not(None),
        )
    )


FORGOTTEN_AT_ONCE = 200


def files_to_forget(before: datetime) -> Sequence[CandidateFile]:
    """Files that were removed before a moment and are still kept, some of them; nobody puts them back until
    this transaction ends."""
    return db.session.scalars(
        select(CandidateFile)
        .where(CandidateFile.removed_at <= before, CandidateFile.digest.is_not(None))
        .order_by(CandidateFile.id)
        .limit(FORGOTTEN_AT_ONCE)
        .with_for_update()
    ).all()


def forget_texts(file_ids: Sequence[int]) -> None:
    """Drop what the worker has read of these files."""
    db.session.execute(delete(FileText).where(FileText.file_id.in_(file_ids)))


def mention_of(mention_id: int, account: Account) -> Mention | None:
    """A mention of the account itself."""
    return db.session.scalar(
        select(Mention).where(Mention.id == mention_id, Mention.account_id == account.id)
    )


def application_of_note(note_id: int) -> int:
    """The application that a note is about; raises NoResultFound."""
    return db.session.scalars(select(Note.application_id).where(Note.id == note_id)).one()


def is_on_its_way(application_id: int, body: str) -> bool:
    """Has the candidate been written these words in a letter that still waits to leave, where letters do?"""
    held = (
        select(Note.id)
        .join(Note.letter)
        .where(Note.application_id == application_id, Note.body == body, Letter.state == LetterState.HELD)
    )
    return db.session.scalar(held.limit(1)) is not None


def applications_of(person_id: int, account: Account) -> list[Any]:
    """The applications of a person that `account` may reach and does not review blind, newest first."""
    return list(
        db.session.execute(
            select(
                Application.id,
                Application.status,
                Application.applied_at,
                Application.closed_at,
                Application.opening_id,
                Opening.code,
                Opening.title,
                Person.name,
                Person.latin_name,
            )
            .join(Application.opening)
            .join(Application.person)
            .where(
                Application.person_id == person_id,
                Application.status != Status.VOID,
                reachable(account, Permission.SEE_APPLICATIONS),
                ~is_hidden(account),
            )
            .order_by(Application.id.desc())
        ).all()
    )
