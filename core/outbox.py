"""Outgoing letters: written in the transaction of what they tell about, sent later by the worker.

A letter is held until the undo window of its change has passed. Without a mail server configured
letters wait here and can be read.
"""

import enum
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    Update,
    case,
    select,
    update,
)
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.bulk_rows import add_rows
from core.db import Base, db
from core.i18n import _, ngettext
from core.letters import LetterTemplate, current_template, fill
from core.record import Entry, record
from core.refusal import Refused

WRITTEN = "letters written"
"""Under which a session keeps how many, so that a page can say it without asking."""


class OutboxRefused(Refused):
    """The letter stayed as it was."""


class LetterState(enum.StrEnum):
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


def _message_id() -> str:
    return secrets.token_hex(16)


class Letter(Base):
    """One e-mail to one person. `not_before` is when it may leave; after a failed try, when the next
    may be. `claimed_until`: a worker is sending it now; a claim that ran out may be taken over."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_iff_sent"),
        Index("ix_letter_due", "state", "not_before", "id"),
        Index("ix_letter_entry", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("letter_template.id"))
    # By it SQLite says which of many letters that are written at once has got which id.
    message_id: Mapped[str] = mapped_column(unique=True, insert_sentinel=True, default=_message_id)
    to_name: Mapped[str]
    to_address: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    state: Mapped[LetterState] = mapped_column(default=LetterState.HELD)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]

    entry: Mapped[Entry | None] = relationship()
    template: Mapped[LetterTemplate | None] = relationship()
    # Read with the letter: it travels outside of any transaction.
    enclosures: Mapped[list["Enclosure"]] = relationship(order_by="Enclosure.id", lazy="selectin")


class Enclosure(Base):
    """What goes with a letter: the same in another form, which a program may understand instead of the
    text (`is_alternative`), or a file beside it. `media_type` may carry parameters:
    "text/calendar; method=REQUEST". Kept as it is sent, so that every try sends the same."""

    __tablename__ = "enclosure"
    __table_args__ = (Index("ix_enclosure_letter", "letter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    media_type: Mapped[str]
    name: Mapped[str]
    is_alternative: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes]


def undo_window() -> timedelta:
    """How long a change can be undone and its letters are held."""
    return timedelta(seconds=current_app.config["UNDO_SECONDS"])


def has_server() -> bool:
    """Do letters leave? Without a mail server they are written, and wait to be read."""
    return bool(current_app.config["MAIL_URL"])


def told(leaving: str) -> str:
    """What to say once a letter is written: `leaving`, or what is true where none leaves."""
    if has_server():
        return leaving
    return _("The letter is written, but not sent: no mail server is configured. It waits under Messages.")


def queue(
    key: str,
    *,
    language: str,
    to_name: str,
    to_address: str | None,
    values: dict[str, str],
    entry: Entry | None = None,
    hold: timedelta | None = None,
    enclosures: Iterable[Enclosure] = (),
) -> Letter | None:
    """Write the letter of template `key` and put it in the outbox; None where there is no template in
    that language or no address. `hold` defaults to the undo window."""
    template = current_template(key, language) if to_address else None
    if template is None or to_address is None:
        return None
    letter = write(template, to_name, to_address, values, entry, undo_window() if hold is None else hold)
    letter.enclosures.extend(enclosures)
    return letter


def write(
    template: LetterTemplate,
    to_name: str,
    to_address: str,
    values: dict[str, str],
    entry: Entry | None,
    hold: timedelta,
) -> Letter:
    """Fill in `template` and put the letter in the outbox, held for `hold`."""
    return put(
        fill(template.subject, values),
        fill(template.body, values),
        language=template.language,
        to_name=to_name,
        to_address=to_address,
        entry=entry,
        template_id=template.id,
        hold=hold,
    )


def put(
    subject: str,
    body: str,
    *,
    language: str,
    to_name: str,
    to_address: str,
    entry: Entry | None,
    template_id: int | None = None,
    hold: timedelta | None = None,
) -> Letter:
    """Put a letter that is written already in the outbox. `hold` defaults to the undo window."""
    now = clock.now()
    letter = Letter(
        entry=entry,
        template_id=template_id,
        message_id=_message_id(),
        to_name=to_name,
        to_address=to_address,
        language=language,
        subject=subject,
        body=body,
        created_at=now,
        not_before=now + (undo_window() if hold is None else hold),
    )
    written = just_written() + 1
    db.session.add(letter)
    db.session.info[WRITTEN] = (db.session().get_transaction(), written)
    return letter


def enclose(given: Sequence[tuple[Letter, Enclosure]]) -> None:
    """Put what goes with letters beside them, however many in one statement. Flushes the letters."""
    db.session.flush()
    rows = [
        {
            "letter_id": letter.id,
            "media_type": one.media_type,
            "name": one.name,
            "is_alternative": bool(one.is_alternative),
            "content": one.content,
        }
        for letter, one in given
    ]
    add_rows(Enclosure, rows, {})


def just_written() -> int:
    """How many letters were written in the transaction under way."""
    transaction, number = db.session.info.get(WRITTEN, (None, 0))
    return number if transaction is db.session().get_transaction() else 0


def cancel(entry_ids: Sequence[int]) -> int:
    """Stop the letters of these entries; returns how many. Those already claimed or sent stay."""
    return _stop(Letter.entry_id.in_(entry_ids))


def stop_of(entry_ids: Sequence[int], keys: Sequence[str]) -> frozenset[int]:
    """Stop the letters of these entries that are of a template of these keys; returns which were."""
    named = select(LetterTemplate.id).where(LetterTemplate.key.in_(keys))
    wanted = Letter.entry_id.in_(entry_ids) & Letter.template_id.in_(named)
    return frozenset(db.session.scalars(_stopping(wanted).returning(Letter.id)))


def let_go_on(letter_ids: Sequence[int]) -> None:
    """Hold these letters again, which were stopped: they leave when they would have."""
    db.session.execute(
        update(Letter)
        .where(Letter.id.in_(letter_ids), Letter.state == LetterState.CANCELLED)
        .values(state=LetterState.HELD)
    )


def stop(letter_ids: Sequence[int]) -> frozenset[int]:
    """Stop these letters; returns which were. Those already claimed or sent stay."""
    return frozenset(db.session.scalars(_stopping(Letter.id.in_(letter_ids)).returning(Letter.id)))


def _stop(which: ColumnElement[bool]) -> int:
    result = db.session.execute(_stopping(which))
    assert isinstance(result, CursorResult)
    return result.rowcount


def _stopping(which: ColumnElement[bool]) -> Update:
    # One conditional statement: a worker that claims the same letter comes wholly before or after it.
    return (
        update(Letter)
        .where(which, Letter.state == LetterState.HELD, Letter.claimed_until.is_(None))
        .values(state=LetterState.CANCELLED)
    )


def left(entry_ids: Sequence[int]) -> bool:
    """Has a letter of any of these entries gone out, or is it going out right now?"""
    return db.session.scalar(_left(entry_ids).limit(1)) is not None


def left_of(entry_ids: Sequence[int]) -> set[int]:
    """Those of these entries of which a letter has gone out, or is going out right now."""
    return {number for number in db.session.scalars(_left(entry_ids)) if number is not None}


def _left(entry_ids: Sequence[int]) -> Select[int | None]:
    return select(Letter.entry_id).where(
        Letter.entry_id.in_(entry_ids),
        Letter.state.in_((LetterState.SENT, LetterState.FAILED)) | Letter.claimed_until.is_not(None),
    )


def call_back(letter: Letter, *, actor_id: int | None) -> Entry:
    """Stop one letter by hand. Raises OutboxRefused unless it still waits and no worker has it."""
    if not _stop(Letter.id == letter.id):
        raise OutboxRefused(_("Not cancelled. The letter has left or is leaving."))
    return record("cancelled", letter, actor_id=actor_id, state=LetterState.CANCELLED)


def retry(letters: Sequence[Letter], *, actor_id: int | None) -> int:
    """Let failed letters leave now, with all their tries; returns how many.

    Raises OutboxRefused when one of them has not failed."""
    ids = [letter.id for letter in letters]
    with db.session.begin_nested():  # a refusal takes back what the statement did
        _revive(ids)
    for letter in letters:
        record("retried", letter, actor_id=actor_id, state=LetterState.HELD)
    return len(ids)


def _revive(ids: Sequence[int]) -> None:
    result = db.session.execute(
        update(Letter)
        .where(Letter.id.in_(ids), Letter.state == LetterState.FAILED)
        .values(state=LetterState.HELD, tries=0, not_before=clock.now(), claimed_until=None)
    )
    assert isinstance(result, CursorResult)
    if not ids or result.rowcount < len(ids):
        raise OutboxRefused(
            ngettext(
                "Not tried again. The letter has not failed.",
                "Not tried again. Not all of these letters have failed.",
                len(ids),
            )
        )


def regard_as_sent(before: datetime) -> None:
    """Held letters written before this moment went out on their own day: for the sample team, whose
    months passed in a minute."""
    db.session.execute(
        update(Letter)
        .where(Letter.state == LetterState.HELD, Letter.created_at < before)
        .values(
            state=LetterState.SENT,
            sent_at=case((Letter.not_before < before, Letter.not_before), else_=Letter.created_at),
            tries=1,
        )
    )
