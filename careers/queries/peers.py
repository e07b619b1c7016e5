"""Closed months beside those of comparable colleagues. Whoever reads, all colleagues of a team are counted:
what is told of them is a median."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from careers.models import ReviewRevision
from careers.queries.reviews import STANDS, held_at_end
from careers.rules.peers import SCORE, Comparison, Group, Peer, compared, tenure
from core.db import db
from people.models import Duty, Employment, Post
from people.states import DutyStatus, EmploymentKind


def comparisons(month: date, team_ids: Collection[int]) -> dict[int, Comparison]:
    """Employment → their month beside those of comparable colleagues, of all in some teams who have it
    closed; one statement."""
    on_duty_since = (
        select(func.min(Duty.since))
        .where(Duty.employment_id == Employment.id, Duty.status == DutyStatus.ON_DUTY)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Employment.id, Post.team_id, Post.level, Post.shift, Post.kind,
            ReviewRevision.score, ReviewRevision.lines, ReviewRevision.counts,
            on_duty_since.label("on_duty_since"),
        )
        .select_from(Employment)
        .join(Post, (Post.employment_id == Employment.id) & held_at_end(month))
        .join(ReviewRevision, ReviewRevision.employment_id == Employment.id)
        .where(Post.team_id.in_(team_ids), ReviewRevision.month == month, STANDS)
    )  # fmt: skip
    return compared(_peer(row, month) for row in rows)


def comparison(employment_id: int, month: date) -> Comparison | None:
    """Of one person; None where the month is not closed."""
    teams = select(Post.team_id).where(Post.employment_id == employment_id, held_at_end(month))
    return comparisons(month, db.session.scalars(teams).all()).get(employment_id)


def _peer(row: Any, month: date) -> Peer:
    kind = row.kind or EmploymentKind.PERMANENT
    group = Group(row.team_id, row.level, row.shift, kind, tenure(row.on_duty_since, month))
    figures = {key: Decimal(line["figure"]) for key, line in row.lines.items() if line["figure"] is not None}
    return Peer(row.id, group, {**figures, SCORE: row.score}, row.counts)
