"""The hash chain over the record: each link seals one entry and everything sealed before it.

A changed, removed or slipped-in entry breaks the chain at its place. Whoever can write to the database
can also seal everything anew; so the head, noted down elsewhere from time to time, is the proof:
`flask audit verify --head …` says whether the chain that had this head then is still part of it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, text

from core import clock
from core.db import db, lock_writes
from core.i18n import _, ngettext
from core.record import Entry, Seal, digest_of

GENESIS = hashlib.sha256(b"onduty record, first link").hexdigest()
LOOK_BACK = 10_000
"""How many ids below the highest sealed one are looked through for entries that were committed late
(on PostgreSQL a lower id may appear after a higher one). Looking through all takes a second for each
million, so that is done only when the counts say that an entry was left out."""
PATIENCE = timedelta(minutes=10)
ONE_SEALER = 0x0E5EA1  # the key of an advisory lock on PostgreSQL; any number nobody else uses
AT_ONCE = 2_000

SEALED_FIELDS = (
    Entry.id,
    Entry.at,
    Entry.actor_id,
    Entry.way,
    Entry.verb,
    Entry.subject_kind,
    Entry.subject_id,
    Entry.details,
    Entry.reason_digest,
    Entry.rule,
    Entry.batch,
    Entry.corrects_id,
)


def seal(limit: int = 10_000) -> int:
    """Seal up to `limit` entries that are not sealed yet, in the order of their ids; returns how many.

    Only one transaction seals at a time; another waits here until it has ended."""
    lock_writes()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_SEALER})
    last = db.session.execute(select(Seal.id, Seal.digest).order_by(Seal.id.desc()).limit(1)).first()
    number, digest = (last.id, last.digest) if last else (0, GENESIS)
    links = []
    for entry in _to_seal(number, limit):
        number, digest = number + 1, chain(digest, entry)
        links.append({"id": number, "entry_id": entry.id, "digest": digest})
    if links:
        db.session.execute(insert(Seal), links)
    return len(links)


def _to_seal(sealed: int, limit: int) -> list[Row[Any]]:
    written = db.session.scalar(select(func.count()).select_from(Entry)) or 0
    highest = db.session.scalar(select(func.max(Seal.entry_id))) or 0
    found = list(db.session.execute(_unsealed(highest - LOOK_BACK).limit(limit)))
    if len(found) < limit and sealed + len(found) < written:
        return list(db.session.execute(_unsealed(0).limit(limit)))
    return found


def _unsealed(above: int) -> Select[Any]:
    entries = select(*SEALED_FIELDS).outerjoin(Seal, Seal.entry_id == Entry.id)
    return entries.where(Seal.id.is_(None), Entry.id > above).order_by(Entry.id)


def chain(previous: str, entry: Row[Any]) -> str:
    """The digest that follows `previous` when `entry` (a row of SEALED_FIELDS) is sealed."""
    return hashlib.sha256(f"{previous}\n{canonical(entry)}".encode()).hexdigest()


def canonical(entry: Row[Any]) -> str:
    """The entry as JSON that comes out the same from every database that ever held it."""
    return json.dumps(
        {
            "id": entry.id,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor_id,
            "way": str(entry.way),
            "verb": entry.verb,
            "subject": [entry.subject_kind, entry.subject_id],
            "details": same_numbers(entry.details),
            "reason_digest": entry.reason_digest,
            "rule": entry.rule,
            "batch": entry.batch,
            "corrects": entry.corrects_id,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def same_numbers(value: Any) -> Any:
    """`value` with whole floats as integers: PostgreSQL gives 1e22 back as one, SQLite does not."""
    if isinstance(value, dict):
        return {name: same_numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [same_numbers(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass
class Report:
    """What looking at the whole chain found. `breaks` are sentences, each naming an entry or a link."""

    sealed: int = 0
    unsealed: int = 0
    head: str = GENESIS
    breaks: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.breaks


def verify(head: str | None = None) -> Report:
    """Compute the whole chain anew from the entries. `head`, noted earlier, must be one of its links."""
    report = Report()
    walk = _Walk(report)
    known = head is None or head == GENESIS
    for link in _links():
        walk.step(link)
        known = known or link.digest == head
    walk.end()
    if not known:
        report.breaks.append(_("The chain does not contain the head that was noted: %(head)s.", head=head))
    _look_for_unsealed(report)
    return report


def _links() -> Iterable[Row[Any]]:
    return db.session.execute(
        select(Seal.id.label("link"), Seal.entry_id, Seal.digest, Entry.reason, *SEALED_FIELDS)
        .outerjoin(Entry, Entry.id == Seal.entry_id)
        .order_by(Seal.id)
        .execution_options(yield_per=AT_ONCE)
    )


def _look_for_unsealed(report: Report) -> None:
    report.unsealed, late, first = db.session.execute(
        select(
            func.count(),
            func.count().filter(Entry.at < clock.now() - PATIENCE),
            func.min(Entry.id).filter(Entry.at < clock.now() - PATIENCE),
        )
        .select_from(Entry)
        .outerjoin(Seal, Seal.entry_id == Entry.id)
        .where(Seal.id.is_(None))
    ).one()
    if late:
        report.breaks.append(
            ngettext(
                "Entry %(first)s is older than ten minutes and not sealed.",
                "%(num)s entries are older than ten minutes and not sealed; the first is entry %(first)s.",
                late,
                first=first,
            )
        )


class _Walk:
    """Goes along the chain. When a link does not match, only the next one tells whether its entry was
    changed or the link itself; until then it is in doubt: (link, entry, what the digest should be)."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.number = 0
        self.doubt: tuple[int, int, str] | None = None

    def step(self, link: Row[Any]) -> None:
        """Look at the next link: a row of `_links`."""
        self._settle(link)
        if link.link != self.number + 1:
            self._say(_("The chain is broken before link %(link)s: a link is missing.", link=link.link))
        elif link.id is None:
            self._say(_("Entry %(entry)s is missing.", entry=link.entry_id))
        elif link.digest != (right := chain(self.report.head, link)):
            self.doubt = (link.link, link.entry_id, right)
        if link.reason is not None and link.reason_digest != digest_of(link.reason):
            self._say(_("The reason of entry %(entry)s is not the one that was sealed.", entry=link.entry_id))
        self.number, self.report.head = link.link, link.digest
        self.report.sealed += 1

    def end(self) -> None:
        """No link follows."""
        self._settle(None)

    def _settle(self, following: Row[Any] | None) -> None:
        if self.doubt is None:
            return
        number, entry, right = self.doubt
        self.doubt = None
        if following is not None and following.id is not None and following.digest == chain(right, following):
            self._say(_("The chain is broken at link %(link)s: its digest was changed.", link=number))
            self.report.head = right
        else:
            self._say(_("Entry %(entry)s is not as it was when it was sealed.", entry=entry))

    def _say(self, sentence: str) -> None:
        self.report.breaks.append(sentence)
