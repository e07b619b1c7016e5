"""What is asked about development plans."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from careers.models import DevelopmentGoal, GoalWording
from careers.queries.reach import reachable
from careers.states import GoalState, RequirementKind
from core.db import db
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission

PLAN_ORDER = (DevelopmentGoal.due_on, DevelopmentGoal.id)
RUNNING = (GoalState.PROPOSED, GoalState.AGREED)
_later = aliased(GoalWording)
_NEWEST = ~(
    select(_later.id)
    .where(_later.goal_id == GoalWording.goal_id, _later.number > GoalWording.number)
    .exists()
)


def of_person(employment_id: int) -> Sequence[DevelopmentGoal]:
    """Every goal of somebody, those that run first, by the day they are due."""
    found = db.session.scalars(
        select(DevelopmentGoal)
        .where(DevelopmentGoal.employment_id == employment_id)
        .order_by(DevelopmentGoal.due_on, DevelopmentGoal.id)
    ).all()
    return sorted(found, key=lambda one: one.state not in RUNNING)


def count_open(employment_id: int) -> int:
    query = select(func.count()).where(
        DevelopmentGoal.employment_id == employment_id, DevelopmentGoal.state.in_(RUNNING)
    )
    return db.session.scalar(query) or 0


def taken(goals: Sequence[DevelopmentGoal]) -> set[tuple[RequirementKind, str | None]]:
    """(kind, key) of the requirements of which a goal runs or is reached."""
    return {
        (one.wording.kind, one.wording.key)
        for one in goals
        if one.wording.kind is not None and one.state is not GoalState.DROPPED
    }


def goal_for(reader: Account, goal_id: int) -> DevelopmentGoal | None:
    """One of the reader's own, or of somebody whose months they review."""
    return db.session.scalar(
        select(DevelopmentGoal)
        .join(Employment, Employment.id == DevelopmentGoal.employment_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .where(
            DevelopmentGoal.id == goal_id,
            or_(reachable(reader, Permission.REVIEW_MONTHS), Employment.person_id == reader.person_id),
        )
        .options(joinedload(DevelopmentGoal.employment).joinedload(Employment.person))
    )


def plans(
    reader: Account, state: GoalState | None = None, overdue_on: date | None = None
) -> Select[*tuple[Any, ...]]:
    """Goals within reach, but the reader's own: rows of (id, employment_id, state, due_on, says, source,
    name, latin_name, team).  `overdue_on`: only agreed ones that were due before that day."""
    statement = (
        select(
            DevelopmentGoal.id,
            DevelopmentGoal.employment_id,
            DevelopmentGoal.state,
            DevelopmentGoal.due_on,
            GoalWording.says,
            GoalWording.source,
            Person.name,
            Person.latin_name,
            Team.name.label("team"),
        )
        .select_from(DevelopmentGoal)
        .join(GoalWording, (GoalWording.goal_id == DevelopmentGoal.id) & _NEWEST)
        .join(Employment, Employment.id == DevelopmentGoal.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Team, Team.id == Post.team_id)
        .where(reachable(reader, Permission.REVIEW_MONTHS), Employment.person_id != reader.person_id)
    )
    if overdue_on is not None:
        return statement.where(DevelopmentGoal.state == GoalState.AGREED, DevelopmentGoal.due_on < overdue_on)
    return statement.where(DevelopmentGoal.state == state) if state else statement


def whole(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement.order_by(*PLAN_ORDER)).all()
