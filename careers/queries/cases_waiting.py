"""Promotions that wait on somebody: cases to decide, cases to send in again, trials that are over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from careers.models import LevelAct, PromotionCase
from careers.queries.reach import reachable
from careers.states import ActKind, CaseState
from core import clock
from core.db import db
from people.models import Account, Employment, Person, Post
from people.permissions import Permission


class WaitingCase(NamedTuple):
    """`kind`: "decide" and "send in" are about the case, "trial" about the employment of `number`."""

    since: datetime
    kind: str
    number: int
    name: str
    latin_name: str | None


def waiting_on(reader: Account) -> Sequence[WaitingCase]:
    """Oldest first; in two statements however many they are."""
    found = [
        WaitingCase(
            row.opened_at,
            "decide" if row.state is CaseState.OPEN else "send in",
            *(row.id, row.name, row.latin_name),
        )
        for row in db.session.execute(_cases(reader))
    ]
    found += [
        WaitingCase(clock.day_end(row.acting_until), "trial", row.employment_id, row.name, row.latin_name)
        for row in db.session.execute(_trials(reader))
    ]
    return sorted(found)


def _cases(reader: Account) -> Select[*tuple[Any, ...]]:
    """Open ones that the reader may decide, and those that were returned to them."""
    decides = (
        (PromotionCase.state == CaseState.OPEN)
        & (PromotionCase.nominated_by_id != reader.id)
        & (Employment.person_id != reader.person_id)
        & reachable(reader, Permission.DECIDE_PROMOTIONS)
    )
    returned = (PromotionCase.state == CaseState.RETURNED) & (PromotionCase.nominated_by_id == reader.id)
    columns = (PromotionCase.id, PromotionCase.state, PromotionCase.opened_at, Person.name, Person.latin_name)
    return (
        select(*columns)
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .where(or_(decides, returned))
    )


def _trials(reader: Account) -> Select[*tuple[Any, ...]]:
    """Whose last act is a trial that is over, and who was neither confirmed nor sent back."""
    later = aliased(LevelAct)
    act_since = select(later.id).where(later.employment_id == LevelAct.employment_id, later.id > LevelAct.id)
    return (
        select(LevelAct.employment_id, LevelAct.acting_until, Person.name, Person.latin_name)
        .join(Employment, Employment.id == LevelAct.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .where(
            LevelAct.kind == ActKind.ACTING,
            LevelAct.acting_until < clock.today(),
            Employment.person_id != reader.person_id,
            reachable(reader, Permission.DECIDE_PROMOTIONS),
            ~act_since.exists(),
        )
    )
