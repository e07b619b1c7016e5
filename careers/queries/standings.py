"""Where people stand on the ladder: the one answer for the own page, the board and the promotion case."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, or_, select

from careers.models import LadderLevel, LadderMove, LadderVersion, LevelAct
from careers.queries import facts as known
from careers.queries import ladder, when
from careers.queries.reach import reached
from careers.queries.spells import Spell, known_posts
from careers.queries.when import When
from careers.rules.readiness import TAUGHT, Asked, Facts, Found, Outlook, evaluate, outlook
from core.bulk_rows import many_objects
from core.db import Words, db
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission

PEOPLE_ORDER = (Person.name, Employment.id)


@dataclass(frozen=True)
class Read:
    """What a standing was judged by, for a page that shows it as well: of one person, each oldest first.
    `months`: those that were looked at; `complaints`: rows of those upheld; `moves`: to other versions;
    `acts`: what was done about their level;
    `versions`: all there are, newest first; `names`: of exams and courses."""

    posts: Sequence[Post]
    duties: Sequence[Duty | Spell]
    months: Sequence[Any]
    complaints: Sequence[Any]
    moves: Sequence[LadderMove]
    acts: Sequence[LevelAct]
    versions: Sequence[LadderVersion]
    names: Mapping[str, Words]


@dataclass(frozen=True)
class Standing:
    """`row`: who (of `people`); `held`: since when they hold the level; `version`: the ladder that counts
    for them; `target`: the next level, None at the top; `found`: each of its requirements; `way`: of
    several next levels the first is 0, where each is asked about."""

    row: Any
    held: date
    version: LadderVersion | None
    level: LadderLevel | None
    target: LadderLevel | None
    facts: Facts
    asked: Sequence[Asked]
    found: Sequence[Found]
    outlook: Outlook
    read: Read
    way: int = 0

    @property
    def lines(self) -> list[tuple[Asked, Found]]:
        return list(zip(self.asked, self.found, strict=True))


@dataclass(frozen=True)
class Wanted:
    """Whom a list is about. `teams`: who is in one of these, None for all; `level`: who holds it; `text`: a
    part of a name."""

    teams: frozenset[int] | None = None
    level: str | None = None
    text: str | None = None

    def conditions(self, team_id: Any, level: Any) -> Iterator[ColumnElement[bool]]:
        """On columns that hold the team and the level, and on Person where `text` is given."""
        if self.teams is not None:
            yield team_id.in_(self.teams)
        if self.level:
            yield level == self.level
        if self.text:
            called = (
                column.icontains(self.text, autoescape=True) for column in (Person.name, Person.latin_name)
            )
            yield or_(*called)


EVERYBODY = Wanted()


def within(
    reader: Account,
    permission: Permission = Permission.SEE_CAREERS,
    *,
    team_id: int | None = None,
    level: str | None = None,
    text: str | None = None,
) -> Wanted:
    """Whoever is within reach of `reader`, or some of them."""
    teams = reached(reader, permission)
    if team_id:
        teams = frozenset({team_id}) if teams is None else teams & {team_id}
    return Wanted(teams, level, text)


def people(
    reader: Account,
    permission: Permission = Permission.SEE_CAREERS,
    *,
    team_id: int | None = None,
    level: str | None = None,
    text: str | None = None,
) -> Select[*tuple[Any, ...]]:
    """Whoever is employed, within reach of `reader`, or some of them; rows as of `employed`."""
    return employed(within(reader, permission, team_id=team_id, level=level, text=text))


WHO = (
    Employment.id.label("employment_id"),
    Person.id.label("person_id"),
    Person.name,
    Person.latin_name,
    Post.team_id,
    Team.name.label("team"),
    Post.level,
)
"""What a row says of somebody, by their employment and a post."""


def employed(wanted: Wanted = EVERYBODY) -> Select[*tuple[Any, ...]]:
    """Whoever is employed and wanted, whoever asks: rows of (employment_id, person_id, name, latin_name,
    team_id, team, level, status)."""
    return (
        select(*WHO, Duty.status)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Team, Team.id == Post.team_id)
        .join(Duty, (Duty.employment_id == Employment.id) & Duty.until.is_(None))
        .where(Employment.ended_on.is_(None), *wanted.conditions(Post.team_id, Post.level))
    )


def everybody(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement.order_by(*PEOPLE_ORDER)).all()


def one_of(
    reader: Account, employment_id: int, permission: Permission = Permission.SEE_CAREERS
) -> Any | None:
    """The row of somebody within reach of `reader`, or None."""
    if not reader.may(permission):
        return None
    return db.session.execute(people(reader, permission).where(Employment.id == employment_id)).first()


_OWN = employed().where(Employment.person_id == bindparam("person_id"))


def own_row(account: Account) -> Any | None:
    """The reader's own row, or None without an employment."""
    return db.session.execute(_OWN, {"person_id": account.person_id}).first()


def row_of(employment_id: int) -> Any | None:
    """For verbs: the row of an employment, whoever asks."""
    return db.session.execute(employed().where(Employment.id == employment_id)).first()


class Aim(NamedTuple):
    """`on`: as if they stood on that version; `towards`: for that level in place of the next one."""

    on: LadderVersion | None = None
    towards: str | None = None


def standings(
    rows: Sequence[Any], *, on: LadderVersion | None = None, towards: str | None = None
) -> list[Standing]:
    """Where each of `rows` stands today; see `Aim`."""
    aim = Aim(on, towards)
    return aimed([(row, aim) for row in rows])


def aimed(pairs: Sequence[tuple[Any, Aim]]) -> list[Standing]:
    """The same, each with an aim of their own; as many statements however many they are."""
    if not pairs:
        return []
    with many_objects():
        return _standings(pairs, when.today())


def each_way(rows: Sequence[Any]) -> list[Standing]:
    """Where each of `rows` stands today, once for every level that follows theirs, the first one first; as
    many statements however many they are."""
    if not rows:
        return []
    with many_objects():
        first = [(row, Aim()) for row in rows]
        return [way for one in _judged(first, when.today()) for way in one.ways()]


def standing_then(row: Any, day: date) -> Standing | None:
    """Where somebody (of `people`) stood at the end of a past day, by what was known then: the very answer
    that was given that day. None where they held no post here yet, as far as was known, and of a day on
    which there was no ladder."""
    then = when.at_the_end_of(day)
    if not known_posts([row.employment_id], then)[row.employment_id] or not ladder.versions(then):
        return None
    [found] = _standings([(row, Aim())], then)
    post = found.read.posts[-1]
    of_then = {
        "level": post.level,
        "team_id": post.team_id,
        "team": db.session.get_one(Team, post.team_id).name,
    }
    return replace(found, row=SimpleNamespace(**{**row._mapping, **of_then}))


@dataclass(frozen=True)
class _Judged:
    """Somebody with all that is read of them: enough to judge them for any level."""

    row: Any
    read: Read
    aim: Aim
    gathered: known.Gathered

    def standing(self) -> Standing:
        return _standing(self.row, self.read, self.aim, self.gathered)

    def ways(self) -> list[Standing]:
        first = self.standing()
        others = first.version.next_of(first.facts.level)[1:] if first.version else []
        return [first, *(self._way(number, level) for number, level in enumerate(others, 1))]

    def _way(self, number: int, level: LadderLevel) -> Standing:
        one = _standing(self.row, self.read, Aim(towards=level.key), self.gathered)
        return replace(one, way=number)


def _standings(pairs: Sequence[tuple[Any, Aim]], at: When) -> list[Standing]:
    return [one.standing() for one in _judged(pairs, at)]


def _judged(pairs: Sequence[tuple[Any, Aim]], at: When) -> Iterator[_Judged]:
    ids = [row.employment_id for row, _aim in pairs]
    versions = ladder.versions(at)
    gathered = known.gather(ids, at, with_classes=any(map(_asks_to_learn, versions)))
    posts = known_posts(ids, at) if at.is_past else ladder.posts(ids)
    moves, acts = ladder.all_moves(ids, at), ladder.acts(ids)
    for row, aim in pairs:
        who = row.employment_id
        read = Read(
            posts[who],
            gathered.duties[who],
            gathered.revisions.get(who, ()),
            gathered.complaints.get(who, ()),
            moves.get(who, ()),
            acts.get(who, ()),
            versions,
            gathered.names,
        )
        yield _Judged(row, read, aim, gathered)


def _asks_to_learn(version: LadderVersion) -> bool:
    return any(asked.kind in TAUGHT for level in version.levels for asked in level.asks)


def _standing(row: Any, read: Read, aim: Aim, gathered: known.Gathered) -> Standing:
    on, towards = aim
    post, held = read.posts[-1], ladder.held_since(read.posts, read.acts)
    version = on or ladder.standing_on(read.versions, held, read.moves[-1] if read.moves else None)
    level = version.level(post.level) if version else None
    after = version.next_of(post.level) if version else []
    target = (version.level(towards) if version and towards else None) or (after[0] if after else None)
    facts = known.facts_of(row.employment_id, held, post, target, gathered)
    asked = target.asks if target else []
    found = [evaluate(one, facts) for one in asked]
    seen = outlook(asked, found, gathered.day)
    return Standing(row, held, version, level, target, facts, asked, found, seen, read)


def standing_of(
    employment_id: int, towards: str | None = None, on: LadderVersion | None = None
) -> Standing | None:
    """Where one person stands, whoever asks. `on`: as if they stood on that version."""
    row = row_of(employment_id)
    return standings([row], towards=towards, on=on)[0] if row else None


def ids_of(rows: Collection[Any]) -> list[int]:
    return [row.employment_id for row in rows]
