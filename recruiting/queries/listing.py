"""The list of applications over all openings in reach, paged by key; and what its filters offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, null, or_, select, union_all

from core.db import Words, db
from people.models import Account, SavedView
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import Application, Channel, Opening, Stage, Visit
from recruiting.queries import standing, tallies
from recruiting.queries.cards import Card, cards, detailed
from recruiting.queries.filters import (
    ALL,
    OPEN_ONES,
    Filters,
    Order,
    conditions,
    in_status,
    is_plain,
    of_visits,
    order,
)
from recruiting.queries.reach import reachable, reaches_all
from recruiting.queries.searching import Meant
from recruiting.states import OPEN, OpeningStatus, Status

PAGE = 50
MOST_AT_ONCE = 500
"""What a bulk act takes at most."""
MOST_COUNTED = 1000
"""Whom a text means is counted up to here; beyond, it is said that there are more."""
ALL_ROWS = 100_000
"""What an export takes at most."""


@dataclass(frozen=True)
class Listed:
    """A page of rows with the bounds of the pages beside it (`before`, `after`), None at an end."""

    cards: list[Card]
    newer: str | None
    older: str | None

    @property
    def is_whole(self) -> bool:
        """Are these all who were found?"""
        return self.newer is None and self.older is None


def listed(
    wanted: Filters,
    reader: Account,
    sort: str,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = PAGE,
) -> Listed:
    """A page of the applications found; a bound that makes no sense gives the first page."""
    if wanted.meant and wanted.meant.is_nobody:
        return Listed([], None, None)
    by = order(sort, reader)
    bound = read_bound(after or before, by)
    backwards = bound is not None and not after
    if bound is None and wanted == Filters():
        rows = in_row(cards(_first_page(Reader.of(reader), sort, size)), by)
    else:
        query = of_visits(Visit.id.label("id"), by.key.label("key")).where(*_found(wanted, reader))
        query = query.where(beyond(by, bound, backwards)) if bound is not None else query
        rows = sorted_cards(query.order_by(*in_order(by, backwards)).limit(size + 1).subquery(), by, reader)
    more = len(rows) > size
    shown = (rows[-size:] if backwards else rows[:size]) if more else rows
    newer, older = (more, True) if backwards else (bound is not None, more)
    return Listed(
        shown,
        write_bound(shown[0]) if newer and shown else None,
        write_bound(shown[-1]) if older and shown else None,
    )


@lru_cache(KEPT)
def _first_page(reader: Reader, sort: str, size: int) -> Select[Any]:
    """The list as it opens; putting its statement together takes longer than asking it."""
    by = order(sort, reader)
    query = of_visits(Visit.id.label("id"), by.key.label("key"))
    query = query.where(*in_status(OPEN_ONES), *_within_reach(reader))
    return detailed(query.order_by(*in_order(by)).limit(size + 1).subquery(), reader)


def _found(wanted: Filters, reader: Account) -> list[ColumnElement[bool]]:
    return [*in_status(wanted.status), *conditions(wanted, reader), *_within_reach(reader)]


def _within_reach(reader: Account | Reader) -> list[ColumnElement[bool]]:
    if reaches_all(reader, Permission.SEE_APPLICATIONS):
        return []
    reach = reachable(reader, Permission.SEE_APPLICATIONS)
    return [Visit.opening_id.in_(select(Opening.id).where(reach))]


def count(wanted: Filters, reader: Account) -> int:
    """How many applications are found; by one status alone the tally knows."""
    if is_plain(replace(wanted, status=OPEN_ONES)):
        return tallies.how_many(reader, _statuses(wanted.status), wanted.opening)
    if wanted.meant and wanted.meant.is_nobody:
        return 0
    if wanted.meant and wanted.meant.is_common:
        return _count_common(wanted, wanted.meant, reader)
    return db.session.scalar(of_visits(func.count()).where(*_found(wanted, reader))) or 0


def _statuses(status: str) -> list[Status]:
    """What a filter by status stands for."""
    if status == ALL:
        return [one for one in Status if one is not Status.VOID]
    return sorted(OPEN) if status == OPEN_ONES else [Status(status)]


def _count_common(wanted: Filters, meant: Meant, reader: Account) -> int:
    """How many there are, MOST_COUNTED + 1 standing for more: begun with those whom the text means, it
    ends as soon as that is sure; else all are counted."""
    some, found = meant.some(), _found(wanted, reader)
    begun = (
        of_visits(Visit.id)
        .where(Application.person_id.in_(select(some.c.person_id)), *found)
        .limit(MOST_COUNTED + 1)
    )
    many = db.session.scalar(select(func.count()).select_from(begun.subquery())) or 0
    if many > MOST_COUNTED:
        return many
    return db.session.scalar(of_visits(func.count()).where(*found)) or 0


def found_ids(wanted: Filters, reader: Account, most: int = MOST_AT_ONCE + 1) -> list[int]:
    """The applications found, longest stay first, at most so many."""
    query = of_visits(Application.id).where(*_found(wanted, reader))
    return list(db.session.scalars(query.order_by(Visit.entered_at, Visit.id).limit(most)))


# By key


def in_order(by: Order, backwards: bool = False) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if by.falling != backwards:
        return by.key.desc(), Visit.id.desc()
    return by.key.asc(), Visit.id.asc()


def sorted_cards(chosen: Any, by: Order, reader: Account, at: datetime | None = None) -> list[Card]:
    """The cards of a subquery in their order."""
    return in_row(cards(detailed(chosen, reader, at), at), by)


def in_row(found: Iterable[Card], by: Order) -> list[Card]:
    return sorted(found, key=lambda card: (card.key, card.visit_id), reverse=by.falling)


def beyond(by: Order, bound: tuple[Any, int], backwards: bool = False) -> ColumnElement[bool]:
    """After the row of this key and id; before it, backwards."""
    key, last = bound
    if by.falling != backwards:
        return or_(by.key < key, (by.key == key) & (Visit.id < last))
    return or_(by.key > key, (by.key == key) & (Visit.id > last))


def write_bound(card: Card) -> str:
    key = card.key.isoformat() if isinstance(card.key, datetime) else card.key
    return f"{key}_{card.visit_id}"


def read_bound(bound: str | None, by: Order) -> tuple[Any, int] | None:
    key, _, last = (bound or "").rpartition("_")
    try:
        value = datetime.fromisoformat(key) if by.of_time else int(key)
        return (value, int(last)) if not by.of_time or value.tzinfo else None  # type: ignore[union-attr]
    except ValueError:
        return None


# What the toolbar offers


class Choice(NamedTuple):
    """kind: channel, stage or opening."""

    kind: str
    key: str
    name: Words
    code: str | None


def choices(reader: Account, kinds: Sequence[str] = ("channel", "stage", "opening")) -> list[Choice]:
    """What can be chosen in the filters, in one statement."""
    reach = reachable(reader, Permission.SEE_APPLICATIONS)
    offered = {
        "channel": select(literal("channel"), Channel.key, Channel.name, null().label("code"), Channel.id),
        "stage": select(literal("stage"), Stage.key, Stage.name, null(), standing.newest_position()).where(
            Stage.pipeline_version_id.in_(select(Opening.pipeline_version_id).where(reach))
        ),
        "opening": select(
            literal("opening"), cast(Opening.id, String), Opening.title, Opening.code, Opening.id
        ).where(reach, Opening.status != OpeningStatus.CLOSED),
    }
    rows = db.session.execute(union_all(*[offered[kind] for kind in kinds])).all()
    return list({row[:2]: Choice(*row[:4]) for row in sorted(rows, key=lambda row: row[4])}.values())


def saved_views(reader: Account, page: str = "applications") -> Sequence[SavedView]:
    """The reader's own views and those shared with all, by name."""
    seen = or_(SavedView.account_id == reader.id, SavedView.shared)
    views = select(SavedView).where(SavedView.page == page, seen)
    return db.session.scalars(views.order_by(SavedView.name, SavedView.id)).all()


def own_view(reader: Account, page: str, name: str) -> SavedView | None:
    """The view that the reader saved under this name."""
    own = select(SavedView).where(SavedView.account_id == reader.id)
    return db.session.scalar(own.where(SavedView.page == page, SavedView.name == name))
