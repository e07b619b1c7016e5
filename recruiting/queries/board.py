"""An opening's board: its head, its columns with their counts, and the first cards of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from core import clock
from core.db import Words, db
from people.models import Account, Person
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import (
    HiringTeamMember,
    Opening,
    PipelineVersion,
    Seat,
    Stage,
    Visit,
)
from recruiting.queries import tallies
from recruiting.queries.cards import Card, cards, detailed
from recruiting.queries.filters import (
    OPEN_ONES,
    Filters,
    Order,
    conditions,
    in_status,
    is_overdue,
    is_plain,
    of_visits,
    order,
)
from recruiting.queries.listing import beyond, in_order, in_row, read_bound, write_bound
from recruiting.queries.openings import promised_seats
from recruiting.queries.reach import reachable
from recruiting.states import Part, SeatState, StageKind

CARDS = 50


@dataclass(frozen=True)
class Head:
    """An opening with what stands above its board."""

    opening: Opening
    filled: int
    offered: int
    free: int
    manager: str | None
    manager_latin: str | None


@dataclass
class Column:
    """A stage of the opening's pipeline with whoever stands in it, on whichever version.

    `found` of `total` pass the filters, `over` of those are past their target; `older` says how many
    finish on which older version; `after` is where the next cards begin, None where there are no more."""

    key: str
    name: Words
    kind: StageKind
    target_days: int
    following: str | None = None
    stage_ids: list[int] = field(default_factory=list)
    total: int = 0
    found: int = 0
    over: int = 0
    older: dict[int, int] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    after: str | None = None
    rest: int = 0


def head(opening_id: int, reader: Account) -> Head | None:
    """The opening with its stages, seats and manager in one statement; None where out of reach."""
    row = db.session.execute(_head(Reader.of(reader)), {"opening": opening_id}).unique().one_or_none()
    if row is None:
        return None
    opening, filled, offered, free, name, latin = row
    offered = min(offered, free)
    return Head(opening, filled, offered, free - offered, name, latin)


# Putting these statements together takes longer than asking them, so the usual ones are kept.


@lru_cache(KEPT)
def _head(reader: Reader) -> Select[Any]:
    wanted: BindParameter[int] = bindparam("opening", type_=Integer)
    manager = (
        select(Person.name, Person.latin_name)
        .join(Account, Account.person_id == Person.id)
        .join(HiringTeamMember, HiringTeamMember.account_id == Account.id)
        .where(HiringTeamMember.opening_id == wanted, HiringTeamMember.part == Part.HIRING_MANAGER)
        .order_by(HiringTeamMember.id)
        .limit(1)
        .subquery()
    )
    return (
        select(Opening, _seats(SeatState.FILLED), promised_seats(), _seats(SeatState.OPEN), manager)
        .outerjoin(manager, true())
        .where(Opening.id == wanted, reachable(reader, Permission.SEE_APPLICATIONS))
        .options(
            joinedload(Opening.site, innerjoin=True),
            joinedload(Opening.pipeline_version, innerjoin=True).joinedload(PipelineVersion.stages),
        )
    )


def _seats(state: SeatState) -> Any:
    return (
        select(func.count())
        .select_from(Seat)
        .where(Seat.opening_id == Opening.id, Seat.state == state)
        .correlate(Opening)
        .scalar_subquery()
    )


def columns(
    opening: Opening, wanted: Filters, reader: Account, sort: str, *, after: str | None = None
) -> list[Column]:
    """The board's columns: one statement counts, one reads the cards. With `wanted.stage` only that
    column has cards, from the bound `after` on."""
    built = arranged(opening, _counted(opening, wanted, reader), wanted.stage)
    shown = [column for column in built if column.found]
    if shown:
        by = order(sort, reader)
        stages = tuple(tuple(column.stage_ids) for column in shown)
        if wanted == Filters() and not after:
            statement = _plain(opening.id, stages, Reader.of(reader), sort)
        else:
            bound = read_bound(after, by)
            further = [*in_status(wanted.status), *conditions(wanted, reader)]
            further += [beyond(by, bound)] if bound else []
            statement = detailed(_first_cards(opening.id, stages, by, further), reader)
        deal(shown, in_row(cards(statement), by), after is not None)
    return built


@lru_cache(KEPT)
def _plain(opening_id: int, stages: tuple[tuple[int, ...], ...], reader: Reader, sort: str) -> Select[Any]:
    """The first cards of a board without filters."""
    return detailed(_first_cards(opening_id, stages, order(sort, reader), in_status(OPEN_ONES)), reader)


def _first_cards(
    opening_id: int, stages: Iterable[tuple[int, ...]], by: Order, further: Iterable[ColumnElement[bool]]
) -> Subquery:
    """The first of each column, which has the ids of its stage on every version."""
    each = []
    for ids in stages:
        stage = Visit.stage_id == ids[0] if len(ids) == 1 else Visit.stage_id.in_(ids)
        query = of_visits(Visit.id.label("id"), by.key.label("key"))
        query = query.where(Visit.opening_id == opening_id, stage, *further)
        each.append(query.order_by(*in_order(by)).limit(CARDS + 1).subquery())
    return union_all(*[select(one) for one in each]).subquery()


def _counted(opening: Opening, wanted: Filters, reader: Account) -> Sequence[Row[Any]]:
    if is_plain(wanted):
        return db.session.execute(_kept(opening.id), tallies.at(clock.now())).all()
    found = and_(true(), *conditions(wanted, reader))
    counts = (
        of_visits(
            Visit.stage_id,
            func.count().label("total"),
            func.sum(case((found, 1), else_=0)).label("found"),
            func.sum(case((found & is_overdue(clock.now()), 1), else_=0)).label("over"),
        )
        .where(Visit.opening_id == opening.id, *in_status(wanted.status))
        .group_by(Visit.stage_id)
        .subquery()
    )
    return with_stages(counts)


@lru_cache(KEPT)
def _kept(opening_id: int) -> Select[Any]:
    """The same for a board without filters, from the tally."""
    there = tallies.standing(Opening.id == opening_id)
    total = func.sum(there.c.total)
    return _staged(
        select(
            there.c.stage_id,
            total.label("total"),
            total.label("found"),
            func.sum(there.c.late).label("over"),
        )
        .group_by(there.c.stage_id)
        .having(total > 0)
        .subquery()
    )


def with_stages(counts: Subquery) -> Sequence[Row[Any]]:
    """Counts by stage_id with each stage and the number of its version."""
    return db.session.execute(_staged(counts)).all()


def _staged(counts: Subquery) -> Select[Any]:
    return (
        select(
            Stage.id,
            Stage.key,
            Stage.name,
            Stage.kind,
            Stage.target_days,
            PipelineVersion.number,
            counts.c.total,
            counts.c.found,
            counts.c.over,
        )
        .join(Stage, Stage.id == counts.c.stage_id)
        .join(PipelineVersion, PipelineVersion.id == Stage.pipeline_version_id)
        .order_by(Stage.position, Stage.id)
    )


def arranged(opening: Opening, counts: Iterable[Row[Any]], only: str = "") -> list[Column]:
    """Counts by stage put into the columns of the opening's own version, by the key that the same
    step has on every version; a step that is no longer there gets a column at the end."""
    version = opening.pipeline_version
    built = {
        stage.key: Column(stage.key, stage.name, stage.kind, stage.target_days) for stage in version.stages
    }
    for before, column in zip(list(built.values()), list(built.values())[1:], strict=False):
        before.following = column.key
    for row in counts:
        column = built.setdefault(row.key, Column(row.key, row.name, row.kind, row.target_days))
        column.stage_ids.append(row.id)
        column.total += row.total
        column.found += row.found
        column.over += row.over
        if row.number != version.number:
            column.older[row.number] = column.older.get(row.number, 0) + row.total
    return [column for column in built.values() if column.key == only or not only]


def deal(shown: Iterable[Column], cards: Iterable[Card], from_the_middle: bool = False) -> None:
    """Put the sorted cards into their columns, with the bound of the next ones."""
    piles: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        piles[card.stage_key].append(card)
    for column in shown:
        pile = piles[column.key]
        column.cards = pile[:CARDS]
        column.after = write_bound(column.cards[-1]) if len(pile) > CARDS else None
        column.rest = 0 if from_the_middle else max(column.found - len(column.cards), 0)
