"""Readiness as it is kept, for lists of thousands. Who changed since, or was judged on another day or by
other rules, is judged here by the one evaluator; so a page never shows what is not so, only faster."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, func, insert, not_, or_, select

from careers.models import KeptReadiness, LadderLevel, LadderVersion, ReadinessChange
from careers.queries import board, certificates, facts, ladder, standings
from careers.queries.board import Bench
from careers.queries.standings import Standing
from careers.rules import readiness as rules
from careers.rules.readiness import Asked, Outlook
from careers.states import Readiness, Verdict
from core import clock
from core.db import db
from people.models import Employment, Person, Post
from training.models import Exam, Programme
from training.queries import certificates as of_training
from training.queries import exams

_EVALUATOR = (rules, facts, standings, certificates, ladder, exams, of_training)
_ORDER = list(Readiness)


def ground() -> str:
    """What is the same for everybody and decides how ready they are: the evaluator's own text, where days
    begin, and how many versions of the ladder, exams and programmes there are, which only get more."""
    counted = (
        select(func.count()).select_from(one).scalar_subquery() for one in (LadderVersion, Exam, Programme)
    )
    row = db.session.execute(select(*counted)).one()
    return " ".join([_text(), clock.zone().key, *map(str, row)])


@cache
def _text() -> str:
    """Another one with every change of the evaluator: what was kept before it is judged anew."""
    found = hashlib.sha256()
    for module in _EVALUATOR:
        found.update(Path(str(module.__file__)).read_bytes())
    return found.hexdigest()[:12]


def is_fresh(on: str) -> ColumnElement[bool]:
    """A condition on what is kept: does it hold today? `on`: see `ground`."""
    changed = KeptReadiness.employment_id.in_(select(ReadinessChange.employment_id))
    return and_(KeptReadiness.judged_on == clock.today(), KeptReadiness.ground == on, not_(changed))


class Group(NamedTuple):
    """Who hold the same level, have the same one before them, and are as ready as each other."""

    level: str
    target: str | None
    readiness: Readiness

    def fits(self, ready: Readiness | None) -> bool:
        """Who has nothing before them is neither ready nor not."""
        return ready is None or (self.target is not None and self.readiness is ready)


@dataclass(frozen=True)
class Shown:
    """Somebody on the board: like a standing, without the facts."""

    row: Any
    held: Any
    level: LadderLevel | None
    target: LadderLevel | None
    asked: Sequence[Asked]
    outlook: Outlook


@dataclass(frozen=True)
class Board:
    """`shown`: the readiest first; `count`: how many there are in all; `counts`: by readiness; `bench`: level
    by level."""

    shown: Sequence[Shown | Standing]
    count: int
    counts: Mapping[Readiness, int]
    bench: Sequence[Bench]


def board_of(people: Select[*tuple[Any, ...]], ready: Readiness | None, most: int | None) -> Board:
    """Whoever of `people` (see `standings.people`) has been on duty, as a level begins to count with that
    day, `ready` or all; `most` of them shown, or all."""
    on, versions = ground(), ladder.versions()
    kept = _kept(people).where(is_fresh(on), KeptReadiness.is_listed)
    judged = [one for one in standings.standings(stale(people, on)) if one.facts.level_since is not None]
    groups = _groups(kept) + Counter(map(_group, judged))
    shown: list[Shown | Standing] = [
        *_shown(kept, ready, most, versions),
        *(one for one in judged if _fits(one, ready)),
    ]
    counts: Counter[Readiness] = Counter()
    for group, number in groups.items():
        counts[group.readiness] += number
    return Board(
        sorted(shown, key=board.readiest_first)[:most],
        sum(number for group, number in groups.items() if group.fits(ready)),
        counts,
        _bench(groups, versions[0] if versions else None),
    )


def _fits(one: Standing, ready: Readiness | None) -> bool:
    return _group(one).fits(ready)


def _kept(people: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return people.join(KeptReadiness, KeptReadiness.employment_id == Employment.id)


def stale(people: Select[*tuple[Any, ...]], on: str, most: int | None = None) -> Sequence[Any]:
    """Rows of those of `people` of whom nothing is kept that holds today; `most` of them, or all."""
    there = people.outerjoin(KeptReadiness, KeptReadiness.employment_id == Employment.id)
    lacking = there.where(or_(KeptReadiness.employment_id.is_(None), not_(is_fresh(on))))
    return db.session.execute(lacking.order_by(Employment.id).limit(most)).all()


def _groups(kept: Select[*tuple[Any, ...]]) -> Counter[Group]:
    of = (Post.level, KeptReadiness.target, KeptReadiness.readiness)
    rows = db.session.execute(
        kept.with_only_columns(*of, func.count(), maintain_column_froms=True).group_by(*of)
    )
    return Counter({Group(row[0], row[1], row[2]): row[3] for row in rows})


def _group(one: Standing) -> Group:
    return Group(one.row.level, one.target.key if one.target else None, one.outlook.readiness)


def _bench(groups: Counter[Group], version: LadderVersion | None) -> list[Bench]:
    """The bench strength of each level of a version, lowest first."""

    def follow(key: str, ready: Readiness) -> int:
        return sum(number for one, number in groups.items() if one.target == key and one.readiness is ready)

    return [
        Bench(
            level,
            sum(number for one, number in groups.items() if one.level == level.key),
            level.seats,
            follow(level.key, Readiness.NOW),
            follow(level.key, Readiness.SOON),
        )
        for level in (version.levels if version else [])
    ]


def _shown(
    kept: Select[*tuple[Any, ...]],
    ready: Readiness | None,
    most: int | None,
    versions: Sequence[LadderVersion],
) -> list[Shown]:
    """In the order of `board.readiest_first`."""
    one = KeptReadiness
    if ready is not None:
        kept = kept.where(one.target.is_not(None), one.readiness == ready)
    place = case({each: number for number, each in enumerate(_ORDER)}, value=one.readiness)
    rows = db.session.execute(
        kept.add_columns(
            one.held,
            one.version_id,
            one.target,
            one.readiness,
            one.earliest,
            one.set_by,
            one.undated,
            one.met,
        )
        .order_by(one.target.is_(None), place, one.earliest, Person.name, Employment.id)
        .limit(most)
    ).all()
    by_id = {version.id: version for version in versions}
    return [_as_shown(row, by_id.get(row.version_id)) for row in rows]


def _as_shown(row: Row[Any], version: LadderVersion | None) -> Shown:
    target = version.level(row.target) if version and row.target else None
    return Shown(
        row=row,
        held=row.held,
        level=version.level(row.level) if version else None,
        target=target,
        asked=target.asks if target else [],
        outlook=Outlook(row.readiness, row.earliest, row.set_by, tuple(row.undated), {Verdict.MET: row.met}),
    )


def put(found: Sequence[Standing], on: str) -> None:
    """Keep what was found, in the place of what was kept of them."""
    drop([one.row.employment_id for one in found])
    if found:
        db.session.execute(insert(KeptReadiness), [row_of(one, on) for one in found])


def drop(employment_ids: Collection[int]) -> None:
    db.session.execute(delete(KeptReadiness).where(KeptReadiness.employment_id.in_(employment_ids)))


def forget_changes(employment_ids: Collection[int]) -> None:
    """Those that are there to be seen: what is not, because somebody is just writing it, stays."""
    db.session.execute(delete(ReadinessChange).where(ReadinessChange.employment_id.in_(employment_ids)))


def changed_elsewhere(people: Select[*tuple[Any, ...]]) -> Sequence[int]:
    """Employments with changes that are none of `people`."""
    among = people.with_only_columns(Employment.id, maintain_column_froms=True)
    changes = select(ReadinessChange.employment_id).distinct()
    return db.session.scalars(changes.where(ReadinessChange.employment_id.not_in(among))).all()


def fresh(employment_ids: Collection[int], on: str) -> dict[int, dict[str, Any]]:
    """Employment → what is kept of it, of those of whom it is said to hold today."""
    columns = KeptReadiness.__table__.columns
    rows = db.session.execute(
        select(*columns).where(KeptReadiness.employment_id.in_(employment_ids), is_fresh(on))
    )
    return {row.employment_id: dict(row._mapping) for row in rows}


def drop_all() -> None:
    db.session.execute(delete(KeptReadiness))


def row_of(one: Standing, on: str) -> dict[str, Any]:
    return {
        "employment_id": one.row.employment_id,
        "judged_on": one.facts.today,
        "ground": on,
        "is_listed": one.facts.level_since is not None,
        "held": one.held,
        "version_id": one.version.id if one.version else None,
        "target": one.target.key if one.target else None,
        "readiness": one.outlook.readiness,
        "earliest": one.outlook.earliest,
        "set_by": one.outlook.set_by,
        "undated": list(one.outlook.undated),
        "met": one.outlook.counts[Verdict.MET],
    }
