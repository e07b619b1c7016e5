"""What is asked about check-ins. What a side handed in is told to the other once both have."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from careers.models import CheckIn, Competency, LadderLevel
from careers.queries.reach import reachable
from careers.rules.check_ins import Pair, Ratings, side_by_side
from careers.states import Side
from core.db import db
from people.models import Account, Employment, Post
from people.permissions import Permission


def of_person(employment_id: int) -> Sequence[CheckIn]:
    """Latest first."""
    return db.session.scalars(
        select(CheckIn)
        .where(CheckIn.employment_id == employment_id)
        .order_by(CheckIn.id.desc())
        .options(joinedload(CheckIn.version))
    ).all()


def open_one(employment_id: int) -> CheckIn | None:
    return db.session.scalar(
        select(CheckIn).where(
            CheckIn.employment_id == employment_id,
            CheckIn.closed_at.is_(None),
            CheckIn.called_off_at.is_(None),
        )
    )


def check_in_for(reader: Account, check_in_id: int) -> CheckIn | None:
    """The reader's own, or of somebody whose months they review."""
    return db.session.scalar(
        select(CheckIn)
        .join(Employment, Employment.id == CheckIn.employment_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .where(
            CheckIn.id == check_in_id,
            or_(reachable(reader, Permission.REVIEW_MONTHS), Employment.person_id == reader.person_id),
        )
        .options(joinedload(CheckIn.employment).joinedload(Employment.person))
    )


def level_of(one: CheckIn) -> LadderLevel:
    level = one.version.level(one.level)
    assert level is not None, "a published level stays in its version"
    return level


def competencies(one: CheckIn) -> Sequence[Competency]:
    return level_of(one).competencies


def competency_of(employment_id: int, check_in_id: int | None, key: str) -> Competency | None:
    """One that was compared in a check-in of somebody; None where none was."""
    one = db.session.get(CheckIn, check_in_id) if check_in_id else None
    if one is None or one.employment_id != employment_id or one.closed_at is None:
        return None
    return next((each for each in competencies(one) if each.key == key), None)


def compared(one: CheckIn) -> list[Pair]:
    """Both sides beside each other; nothing while one of them is missing."""
    own, lead = one.sheet_of(Side.EMPLOYEE), one.sheet_of(Side.LEAD)
    if own is None or lead is None:
        return []
    keys = [each.key for each in competencies(one)]
    return side_by_side(keys, ratings_of(one, Side.EMPLOYEE), ratings_of(one, Side.LEAD))


def ratings_of(one: CheckIn, side: Side) -> Ratings:
    sheet = one.sheet_of(side)
    return {each.competency: (each.rating, each.note or "") for each in sheet.ratings} if sheet else {}
