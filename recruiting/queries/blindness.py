"""From whom a candidate's identity is hidden: in an opening that reviews blind everybody who has not looked
behind it, until the application has left the screening."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Label, String, and_, case, cast, literal, null, select
from sqlalchemy.orm import aliased

from core.db import db
from people.models import Account, Person
from people.readers import KEPT, Reader
from recruiting.models import Application, Opening, Stage, Unveiling, Visit
from recruiting.models.application import veil as called
from recruiting.states import StageKind


def is_hidden(reader: Account | Reader) -> ColumnElement[bool]:
    """A condition on Application: its person is hidden from `reader` now."""
    return _hidden_from(reader.id)


@lru_cache(KEPT)
def _hidden_from(account_id: int) -> ColumnElement[bool]:
    """Kept: every list asks it of every row, and putting it together takes longer than asking. Few openings
    review blind: which do is asked once, and of the rows of all others nothing more."""
    stands, stage, opening = aliased(Visit), aliased(Stage), aliased(Opening)
    blind = aliased(Opening)
    is_blind = Application.opening_id.in_(select(blind.id).where(blind.blind_review))
    looked = select(Unveiling.id).where(
        Unveiling.application_id == stands.application_id, Unveiling.account_id == account_id
    )
    stands_hidden = (
        select(stands.id)
        .join(stage, stage.id == stands.stage_id)
        .join(opening, and_(opening.id == stands.opening_id, opening.blind_review))
        .where(
            stands.application_id == Application.id,
            stands.left_at.is_(None),
            stage.kind == StageKind.SCREENING,
            ~looked.correlate(stands).exists(),
        )
        .correlate(Application)
        .exists()
    )
    return and_(is_blind, stands_hidden)


def names(reader: Account | Reader, person: Any = Person) -> tuple[Label[str], Label[str | None]]:
    """Columns `name` and `latin_name` of the application's person (`person`, where the query knows it under
    another name), as `reader` may know them. The query knows Application."""
    hidden, before, _number, after = is_hidden(reader), *called(0).partition("0")
    stand_in = literal(before) + cast(Application.id, String) + literal(after)
    return (
        case((hidden, stand_in), else_=person.name).label("name"),
        case((hidden, null()), else_=person.latin_name).label("latin_name"),
    )


def is_unknown(person_id: Any, reader: Account) -> ColumnElement[bool]:
    """A condition on a person's id: some application of theirs is reviewed blind by `reader`."""
    hidden = select(Application.id).where(Application.person_id == person_id, is_hidden(reader))
    return hidden.correlate_except(Application).exists()


def veil_applications(applications: Iterable[Application], reader: Account) -> None:
    """Mark on each whether its person is hidden from `reader`, in whatever visit it was come upon. Asks the
    database only where somebody reviews blind."""
    blind = [one for one in applications if one.opening.blind_review]
    query = select(Application.id).where(Application.id.in_([one.id for one in blind]), is_hidden(reader))
    hidden = frozenset(db.session.scalars(query)) if blind else frozenset()
    for one in blind:
        one.is_veiled = one.id in hidden


def veil(visits: Iterable[Visit], reader: Account) -> None:
    """Mark on the applications of `visits` (the latest of each) whether their person is hidden from
    `reader`. Asks the database only where somebody reviews blind."""
    visits = list(visits)
    blind = [one for one in visits if is_blind(one)]
    seen = _looked_at([one.application_id for one in blind], reader) if blind else frozenset()
    for visit in visits:
        visit.application.is_veiled = is_blind(visit) and visit.application_id not in seen


def looked(reader: Reader) -> ColumnElement[bool]:
    """A column beside Application: has `reader` looked behind its blind review?"""
    seen = select(Unveiling.id).where(
        Unveiling.application_id == Application.id, Unveiling.account_id == reader.id
    )
    return seen.correlate(Application).exists()


def is_blind(visit: Visit) -> bool:
    """Is this a standing visit that is reviewed blind?"""
    return visit.application.opening.blind_review and is_screening(visit)


def is_screening(visit: Visit) -> bool:
    """Does somebody stand in this visit, and is it one to a screening?"""
    return visit.left_at is None and visit.stage.kind is StageKind.SCREENING


def _looked_at(application_ids: Collection[int], reader: Account) -> frozenset[int]:
    looked = select(Unveiling.application_id).where(
        Unveiling.account_id == reader.id, Unveiling.application_id.in_(application_ids)
    )
    return frozenset(db.session.scalars(looked))


def has_looked(application_id: int, account: Account) -> bool:
    """Has this account looked behind the blind review of this application?"""
    return application_id in _looked_at([application_id], account)
