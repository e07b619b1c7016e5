"""What is asked about groupings: which there are, which somebody is asked, and the figures of one of them.

Nobody but the person themselves is told what they answered; only `figures_of` reads the answers of others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from careers.models import GroupAnswer, Grouping, LadderLevel, LevelAct
from careers.queries import ladder
from careers.rules import equity
from careers.rules.equity import Held, LevelFigures, Stay, Tried, Window
from careers.states import ActKind
from core import clock
from core.db import db
from people.models import Account, Duty, Employment, Post
from people.permissions import Permission
from people.queries import of_teams
from people.states import NEVER_BEGUN, DutyStatus


def within(reader: Account, permission: Permission) -> ColumnElement[bool]:
    """A condition on Grouping: is it one of a team, or of all, for which they hold the permission? What is
    told of everybody is told to those only who hold it everywhere."""
    return of_teams(Grouping.team_id, reader, permission)


def seen_by(reader: Account, permission: Permission) -> Sequence[Grouping]:
    """Those in use first, the newest first."""
    return db.session.scalars(
        select(Grouping)
        .where(within(reader, permission))
        .order_by(Grouping.retired_at.is_not(None), Grouping.id.desc())
        .options(joinedload(Grouping.team))
    ).all()


def grouping_for(reader: Account, grouping_id: int, permission: Permission) -> Grouping | None:
    return db.session.scalar(select(Grouping).where(Grouping.id == grouping_id, within(reader, permission)))


def decides_for(reader: Account, team_id: int | None) -> bool:
    """Do they decide what a team, or everybody, is asked?"""
    return bool({None, team_id} & reader.teams_for(Permission.RECORD_GROUPS))


def in_use(team_id: int | None) -> Sequence[Grouping]:
    """Of which somebody in that team, or anybody at all, is asked."""
    query = select(Grouping).where(Grouping.retired_at.is_(None))
    if team_id is not None:
        query = query.where(or_(Grouping.team_id.is_(None), Grouping.team_id == team_id))
    return db.session.scalars(query).all()


# One's own


def _asks(person_id: int) -> ColumnElement[bool]:
    """A condition on Grouping: is this person asked now?"""
    works = (
        select(Post.id)
        .join(Employment, Employment.id == Post.employment_id)
        .where(Employment.person_id == person_id, Employment.ended_on.is_(None), Post.until.is_(None))
    )
    here = works.where(or_(Grouping.team_id.is_(None), Grouping.team_id == Post.team_id))
    return Grouping.retired_at.is_(None) & here.correlate(Grouping).exists()


@dataclass(frozen=True)
class Own:
    """A grouping with one's own answer; `is_asked`: may one answer it now?"""

    grouping: Grouping
    answer: GroupAnswer | None
    is_asked: bool


def own(person_id: int) -> list[Own]:
    """What one is asked, and what one has answered, though one is not asked any more."""
    answered = (GroupAnswer.grouping_id == Grouping.id) & (GroupAnswer.person_id == person_id)
    asks = _asks(person_id)
    rows = db.session.execute(
        select(Grouping, GroupAnswer, asks.label("is_asked"))
        .outerjoin(GroupAnswer, answered)
        .where(or_(asks, GroupAnswer.id.is_not(None)))
        .order_by(Grouping.id)
        .options(joinedload(Grouping.team))
    )
    return [Own(row[0], row[1], bool(row[2])) for row in rows]


def own_one(person_id: int, grouping_id: int) -> Own | None:
    return next((one for one in own(person_id) if one.grouping.id == grouping_id), None)


# What is kept no longer


def answers_over(left_before: date, retired_before: datetime) -> Sequence[GroupAnswer]:
    """Answers of whoever left before a day and has not come back, and to what was retired before a moment."""
    works, worked = aliased(Employment), aliased(Employment)
    still = exists().where(
        works.person_id == GroupAnswer.person_id,
        or_(works.ended_on.is_(None), works.ended_on >= left_before),
    )
    once = exists().where(worked.person_id == GroupAnswer.person_id)
    return db.session.scalars(
        select(GroupAnswer)
        .join(Grouping, Grouping.id == GroupAnswer.grouping_id)
        .where(or_(once & ~still, Grouping.retired_at < retired_before))
        .order_by(GroupAnswer.id)
    ).all()


def answers_of(person_id: int) -> Sequence[GroupAnswer]:
    return db.session.scalars(select(GroupAnswer).where(GroupAnswer.person_id == person_id)).all()


def drop(answers: Sequence[GroupAnswer]) -> None:
    ids = [one.id for one in answers]
    db.session.execute(delete(GroupAnswer).where(GroupAnswer.id.in_(ids)))


# Figures


@dataclass(frozen=True)
class ToldLevel:
    """`key` and `level` (None where the newest ladder has it no longer), and what is told of it."""

    key: str
    level: LadderLevel | None
    found: LevelFigures


def figures_of(grouping: Grouping) -> tuple[Window, list[ToldLevel]]:
    """The figures of the last four whole quarters, level by level, the lowest first; as many statements
    however many people there are. Levels from which nobody can rise are left out."""
    over = equity.window(clock.today())
    told = _told(grouping, over)
    by_level: dict[str, list[tuple[int | None, Stay]]] = defaultdict(list)
    for (level, person_id), stay in _stays(grouping, over).items():
        by_level[level].append((told.get(person_id), stay))
    newest = ladder.newest()
    levels = {one.key: one for one in newest.levels} if newest else {}
    rising = [key for key in levels if newest is not None and newest.next_of(key)]
    groups = [one.id for one in grouping.groups]
    keys = [key for key in rising if key in by_level] + sorted(by_level.keys() - levels.keys())
    return over, [ToldLevel(key, levels.get(key), equity.figures(groups, by_level[key])) for key in keys]


def _told(grouping: Grouping, over: Window) -> dict[int, int | None]:
    """Person → the group that they told before the quarter began."""
    rows = db.session.execute(
        select(GroupAnswer.person_id, GroupAnswer.group_id).where(
            GroupAnswer.grouping_id == grouping.id, GroupAnswer.told_at < clock.day_start(over.after)
        )
    )
    return {row.person_id: row.group_id for row in rows}


def _stays(grouping: Grouping, over: Window) -> dict[tuple[str, int], Stay]:
    """(level, person) → their stay in it; of several the one that a promotion ended, else the last."""
    posts, acts = _posts(grouping.team_id), _acts()
    rises, tried = _rises(acts), _tried(acts)
    found: dict[tuple[str, int], Stay] = {}
    for (person_id, employment_id, on_duty), of_one in posts.items():
        held = equity.without_trials(of_one, tried.get(employment_id, ()))
        for stay in equity.stays(held, on_duty, rises.get(employment_id, {}), over):
            before = found.get((stay.level, person_id))
            if before is None or not before.is_promoted:
                found[stay.level, person_id] = stay
    return found


def _posts(team_id: int | None) -> dict[tuple[int, int, date], list[Held]]:
    """(person, employment, first day on duty) → their posts, oldest first, of whoever was ever there."""
    begun = (
        select(Duty.employment_id, func.min(Duty.since).label("since"))
        .where(Duty.status == DutyStatus.ON_DUTY)
        .group_by(Duty.employment_id)
        .subquery()
    )
    query = (
        select(
            Employment.person_id, Post.employment_id, begun.c.since.label("on_duty"),
            Post.since, Post.until, Post.level, Post.team_id,
        )
        .join(Employment, Employment.id == Post.employment_id)
        .join(begun, begun.c.employment_id == Employment.id)
        .where(or_(Employment.leaving_reason.is_(None), Employment.leaving_reason.not_in(NEVER_BEGUN)))
        .order_by(Employment.id, Post.since, Post.id)
    )  # fmt: skip
    if team_id is not None:
        there = select(Post.employment_id).where(Post.team_id == team_id)
        query = query.where(Employment.id.in_(there))
    found: dict[tuple[int, int, date], list[Held]] = defaultdict(list)
    for row in db.session.execute(query):
        held = Held(row.since, row.until, row.level, team_id in (None, row.team_id))
        found[row.person_id, row.employment_id, row.on_duty].append(held)
    return found


def _acts() -> Sequence[Any]:
    """What was done about levels by promotions and trials, oldest first."""
    return db.session.execute(
        select(LevelAct.employment_id, LevelAct.kind, LevelAct.on, LevelAct.from_level)
        .where(LevelAct.kind.in_((ActKind.PROMOTION, ActKind.ACTING, ActKind.CONFIRMED, ActKind.RETURNED)))
        .order_by(LevelAct.id)
    ).all()


def _rises(acts: Sequence[Any]) -> Mapping[int, dict[date, str]]:
    """Employment → first day in the higher level → the level left: of every promotion, and of every trial
    that was confirmed afterwards."""
    found: dict[int, dict[date, str]] = defaultdict(dict)
    for one in acts:
        if one.kind is ActKind.PROMOTION:
            found[one.employment_id][one.on] = one.from_level
    for trial, end in _trials(acts):
        if end.kind is ActKind.CONFIRMED:
            found[trial.employment_id][trial.on] = trial.from_level
    return found


def _tried(acts: Sequence[Any]) -> Mapping[int, list[Tried]]:
    """Employment → its trials that led back."""
    found: dict[int, list[Tried]] = defaultdict(list)
    for trial, end in _trials(acts):
        if end.kind is ActKind.RETURNED:
            found[trial.employment_id].append(Tried(trial.on, end.on, trial.from_level))
    return found


def _trials(acts: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Each trial with the act that followed it."""
    running: dict[int, Any] = {}
    for one in acts:
        trial = running.pop(one.employment_id, None)
        if trial is not None:
            yield trial, one
        if one.kind is ActKind.ACTING:
            running[one.employment_id] = one
