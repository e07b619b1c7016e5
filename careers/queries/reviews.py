"""What is asked about monthly reviews."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from careers.models import ReviewAppeal, ReviewFormula, ReviewRevision
from careers.queries import entering, formulas
from careers.queries.facts import days_worked, duties
from careers.queries.reach import last_post, reachable
from careers.states import AppealState, FigureSource
from core.db import db
from core.months import last_day, month_of
from core.record import Entry
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.states import DutyStatus

_later = aliased(ReviewRevision)
STANDS = ~(
    select(_later.id)
    .where(
        _later.employment_id == ReviewRevision.employment_id,
        _later.month == ReviewRevision.month,
        _later.number > ReviewRevision.number,
    )
    .exists()
)


def standing(employment_id: int, month: date) -> ReviewRevision | None:
    """What a closed month comes to; None while it is open."""
    return db.session.scalar(
        select(ReviewRevision)
        .where(ReviewRevision.employment_id == employment_id, ReviewRevision.month == month)
        .order_by(ReviewRevision.number.desc())
        .limit(1)
        .options(joinedload(ReviewRevision.formula, innerjoin=True))
    )


def revisions(employment_id: int, month: date) -> Sequence[Any]:
    """Every revision of a month, first to last: rows of (number, score, closed_at, comment, reason,
    actor)."""
    return db.session.execute(
        select(
            ReviewRevision.number, ReviewRevision.score, ReviewRevision.lines, ReviewRevision.closed_at,
            ReviewRevision.comment, Entry.reason, Person.name.label("actor"),
        )
        .join(Entry, Entry.id == ReviewRevision.entry_id)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ReviewRevision.employment_id == employment_id, ReviewRevision.month == month)
        .order_by(ReviewRevision.number)
    ).all()  # fmt: skip


def months_of(employment_id: int) -> Sequence[ReviewRevision]:
    """The closed months of somebody as they stand, oldest first."""
    return db.session.scalars(
        select(ReviewRevision)
        .where(ReviewRevision.employment_id == employment_id, STANDS)
        .order_by(ReviewRevision.month)
    ).all()


class Measured(NamedTuple):
    """A figure of somebody's month that stands."""

    figure: Decimal
    source: FigureSource
    number: int


def figures(employment_ids: Collection[int], month: date) -> dict[int, dict[str, Measured]]:
    """Employment → indicator → the figure of the month that stands; nothing where it was taken back."""
    return {
        who: {
            key: Measured(last.figure, last.source, last.number)
            for key, last in own.items()
            if last.figure is not None and last.source is not None
        }
        for who, own in entering.newest(employment_ids, month).items()
    }


def post_on(employment_id: int, day: date) -> Post | None:
    """The post held on a day, or last before it; before the first one, that one."""
    held = select(Post).where(Post.employment_id == employment_id)
    begun = held.where(Post.since <= day)
    return db.session.scalar(begun.order_by(Post.id.desc()).limit(1)) or db.session.scalar(
        held.order_by(Post.since, Post.id).limit(1)
    )


def formula_for(employment_id: int, month: date) -> ReviewFormula | None:
    """What a month of somebody is measured by: by the post that they held at its end."""
    post = post_on(employment_id, last_day(month))
    return formulas.holding(formulas.formulas(), post.level, post.team_id, month) if post else None


def days_worked_in(employment_id: int, month: date) -> int:
    return days_worked(duties([employment_id])[employment_id], month)


def on_duty_in(month: date) -> ColumnElement[bool]:
    """A condition on Employment: on duty on some day of a month."""
    return exists(
        select(Duty.id).where(
            Duty.employment_id == Employment.id,
            Duty.status == DutyStatus.ON_DUTY,
            Duty.since <= last_day(month),
            or_(Duty.until.is_(None), Duty.until > month_of(month)),
        )
    )


def held_at_end(month: date) -> ColumnElement[bool]:
    """A condition on Post: the one held at the end of a month, of who left in it the last one."""
    last, later = last_day(month), aliased(Post)
    is_last = ~exists(select(later.id).where(later.employment_id == Post.employment_id, later.id > Post.id))
    left = and_(Post.until > month_of(month), Post.until <= last, is_last)
    return and_(Post.since <= last, or_(Post.until.is_(None), Post.until > last, left))


def of_month(
    reader: Account, month: date, team_id: int | None, permission: Permission = Permission.REVIEW_MONTHS
) -> Select[*tuple[Any, ...]]:
    """Who was on duty in a month, within reach of `reader` for reviewing, or another `permission`: rows of
    (employment_id, person_id, name, latin_name, team_id, team, level, kind, ended_on), by the post held at
    the end of the month, or last in it."""
    statement = (
        select(
            Employment.id.label("employment_id"), Person.id.label("person_id"), Person.name,
            Person.latin_name,
            Post.team_id, Team.name.label("team"), Post.level, Post.kind,
            Employment.ended_on,
        )
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & held_at_end(month))
        .join(Team, Team.id == Post.team_id)
        .where(on_duty_in(month), reachable(reader, permission))
    )  # fmt: skip
    if team_id:
        statement = statement.where(Post.team_id == team_id)
    return statement.order_by(Person.name, Employment.id)


def rows(statement: Select[*tuple[Any, ...]], most: int | None = None) -> Sequence[Any]:
    return db.session.execute(statement.limit(most)).all()


def closed_in(employment_ids: Collection[int], month: date) -> dict[int, ReviewRevision]:
    """Employment → the month as it stands, of those who have it closed."""
    found = db.session.scalars(
        select(ReviewRevision).where(
            ReviewRevision.employment_id.in_(employment_ids), ReviewRevision.month == month, STANDS
        )
    )
    return {one.employment_id: one for one in found}


def employments(ids: Collection[int]) -> dict[int, Employment]:
    found = db.session.scalars(
        select(Employment).where(Employment.id.in_(ids)).options(joinedload(Employment.person))
    )
    return {one.id: one for one in found}


def employment(employment_id: int) -> Employment:
    return db.session.get_one(Employment, employment_id)


def names_in_reach(reader: Account) -> Sequence[Any]:
    """Whom a file can speak of, who has left by now as well: rows of (employment_id, name, latin_name, email,
    started_on, ended_on)."""
    statement = (
        select(
            Employment.id.label("employment_id"), Person.name, Person.latin_name, Person.email,
            Employment.started_on, Employment.ended_on,
        )
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .where(reachable(reader, Permission.REVIEW_MONTHS))
    )  # fmt: skip
    return db.session.execute(statement).all()


def open_appeal(employment_id: int, month: date) -> ReviewAppeal | None:
    return db.session.scalar(
        select(ReviewAppeal).where(
            ReviewAppeal.employment_id == employment_id,
            ReviewAppeal.month == month,
            ReviewAppeal.state == AppealState.OPEN,
        )
    )


def appeals(employment_id: int, month: date) -> Sequence[ReviewAppeal]:
    return db.session.scalars(
        select(ReviewAppeal)
        .where(ReviewAppeal.employment_id == employment_id, ReviewAppeal.month == month)
        .order_by(ReviewAppeal.id)
    ).all()


def appeal(appeal_id: int) -> ReviewAppeal | None:
    return db.session.get(ReviewAppeal, appeal_id)


def open_appeals(reader: Account) -> Sequence[Any]:
    """Appeals that await an answer, within reach, of who has left as well: rows of (employment_id, month,
    appealed_at, name, latin_name), longest first."""
    return db.session.execute(
        select(
            ReviewAppeal.employment_id, ReviewAppeal.month, ReviewAppeal.appealed_at, Person.name,
            Person.latin_name,
        )
        .join(Employment, Employment.id == ReviewAppeal.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .where(ReviewAppeal.state == AppealState.OPEN, reachable(reader, Permission.REVIEW_MONTHS))
        .order_by(ReviewAppeal.appealed_at)
        .limit(50)
    ).all()  # fmt: skip


def last_over(day: date) -> date:
    """The last month that is over on a day."""
    return month_of(month_of(day) - timedelta(days=1))
