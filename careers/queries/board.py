"""The readiness board: who could follow whom, and when. It is read from what is kept (`queries.kept`)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select

from careers.models import KeptReadiness, LadderLevel, LadderVersion
from careers.queries import kept, ladder, standings
from careers.queries.standings import Standing, Wanted
from careers.rules import readiness as rules
from careers.rules.readiness import Asked, Outlook
from careers.states import Readiness, Verdict
from core.db import Words, db
from people.models import Employment, Person, Team


class Bench(NamedTuple):
    """One level: how many hold it, of how many seats, and who could follow: now, and within 3 months."""

    level: LadderLevel
    holding: int
    seats: int | None
    now: int
    soon: int


def readiest_first(one: Any) -> tuple[int, date, str, int, int]:
    """By what to sort standings, or what is kept of them."""
    return (
        rules.place_of(one.outlook.readiness if one.target else None),
        one.outlook.earliest or date.max,
        one.row.name,
        one.row.employment_id,
        one.way,
    )


class Group(NamedTuple):
    """Who hold the same level, have the same one before them as the same of their ways, and are as ready as
    each other."""

    level: str
    target: str | None
    readiness: Readiness
    way: int

    def fits(self, ready: Readiness | None, towards: str | None) -> bool:
        """Who has nothing before them is neither ready nor not."""
        is_as_ready = ready is None or (self.target is not None and self.readiness is ready)
        return is_as_ready and towards in (None, self.target)


@dataclass(slots=True)
class Shown:
    """Somebody on the board on the way to one level: like a standing, without the facts."""

    row: Any
    held: Any
    level: LadderLevel | None
    target: LadderLevel | None
    asked: Sequence[Asked]
    outlook: Outlook
    way: int


@dataclass(frozen=True)
class Board:
    """`shown`: the readiest first, who has several levels before them once for each; `count`: how many rows
    there are in all; `counts`: by readiness; `bench`: level by level; `level_names`: by key."""

    shown: Sequence[Shown | Standing]
    count: int
    counts: Mapping[Readiness, int]
    bench: Sequence[Bench]
    level_names: Mapping[str, Words]


def board_of(wanted: Wanted, ready: Readiness | None, most: int | None, towards: str | None = None) -> Board:
    """Whoever is wanted and has been on duty, as a level begins to count with that day, `ready` or all, on
    the way to the level `towards` or to any; `most` rows shown, or all. Who changed since, or was judged on
    another day or by other rules, is judged here by the one evaluator; so a page never shows what is not so,
    only faster."""
    on, versions = kept.ground(), ladder.versions_asking()
    due = kept.stale(wanted, on)
    judged = [one for one in standings.each_way(due) if one.facts.level_since is not None]
    groups = _groups(wanted, on) + Counter(map(_group, judged))
    shown: list[Shown | Standing] = [*_shown(_shown_of(wanted, ready, most, towards), on, versions)]
    if judged:
        shown += [one for one in judged if _group(one).fits(ready, towards)]
        shown = sorted(shown, key=readiest_first)[:most]
    counts: Counter[Readiness] = Counter()
    for group, number in groups.items():
        counts[group.readiness] += number * group.fits(None, towards)
    return Board(
        shown,
        sum(number for group, number in groups.items() if group.fits(ready, towards)),
        counts,
        _bench(groups, versions[0] if versions else None),
        ladder.names_among(versions),
    )


def _groups(wanted: Wanted, on: str) -> Counter[Group]:
    rows = db.session.execute(_groups_of(wanted), kept.as_of(on))
    return Counter({Group(*row[:4]): row[4] for row in rows})


@lru_cache(maxsize=100)
def _groups_of(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """Who is called so is asked of the person: only then it takes more than the index."""
    one = KeptReadiness
    of = (one.level, one.target, one.readiness, one.way)
    counted = select(*of, func.count()).where(*_kept(wanted)).group_by(*of)
    if wanted.text:
        counted = counted.join(Employment, Employment.id == one.employment_id)
        counted = counted.join(Person, Person.id == Employment.person_id)
    return counted


def _kept(wanted: Wanted) -> list[ColumnElement[bool]]:
    one = KeptReadiness
    return [kept.IS_FRESH, one.is_listed.expression, *wanted.conditions(one.team_id, one.level)]


def _group(one: Standing) -> Group:
    return Group(one.row.level, one.target.key if one.target else None, one.outlook.readiness, one.way)


def _bench(groups: Counter[Group], version: LadderVersion | None) -> list[Bench]:
    """The bench strength of each level of a version, lowest first: who holds one is counted once, and for
    every level that they could follow into."""

    def follow(key: str, ready: Readiness) -> int:
        return sum(number for one, number in groups.items() if one.target == key and one.readiness is ready)

    return [
        Bench(
            level,
            sum(number for one, number in groups.items() if one.level == level.key and one.way == 0),
            level.seats,
            follow(level.key, Readiness.NOW),
            follow(level.key, Readiness.SOON),
        )
        for level in (version.levels if version else [])
    ]


def _shown(statement: Select[*tuple[Any, ...]], on: str, versions: Sequence[LadderVersion]) -> list[Shown]:
    """In the order of `readiest_first`."""
    levels = {(version.id, level.key): level for version in versions for level in version.levels}
    return [_as_shown(row, levels) for row in db.session.execute(statement, kept.as_of(on))]


@lru_cache(maxsize=100)
def _shown_of(
    wanted: Wanted, ready: Readiness | None, most: int | None, towards: str | None = None
) -> Select[*tuple[Any, ...]]:
    one = KeptReadiness
    shown = (
        select(
            *(one.employment_id, one.name, Person.latin_name, one.team_id, Team.name.label("team")),
            *(one.level, one.held, one.version_id, one.target, one.readiness, one.earliest),
            *(one.set_by, one.undated, one.met, one.way),
        )
        .join(Employment, Employment.id == one.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Team, Team.id == one.team_id)
        .where(*_kept(wanted))
        .order_by(one.place, one.earliest, one.name, one.employment_id, one.way)
        .limit(most)
    )
    if towards is not None:
        shown = shown.where(one.target == towards)
    return shown if ready is None else shown.where(one.place == rules.place_of(ready))


def _as_shown(row: Row[Any], levels: Mapping[tuple[int, str], LadderLevel]) -> Shown:
    target = levels.get((row.version_id, row.target))
    return Shown(
        row=row,
        held=row.held,
        level=levels.get((row.version_id, row.level)),
        target=target,
        asked=target.asks if target else [],
        outlook=Outlook(row.readiness, row.earliest, row.set_by, tuple(row.undated), {Verdict.MET: row.met}),
        way=row.way,
    )
