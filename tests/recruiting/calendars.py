"""What the letters of a test tell calendars, read as a calendar would."""

from typing import Any, NamedTuple

from icalendar import Calendar
from sqlalchemy import select

from core.db import db
from core.outbox import Letter, LetterState


class Seen(NamedTuple):
    """One message to one calendar."""

    to: str
    method: str
    uid: str
    sequence: int
    starts_at: Any
    event: Any
    letter: Letter


def messages(to: str | None = None, *, stopped: bool = False) -> list[Seen]:
    """The messages in letters that were not stopped (or in all), oldest first; those to one address."""
    query = select(Letter).order_by(Letter.id)
    if not stopped:
        query = query.where(Letter.state != LetterState.CANCELLED)
    letters = db.session.scalars(query).all()
    return [
        seen(letter) for letter in letters if letter.enclosures and (to is None or letter.to_address == to)
    ]


def seen(letter: Letter) -> Seen:
    (enclosure,) = letter.enclosures
    calendar = Calendar.from_ical(enclosure.content)
    (event,) = calendar.walk("VEVENT")
    return Seen(
        to=letter.to_address,
        method=str(calendar["METHOD"]),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        starts_at=event["DTSTART"].dt,
        event=event,
        letter=letter,
    )


def told(to: str) -> list[tuple[str, int]]:
    """Method and sequence of every message to one address that was not stopped."""
    return [(one.method, one.sequence) for one in messages(to)]


class Calendars:
    """Calendars that take what they are sent, as RFC 5546 says: the higher sequence of a UID counts."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Seen] = {}
        for one in messages():
            known = self.entries.get((one.to, one.uid))
            assert known is None or known.sequence < one.sequence, "a sequence does not rise"
            self.entries[(one.to, one.uid)] = one

    def of(self, address: str) -> list[Any]:
        """When this person has appointments."""
        return [
            one.starts_at for (to, _uid), one in self.entries.items()
            if to == address and one.method == "REQUEST"
        ]  # fmt: skip


def let_go() -> None:
    """Every letter that is held leaves."""
    for letter in db.session.scalars(select(Letter).where(Letter.state == LetterState.HELD)):
        letter.state, letter.sent_at = LetterState.SENT, letter.not_before
    db.session.flush()
