"""Carries what is due from the outbox to the mail server.

A letter is claimed in a short transaction, sent outside of any, and marked in another one. Killed
between the server's yes and the mark, the claim runs out and the letter goes again under the same
Message-ID: every letter arrives at least once, and the second copy can be told from the first.
"""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from smtplib import SMTP

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select, update

from core import clock, mail
from core.db import db, reading
from core.outbox import Letter, LetterState

CLAIM = timedelta(minutes=5)
"""How long a worker has for one letter; far more than `mail.PATIENCE` lets it take."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
MOST_TRIES = 12
REASON_LENGTH = 500

log = logging.getLogger("onduty.courier")


@contextmanager
def transaction() -> Iterator[None]:
    """A transaction and a session of its own; nothing read in it is kept for later."""
    try:
        with db.session.begin():
            yield
    finally:
        db.session.remove()


def deliver(server: mail.Server, stopping: Callable[[], bool]) -> int:
    """Send what is due, one by one, until nothing is or `stopping()`; returns how many left.

    Raises mail.Unreachable, with nothing claimed, when the server cannot be spoken to: letters wait
    and lose no try."""
    count = 0
    while not stopping() and backlog():
        try:
            connection = mail.connect(server)
        except mail.Unreachable as fault:
            _tell_the_waiting(str(fault))
            raise
        with closing(connection):
            count += _carry(connection, stopping)
    return count


def backlog() -> int:
    """How many letters are due and not sent."""
    with reading(), transaction():
        return db.session.scalar(select(func.count()).where(is_due(clock.now()))) or 0


def is_due(now: datetime) -> ColumnElement[bool]:
    """The letters that may leave, and that no worker has in its hands."""
    unclaimed = or_(Letter.claimed_until.is_(None), Letter.claimed_until <= now)
    return and_(Letter.state == LetterState.HELD, Letter.not_before <= now, unclaimed)


def claim() -> Letter | None:
    """The next due letter, now this worker's alone for the time of CLAIM; None when nothing is due."""
    now = clock.now()
    with transaction():
        letter = db.session.scalar(
            select(Letter)
            .where(is_due(now))
            .order_by(Letter.not_before, Letter.id)
            .limit(1)
            .with_for_update(skip_locked=True)  # SQLite: the transaction holds the only write lock
        )
        if letter is not None:
            letter.claimed_until = now + CLAIM
        return letter


def _carry(connection: SMTP, stopping: Callable[[], bool]) -> int:
    """Send until nothing is due or one is refused: a conversation is not gone on with after a no."""
    count = 0
    while not stopping() and (letter := claim()):
        try:
            mail.send(connection, mail.compose(letter, current_app.config["MAIL_FROM"]))
        except mail.MailFault as fault:
            log.warning("letter %s not sent: %s", letter.id, fault)
            mark_not_sent(letter, fault)
            return count
        mark_sent(letter)
        count += 1
    return count


def mark_sent(letter: Letter) -> None:
    """Even if another worker took it over meanwhile: it did leave."""
    with transaction():
        db.session.execute(
            update(Letter)
            .where(Letter.id == letter.id, Letter.state.in_((LetterState.HELD, LetterState.FAILED)))
            .values(
                state=LetterState.SENT,
                sent_at=clock.now(),
                tries=Letter.tries + 1,
                claimed_until=None,
                last_error=None,
            )
        )


def mark_not_sent(letter: Letter, fault: mail.MailFault) -> None:
    """Give the letter up, or try it later; unless another worker took it over meanwhile."""
    tries, now = letter.tries + 1, clock.now()
    final = isinstance(fault, mail.TurnedDown) or tries >= MOST_TRIES
    again = now + wait_after(tries)
    with transaction():
        db.session.execute(
            update(Letter)
            .where(Letter.id == letter.id, Letter.claimed_until == letter.claimed_until)
            .values(
                state=LetterState.FAILED if final else LetterState.HELD,
                not_before=letter.not_before if final else again,
                # It may have left: the claim stays until the next try, so nobody can call it back.
                claimed_until=again if isinstance(fault, mail.Unsure) and not final else None,
                tries=tries,
                last_error=str(fault)[:REASON_LENGTH],
            )
        )


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: twice as long each time, up to a fifth more by
    chance, so that letters refused together do not come back together."""
    doubled = FIRST_WAIT * float(2 ** min(tries - 1, 16)) * random.uniform(1, 1.2)
    return min(doubled, LONGEST_WAIT)


def _tell_the_waiting(reason: str) -> None:
    """Let the outbox say why nothing leaves."""
    reason = reason[:REASON_LENGTH]
    with transaction():
        db.session.execute(
            update(Letter)
            .where(is_due(clock.now()), Letter.last_error.is_distinct_from(reason))
            .values(last_error=reason)
        )
