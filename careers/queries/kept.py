"""Readiness as it is kept, for lists of thousands. Who changed since, or was judged on another day or by
other rules, is judged here by the one evaluator; so a page never shows what is not so, only faster."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, insert, or_, select, update

from careers import states
from careers.models import KeptReadiness, LadderLevel, LadderVersion, ReadinessChange
from careers.queries import board, certificates, facts, ladder, standings
from careers.queries.board import Bench
from careers.queries.standings import Standing, Wanted
from careers.rules import readiness as rules
from careers.rules.readiness import Asked, Outlook
from careers.states import Readiness, Verdict
from core import clock
from core.db import db
from people.models import Employment, Person, Team
from training.models import Exam, Programme
from training.queries import certificates as of_training
from training.queries import exams

_EVALUATOR = (states, rules, facts, standings, board, certificates, ladder, exams, of_training)


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
    noted = select(ReadinessChange.employment_id)
    return and_(
        KeptReadiness.judged_on == clock.today(),
        KeptReadiness.ground == on,
        KeptReadiness.employment_id.not_in(noted),
    )


def _due(on: str) -> ColumnElement[bool]:
    """A condition on Employment: nothing is kept of them that holds today. Everybody is kept or noted
    (`models.kept`). Before and after are asked for apart, as no index says what is not equal."""
    day, by = KeptReadiness.judged_on, KeptReadiness.ground
    today = day == clock.today()
    is_old = or_(day < clock.today(), day > clock.today(), and_(today, by < on), and_(today, by > on))
    old = select(KeptReadiness.employment_id).where(is_old)
    return Employment.id.in_(select(ReadinessChange.employment_id).union(old))


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


def board_of(wanted: Wanted, ready: Readiness | None, most: int | None) -> Board:
    """Whoever is wanted and has been on duty, as a level begins to count with that day, `ready` or all;
    `most` of them shown, or all."""
    on, versions = ground(), ladder.versions()
    judged = [one for one in standings.standings(stale(wanted, on)) if one.facts.level_since is not None]
    groups = _groups(wanted, on) + Counter(map(_group, judged))
    shown: list[Shown | Standing] = [
        *_shown(wanted, on, ready, most, versions),
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


def stale(wanted: Wanted, on: str, most: int | None = None) -> Sequence[Any]:
    """Rows of those wanted (see `standings.employed`) of whom nothing is kept that holds today; `most` of
    them, or all."""
    due = standings.employed(wanted).where(_due(on))
    return db.session.execute(due.order_by(Employment.id).limit(most)).all()


def _those_kept(statement: Select[*tuple[Any, ...]], wanted: Wanted, on: str) -> Select[*tuple[Any, ...]]:
    one = KeptReadiness
    return statement.where(is_fresh(on), one.is_listed, *wanted.conditions(one.team_id, one.level))


def _groups(wanted: Wanted, on: str) -> Counter[Group]:
    of = (KeptReadiness.level, KeptReadiness.target, KeptReadiness.readiness)
    statement = select(*of, func.count()).group_by(*of)
    if wanted.text:
        statement = statement.join(Employment, Employment.id == KeptReadiness.employment_id).join(
            Person, Person.id == Employment.person_id
        )
    rows = db.session.execute(_those_kept(statement, wanted, on))
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


_SHOWN = (
    select(
        KeptReadiness.employment_id,
        KeptReadiness.name,
        Person.latin_name,
        Team.name.label("team"),
        *(KeptReadiness.level, KeptReadiness.held, KeptReadiness.version_id, KeptReadiness.target),
        *(KeptReadiness.readiness, KeptReadiness.earliest, KeptReadiness.set_by),
        *(KeptReadiness.undated, KeptReadiness.met),
    )
    .join(Employment, Employment.id == KeptReadiness.employment_id)
    .join(Person, Person.id == Employment.person_id)
    .join(Team, Team.id == KeptReadiness.team_id)
    .order_by(KeptReadiness.place, KeptReadiness.earliest, KeptReadiness.name, KeptReadiness.employment_id)
)


def _shown(
    wanted: Wanted,
    on: str,
    ready: Readiness | None,
    most: int | None,
    versions: Sequence[LadderVersion],
) -> list[Shown]:
    """In the order of `board.readiest_first`."""
    statement = _those_kept(_SHOWN, wanted, on)
    if ready is not None:
        statement = statement.where(KeptReadiness.place == board.place_of(ready))
    by_id = {version.id: version for version in versions}
    rows = db.session.execute(statement.limit(most))
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
    rows = {one.row.employment_id: row_of(one, on) for one in found}
    there = set(
        db.session.scalars(
            select(KeptReadiness.employment_id).where(KeptReadiness.employment_id.in_(list(rows)))
        )
    )
    for write, some in (
        (update(KeptReadiness), [row for who, row in rows.items() if who in there]),
        (insert(KeptReadiness), [row for who, row in rows.items() if who not in there]),
    ):
        if some:
            db.session.execute(write, some)


def forget_changes(employment_ids: Collection[int]) -> None:
    """Those that are there to be seen: what is not, because somebody is just writing it, stays."""
    db.session.execute(delete(ReadinessChange).where(ReadinessChange.employment_id.in_(employment_ids)))


def forget_who_left() -> None:
    """Whatever is kept or noted of whoever is employed no longer. Who comes back meanwhile is noted: each
    statement sees them employed, or does not see that note."""
    here = standings.employed().with_only_columns(Employment.id, maintain_column_froms=True)
    noted = select(ReadinessChange.employment_id).where(ReadinessChange.employment_id.not_in(here))
    db.session.execute(delete(KeptReadiness).where(KeptReadiness.employment_id.in_(noted)))
    db.session.execute(delete(ReadinessChange).where(ReadinessChange.employment_id.not_in(here)))


def _lost() -> Select[*tuple[Any, ...]]:
    return (
        standings.employed()
        .with_only_columns(Employment.id, maintain_column_froms=True)
        .where(
            Employment.id.not_in(select(KeptReadiness.employment_id)),
            Employment.id.not_in(select(ReadinessChange.employment_id)),
        )
    )


def lost() -> Sequence[int]:
    """Employments of whom nothing is kept and nothing noted, which should be none."""
    return db.session.scalars(_lost().order_by(Employment.id)).all()


def fresh(employment_ids: Collection[int], on: str) -> dict[int, dict[str, Any]]:
    """Employment → what is kept of it, of those of whom it is said to hold today."""
    columns = KeptReadiness.__table__.columns
    rows = db.session.execute(
        select(*columns).where(KeptReadiness.employment_id.in_(employment_ids), is_fresh(on))
    )
    return {row.employment_id: dict(row._mapping) for row in rows}


def drop_all() -> None:
    """Nothing is kept any more, and everybody who is employed is noted."""
    db.session.execute(delete(KeptReadiness))
    db.session.execute(insert(ReadinessChange).from_select(["employment_id"], _lost()))


def row_of(one: Standing, on: str) -> dict[str, Any]:
    return {
        "employment_id": one.row.employment_id,
        "judged_on": one.facts.today,
        "ground": on,
        "is_listed": one.facts.level_since is not None,
        "name": one.row.name,
        "team_id": one.row.team_id,
        "level": one.row.level,
        "held": one.held,
        "version_id": one.version.id if one.version else None,
        "target": one.target.key if one.target else None,
        "readiness": one.outlook.readiness,
        "place": board.place_of(one.outlook.readiness if one.target else None),
        "earliest": one.outlook.earliest,
        "set_by": one.outlook.set_by,
        "undated": list(one.outlook.undated),
        "met": one.outlook.counts[Verdict.MET],
    }
