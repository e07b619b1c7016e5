"""Which training is offered to whom: what fits the indicators in which a closed month falls short."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from careers.models import FittingTraining, ReviewRevision
from careers.queries.review_sheet import SheetRow
from careers.rules.offers import short_of
from careers.states import FitKind
from core.db import Words, db
from training.models import Material, MaterialReceipt, MaterialVersion, Module, ProgrammeVersion
from training.queries import recurrent


@dataclass(frozen=True)
class Offered:
    """One training. `title`: words in each language, or a topic; `texts`: what is to be read, with when it
    was; `sessions`: those to come."""

    kind: FitKind
    title: Words | str
    texts: Sequence[Any] = ()
    sessions: Sequence[Any] = ()


@dataclass(frozen=True)
class Offer:
    """What is offered for one indicator, and how many points it had."""

    key: str
    name: Words
    points: Decimal
    trainings: Sequence[Offered] = field(default_factory=tuple)


def any_ever() -> bool:
    """Was anything ever offered, be it withdrawn since?"""
    return db.session.scalar(select(FittingTraining.id).limit(1)) is not None


def fits() -> Sequence[FittingTraining]:
    """What is offered now, by indicator."""
    return db.session.scalars(
        select(FittingTraining)
        .where(FittingTraining.withdrawn_at.is_(None))
        .order_by(FittingTraining.indicator, FittingTraining.id)
    ).all()


def fit(fit_id: int) -> FittingTraining | None:
    return db.session.get(FittingTraining, fit_id)


def modules() -> dict[tuple[int, str], Words]:
    """(programme, key) → what a module of its newest version is called, in their order."""
    newest = select(func.max(ProgrammeVersion.id)).group_by(ProgrammeVersion.programme_id)
    rows = db.session.execute(
        select(ProgrammeVersion.programme_id, Module.key, Module.name)
        .join(Module, Module.programme_version_id == ProgrammeVersion.id)
        .where(ProgrammeVersion.id.in_(newest))
        .order_by(ProgrammeVersion.programme_id, Module.position)
    )
    return {(row.programme_id, row.key): row.name for row in rows}


def texts(person_id: int | None = None) -> Sequence[Any]:
    """What is read now, newest versions: rows of (id, title, material_id, programme_id, module_key, read_at:
    when that person read it)."""
    newest = (
        select(func.max(MaterialVersion.number))
        .where(MaterialVersion.material_id == Material.id)
        .correlate(Material)
        .scalar_subquery()
    )
    its = (MaterialReceipt.material_version_id == MaterialVersion.id) & (
        MaterialReceipt.person_id == person_id
    )
    return db.session.execute(
        select(
            MaterialVersion.id,
            MaterialVersion.title,
            MaterialVersion.material_id,
            Material.programme_id,
            Material.module_key,
            MaterialReceipt.read_at,
        )
        .join(Material, Material.id == MaterialVersion.material_id)
        .outerjoin(MaterialReceipt, its)
        .where(Material.retired_at.is_(None), MaterialVersion.number == newest)
        .order_by(Material.id)
    ).all()


def titles(of: Collection[FittingTraining]) -> dict[int, Words | str]:
    """Fit → what it is called; nothing for a module or a text that is no longer there."""
    named, read = modules(), {row.material_id: row.title for row in texts()}
    found: dict[int, Words | str | None] = {}
    for one in of:
        if one.kind is FitKind.MODULE:
            found[one.id] = named.get((one.programme_id or 0, one.module_key or ""))
        else:
            found[one.id] = read.get(one.material_id or 0) if one.kind is FitKind.MATERIAL else one.topic
    return {key: title for key, title in found.items() if title is not None}


def offered_to(person_id: int, closed: ReviewRevision, today: date) -> list[Offer]:
    """What is offered to somebody for a closed month: with when they read it, and the sessions for them."""
    short: dict[str, list[Any]] = short_of(closed.lines, fits())
    wanted = [one for of_key in short.values() for one in of_key]
    if not wanted:
        return []
    called, known = titles(wanted), texts(person_id)
    sessions = recurrent.of_person(person_id, today)
    names = {one.key: one.name for one in closed.formula.indicators}
    return [
        Offer(
            key,
            names[key],
            Decimal(closed.lines[key]["points"]),
            [_offered(one, called[one.id], known, sessions) for one in of_key if one.id in called],
        )
        for key, of_key in short.items()
    ]


def _offered(
    one: FittingTraining, title: Words | str, known: Sequence[Any], sessions: Sequence[Any]
) -> Offered:
    if one.kind is FitKind.SESSION:
        words = str(title).lower()
        return Offered(one.kind, title, sessions=[row for row in sessions if words in row.topic.lower()])
    of_module = (one.programme_id, one.module_key)
    fitting = [
        row
        for row in known
        if one.material_id == row.material_id or of_module == (row.programme_id, row.module_key)
    ]
    return Offered(one.kind, title, texts=fitting)


@dataclass(frozen=True)
class Short:
    """Somebody whose closed month falls short: `offers`, without what they have read of them."""

    row: Any
    offers: Sequence[Offer]


def falling_short(rows: Sequence[SheetRow]) -> list[Short]:
    """Those of a sheet to whom something is offered; as many statements however many they are."""
    known = fits()
    called = titles(known) if known else {}
    found = []
    for one in rows:
        short: dict[str, list[Any]] = short_of(one.closed.lines, known) if one.closed else {}
        if one.closed and short:
            found.append(Short(one.row, [_plainly(key, of, one.closed, called) for key, of in short.items()]))
    return found


def _plainly(
    key: str, of_key: Sequence[FittingTraining], closed: ReviewRevision, called: Mapping[int, Words | str]
) -> Offer:
    name = next(one.name for one in closed.formula.indicators if one.key == key)
    trainings = [Offered(one.kind, called[one.id]) for one in of_key if one.id in called]
    return Offer(key, name, Decimal(closed.lines[key]["points"]), trainings)
