"""What entering figures for many has to know, a few statements for all of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, true

from careers.models import ReviewFigure, ReviewFormula, ReviewImport, ReviewRevision
from careers.queries import formulas
from careers.queries.reach import reachable
from careers.states import FigureSource
from core.db import db
from core.months import last_day
from people.models import Account, Employment, Person, Post
from people.permissions import Permission
from people.states import EmploymentKind


def people(employment_ids: Collection[int]) -> dict[int, int]:
    """Employment → person."""
    found = db.session.execute(
        select(Employment.id, Employment.person_id).where(Employment.id.in_(employment_ids))
    )
    return {row.id: row.person_id for row in found}


def formulas_for(employment_ids: Collection[int], month: date) -> dict[int, ReviewFormula | None]:
    """Employment → what a month of theirs is measured by, as `reviews.formula_for` answers for one: by the
    post held at its end, before the first one by that."""
    among = formulas.formulas()
    known: dict[tuple[str, int], ReviewFormula | None] = {}
    found: dict[int, ReviewFormula | None] = dict.fromkeys(employment_ids)
    for one, post in posts_on(employment_ids, last_day(month)).items():
        place = (post.level, post.team_id)
        if place not in known:
            known[place] = formulas.holding(among, *place, month)
        found[one] = known[place]
    return found


class PostOn(NamedTuple):
    level: str
    team_id: int
    kind: EmploymentKind | None


def posts_on(employment_ids: Collection[int], day: date) -> dict[int, PostOn]:
    """Employment → the post held on a day, or last before it; before the first one, that."""
    rows = db.session.execute(
        select(Post.employment_id, Post.level, Post.team_id, Post.kind, Post.since)
        .where(Post.employment_id.in_(employment_ids))
        .order_by(Post.since, Post.id)
    )
    found: dict[int, PostOn] = {}
    for row in rows:
        if row.since <= day or row.employment_id not in found:
            found[row.employment_id] = PostOn(row.level, row.team_id, row.kind)
    return found


class Last(NamedTuple):
    """The last figure entered; None: it was taken back, or there never was one."""

    number: int
    figure: Decimal | None
    source: FigureSource | None


NEVER = Last(0, None, None)


def newest(employment_ids: Collection[int], month: date) -> dict[int, dict[str, Last]]:
    """Employment → indicator → the last figure entered."""
    one = ReviewFigure
    rows = db.session.execute(
        select(one.employment_id, one.key, one.number, one.figure, one.source)
        .where(one.employment_id.in_(employment_ids), one.month == month)
        .order_by(one.number)
    )
    found: dict[int, dict[str, Last]] = defaultdict(dict)
    for who, key, number, figure, source in rows:
        found[who][key] = Last(number, figure, source)
    return found


def closed(employment_ids: Collection[int], month: date) -> set[int]:
    """Who of these has the month closed."""
    return set(
        db.session.scalars(
            select(ReviewRevision.employment_id)
            .where(ReviewRevision.employment_id.in_(employment_ids), ReviewRevision.month == month)
            .distinct()
        )
    )


def reviewed_by(reader: Account, employment_ids: Collection[int]) -> set[int]:
    """Whom of these `reader` reviews, by the last post that they held."""
    last = (
        select(func.max(Post.id)).where(Post.employment_id.in_(employment_ids)).group_by(Post.employment_id)
    )
    return set(
        db.session.scalars(
            select(Post.employment_id).where(Post.id.in_(last), reachable(reader, Permission.REVIEW_MONTHS))
        )
    )


def names(employment_ids: Collection[int]) -> dict[int, str]:
    """Employment → the person's name."""
    found = db.session.execute(
        select(Employment.id, Person.name)
        .join(Person, Person.id == Employment.person_id)
        .where(Employment.id.in_(employment_ids))
    )
    return {row.id: row.name for row in found}


def imports(reader: Account) -> Select[*tuple[Any, ...]]:
    """The files that `reader` took in, and all of them for who reviews everybody, newest first: rows of (id,
    name, taken_at, entered, corrected, undone_at, account)."""
    teams = reader.teams_for(Permission.REVIEW_MONTHS)
    mine = true() if None in teams else ReviewImport.account_id == reader.id
    return (
        select(
            ReviewImport.id,
            ReviewImport.name,
            ReviewImport.taken_at,
            ReviewImport.entered,
            ReviewImport.corrected,
            ReviewImport.undone_at,
            Person.name.label("account"),
        )
        .join(Account, Account.id == ReviewImport.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(mine)
        .order_by(ReviewImport.taken_at.desc(), ReviewImport.id.desc())
    )


def reached(reader: Account, import_id: int) -> ReviewImport | None:
    """A file that `reader` may undo."""
    within = imports(reader).with_only_columns(ReviewImport.id).order_by(None)
    return db.session.scalar(
        select(ReviewImport).where(ReviewImport.id == import_id, ReviewImport.id.in_(within))
    )
