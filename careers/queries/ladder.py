"""What is asked about the ladder: its versions, who stands on which one, what its levels are called."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload, lazyload

from careers.models import LadderDraft, LadderLevel, LadderMove, LadderVersion, LevelAct, PromotionCase
from careers.queries.when import When
from careers.rules.plans import CompetencyPlan, LadderPlan, LevelPlan
from careers.states import ActKind, CaseState
from core import clock
from core.db import Words, db
from core.record import Entry
from people.models import Account, Employment, Person, Post

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_VERSIONS = (
    select(LadderVersion)
    .order_by(LadderVersion.number.desc())
    .options(joinedload(LadderVersion.levels).joinedload(LadderLevel.requirements))
)


def newest_number() -> int:
    return db.session.scalar(select(func.max(LadderVersion.number))) or 0


def versions(when: When | None = None) -> Sequence[LadderVersion]:
    """All that there are, or were then, newest first; in two statements however many they are."""
    found = db.session.scalars(_VERSIONS).unique().all()
    moment = when.moment if when else None
    return found if moment is None else [one for one in found if one.published_at < moment]


_ASKING = _VERSIONS.options(
    joinedload(LadderVersion.levels).options(
        joinedload(LadderLevel.requirements), lazyload(LadderLevel.competencies)
    )
)


def versions_asking() -> Sequence[LadderVersion]:
    """The same in one statement, for who is not interested in what is rated."""
    return db.session.scalars(_ASKING).unique().all()


def newest() -> LadderVersion | None:
    return db.session.scalar(select(LadderVersion).order_by(LadderVersion.number.desc()).limit(1))


def version(number: int) -> LadderVersion | None:
    return db.session.scalar(select(LadderVersion).where(LadderVersion.number == number))


def levels_held() -> set[str]:
    """The keys of the levels that are held now."""
    return set(
        db.session.scalars(
            select(Post.level)
            .join(Employment, Employment.id == Post.employment_id)
            .where(Post.until.is_(None), Employment.ended_on.is_(None))
            .distinct()
        )
    )


def levels_promised() -> set[str]:
    """The keys of the levels to which an approved promotion leads, and to which a trial leads back."""
    later = aliased(LevelAct)
    is_newest = ~(
        select(later.id).where(later.employment_id == LevelAct.employment_id, later.id > LevelAct.id).exists()
    )
    trials = (
        select(LevelAct.from_level)
        .join(Employment, Employment.id == LevelAct.employment_id)
        .where(LevelAct.kind == ActKind.ACTING, is_newest, Employment.ended_on.is_(None))
    )
    approved = (
        select(PromotionCase.level)
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .where(PromotionCase.state == CaseState.APPROVED, Employment.ended_on.is_(None))
    )
    return {*db.session.scalars(trials), *db.session.scalars(approved)}


def is_dropped(level: str) -> bool:
    """Does the newest version not have the level of this key any more?"""
    there = newest()
    return there is not None and there.level(level) is None


def level_held(employment_id: int) -> str:
    return db.session.scalars(
        select(Post.level).where(Post.employment_id == employment_id, Post.until.is_(None))
    ).one()


def level_names() -> dict[str, Words]:
    """Level → what the newest version that has it calls it."""
    rows = db.session.execute(
        select(LadderLevel.key, LadderLevel.name)
        .join(LadderVersion, LadderVersion.id == LadderLevel.version_id)
        .order_by(LadderVersion.number)
    )
    return {row.key: row.name for row in rows}


def names_among(among: Sequence[LadderVersion]) -> dict[str, Words]:
    """The same of versions that are known already, newest first."""
    return {level.key: level.name for version in reversed(among) for level in version.levels}


def level_name(level: Any) -> Any:
    """A column: what the newest version calls the level whose key stands in the column `level`."""
    return (
        select(LadderLevel.name)
        .where(LadderLevel.key == level)
        .order_by(LadderLevel.version_id.desc())
        .limit(1)
        .scalar_subquery()
    )


def newest_move(employment_id: int) -> int:
    query = select(func.max(LadderMove.number)).where(LadderMove.employment_id == employment_id)
    return db.session.scalar(query) or 0


_MOVES = select(LadderMove).where(LadderMove.employment_id.in_(_IDS)).order_by(LadderMove.id)


def all_moves(employment_ids: Collection[int], when: When | None = None) -> dict[int, list[LadderMove]]:
    """Employment → its purposeful moves to a version, up to then, oldest first; nothing for who was never
    moved."""
    found: dict[int, list[LadderMove]] = defaultdict(list)
    for one in db.session.scalars(_MOVES, {"ids": employment_ids}):
        if when is None or one.moved_on <= when.day:
            found[one.employment_id].append(one)
    return dict(found)


def moves(employment_ids: Collection[int]) -> dict[int, LadderMove]:
    """Employment → the newest purposeful move to a version."""
    return {who: made[-1] for who, made in all_moves(employment_ids).items()}


_POSTS = select(Post).where(Post.employment_id.in_(_IDS)).order_by(Post.since, Post.id)


def posts(employment_ids: Collection[int]) -> dict[int, list[Post]]:
    """Employment → its posts, oldest first."""
    found: dict[int, list[Post]] = {one: [] for one in employment_ids}
    for one in db.session.scalars(_POSTS, {"ids": employment_ids}):
        found[one.employment_id].append(one)
    return found


_ACTS = select(LevelAct).where(LevelAct.employment_id.in_(_IDS)).order_by(LevelAct.id)


def acts(employment_ids: Collection[int]) -> dict[int, list[LevelAct]]:
    """Employment → what was done about its level, oldest first; nothing for whoever never rose or fell."""
    found: dict[int, list[LevelAct]] = defaultdict(list)
    for one in db.session.scalars(_ACTS, {"ids": employment_ids}):
        found[one.employment_id].append(one)
    return dict(found)


def held_since(of_one: Sequence[Post], done: Sequence[LevelAct]) -> date:
    """Since when the level of the last post has been held: without a break, but for trials that led back to
    it. `of_one`, oldest first, and `done`: the posts of one person, and what was done about their level."""
    returned = {act.on: act.from_level for act in done if act.kind is ActKind.RETURNED}
    level, since, tried = of_one[-1].level, of_one[-1].since, None
    for post in reversed(of_one):
        if post.level == level:
            since, tried = post.since, returned.get(post.since)
        elif post.level != tried:
            break
    return since


def held(employment_id: int) -> date:
    """Since when somebody has held their level, or held the last one."""
    return held_since(posts([employment_id])[employment_id], acts([employment_id]).get(employment_id, ()))


def standing_on(among: Sequence[LadderVersion], held: date, move: LadderMove | None) -> LadderVersion | None:
    """The version of somebody who has held the level since that day: the one to which they were moved
    since then, else the newest that was published before that day, else the first. `among`: newest
    first."""
    if move is not None and move.moved_on >= held:
        return next(one for one in among if one.id == move.version_id)
    moment = clock.day_start(held)
    return next((one for one in among if one.published_at < moment), among[-1] if among else None)


def version_of(employment_id: int) -> LadderVersion | None:
    """The version on which somebody stands."""
    if not posts([employment_id])[employment_id]:
        return None
    return standing_on(versions(), held(employment_id), moves([employment_id]).get(employment_id))


def in_force() -> list[LadderVersion]:
    """The newest version, and those on which somebody stands; newest first. As many statements however many
    people there are."""
    among = versions()
    if len(among) < 2:
        return list(among)
    ids = db.session.scalars(
        select(Post.employment_id)
        .join(Employment, Employment.id == Post.employment_id)
        .where(Post.until.is_(None), Employment.ended_on.is_(None))
    ).all()
    moved, done = moves(ids), acts(ids)
    since = {who: held_since(of_one, done.get(who, ())) for who, of_one in posts(ids).items()}
    on = (standing_on(among, day, moved.get(who)) for who, day in since.items())
    stood = {version.id for version in on if version is not None}
    return [one for one in among if one is among[0] or one.id in stood]


def plan_of(one: LadderVersion) -> LadderPlan:
    """A published version as a plan, to begin the next one with."""
    return LadderPlan(tuple(_level_plan(level) for level in one.levels), dict(one.tracks))


def _level_plan(level: LadderLevel) -> LevelPlan:
    return LevelPlan(
        level.key,
        level.name,
        level.track,
        level.after,
        level.seats,
        tuple(level.grades),
        tuple(level.asks),
        tuple(CompetencyPlan(one.key, one.name, one.says, one.low, one.high) for one in level.competencies),
        tuple(level.duties),
    )


def draft() -> LadderDraft | None:
    """The draft of the next version, where there is one."""
    return db.session.scalar(select(LadderDraft).options(joinedload(LadderDraft.based_on)))


def holders() -> dict[str, int]:
    """Level → how many hold it now."""
    rows = db.session.execute(
        select(Post.level, func.count())
        .join(Employment, Employment.id == Post.employment_id)
        .where(Post.until.is_(None), Employment.ended_on.is_(None))
        .group_by(Post.level)
    )
    return {row[0]: row[1] for row in rows}


def published() -> dict[int, Any]:
    """Number of each version → row of (number, who published it, reason)."""
    rows = db.session.execute(
        select(LadderVersion.number, Person.name.label("who"), Entry.reason)
        .outerjoin(
            Entry,
            (Entry.subject_kind == "ladder_version")
            & (Entry.subject_id == LadderVersion.id)
            & (Entry.verb == "ladder published"),
        )
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
    )
    return {row.number: row for row in rows}


def names_of(version: LadderVersion) -> Mapping[str, Words]:
    return {one.key: one.name for one in version.levels}
