"""Posts and duties as they were known at the end of a past day. What is there now says when each holds; the
record says since when that was known, and what was entered later is left out."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from careers.queries.when import When
from core.db import db
from core.record import Entry
from people.models import Duty, Employment, Post
from people.states import DutyStatus

POST_DEEDS, DUTY_DEEDS = ("employed", "post changed"), ("employed", "duty changed")
"""Each of them begins one post, or one duty; nothing else does."""


class Spell(NamedTuple):
    """A duty as it was known: the last one was still open."""

    status: DutyStatus
    since: date
    until: date | None


def known_posts(employment_ids: Collection[int], when: When) -> dict[int, list[Post]]:
    """Employment → its posts, oldest first; none of whoever was not employed here by then."""
    return _known(Post, POST_DEEDS, employment_ids, when)


def known_duties(employment_ids: Collection[int], when: When) -> dict[int, Sequence[Duty | Spell]]:
    """Employment → what they were there for, oldest first."""
    known = _known(Duty, DUTY_DEEDS, employment_ids, when)
    return {who: list(_spells(own)) for who, own in known.items()}


def _spells(own: Sequence[Duty]) -> Iterator[Spell]:
    ends = [*(one.since for one in own[1:]), None]
    for one, until in zip(own, ends, strict=True):
        yield Spell(one.status, one.since, until)


def _known(model: Any, deeds: tuple[str, ...], ids: Collection[int], when: When) -> dict[int, list[Any]]:
    """In the order in which they were begun, which is that of their days."""
    written, rows = _written(deeds, ids), defaultdict[int, list[Any]](list)
    for row in db.session.scalars(select(model).where(model.employment_id.in_(ids)).order_by(model.id)):
        rows[row.employment_id].append(row)
    return {
        who: [row for row, at in zip(rows[who], written[who], strict=False) if _is_known(at, when)]
        for who in ids
    }


def _is_known(at: datetime, when: When) -> bool:
    return when.moment is None or at < when.moment


def _written(deeds: tuple[str, ...], ids: Collection[int]) -> Mapping[int, list[datetime]]:
    """Employment → when each of its deeds was written, first to last."""
    found: dict[int, list[datetime]] = defaultdict(list)
    entries = select(Entry.subject_id, Entry.at).where(
        Entry.subject_kind == Employment.__tablename__, Entry.subject_id.in_(ids), Entry.verb.in_(deeds)
    )
    for row in db.session.execute(entries.order_by(Entry.id)):
        found[row.subject_id].append(row.at)
    return found
