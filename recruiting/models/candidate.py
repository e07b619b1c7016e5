"""What is known of a candidate beyond the person: background, consent, files, notes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.db import Base
from core.outbox import Letter
from people.models import Account, Person
from recruiting.states import Audience, Education, FileKind


class Candidate(Base):
    """The background of a person who applied. `resume` is a JSON Resume document."""

    __tablename__ = "candidate"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    lives_in: Mapped[str | None]
    education: Mapped[Education | None]
    service_years: Mapped[int | None]
    languages: Mapped[str | None]
    evening_shift: Mapped[bool | None]
    words_a_minute: Mapped[int | None]
    resume: Mapped[dict[str, Any] | None]

    person: Mapped[Person] = relationship()


class Consent(Base):
    """What somebody agreed to: for what, in which words, until when."""

    __tablename__ = "consent"
    __table_args__ = (CheckConstraint("expires_at > given_at", name="expires_after_it_is_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    words: Mapped[str]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CandidateFile(Base):
    """A stored file; `digest` (SHA-256) is also its name in the store. A removed one can be put back for a
    while; then name and content are forgotten, and that there was one stays."""

    __tablename__ = "candidate_file"
    __table_args__ = (
        CheckConstraint("(digest IS NULL) = (name IS NULL)", name="named_while_kept"),
        CheckConstraint("digest IS NOT NULL OR removed_at IS NOT NULL", name="kept_until_removed"),
        Index("ix_candidate_file_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[FileKind]
    name: Mapped[str | None]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]


files.named_by(CandidateFile.digest)


class Note(Base):
    """What was noted about an application. A note for the candidate goes with the `letter` that takes it to
    them: whether they were told, the letter knows."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(
            "(audience = 'candidate') = (letter_id IS NOT NULL)", name="letter_iff_for_candidate"
        ),
        UniqueConstraint("letter_id"),
        Index("ix_note_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.TEAM)
    body: Mapped[str]
    written_at: Mapped[datetime]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    author: Mapped[Account] = relationship()
    letter: Mapped[Letter | None] = relationship()


class Mention(Base):
    """A colleague named in a note; it waits on them until `seen_at`."""

    __tablename__ = "mention"
    __table_args__ = (
        UniqueConstraint("note_id", "account_id"),
        Index("ix_mention_waiting", "account_id", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[datetime | None]
