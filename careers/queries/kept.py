"""Readiness as it is kept, for lists of thousands: what of it holds today, and who is to be judged anew."""

import hashlib
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from careers import states
from careers.models import KeptReadiness, LadderVersion, ReadinessChange
from careers.queries import certificates, classes, facts, ladder, standings
from careers.queries.standings import Standing, Wanted
from careers.queries.when import DAY
from careers.rules import readiness as rules
from careers.states import Verdict
from core import clock
from core.db import db
from people.models import Employment
from training.models import Exam, Programme
from training.queries import certificates as of_training
from training.queries import exams

_EVALUATOR = (states, rules, facts, standings, certificates, classes, ladder, exams, of_training)


_SAME_FOR_ALL = union_all(
    *(
        select(literal(one.__tablename__), cast(func.count(), String)).select_from(one)
        for one in (LadderVersion, Exam, Programme)
    ),
    classes.first_ends(),
)


def ground() -> str:
    """What is the same for everybody and decides how ready they are: the evaluator's own text, where days
    begin, how many versions of the ladder, exams and programmes there are, which only get more, and on which
    day the first class ends that leads to what a ladder asks for."""
    found = db.session.execute(_SAME_FOR_ALL, {DAY.key: clock.today()}).all()
    said = " ".join(f"{what} {value}" for what, value in sorted(found))
    return " ".join([_text(), clock.zone().key, hashlib.sha256(said.encode()).hexdigest()[:12]])


@cache
def _text() -> str:
    """Another one with every change of the evaluator: what was kept before it is judged anew."""
    found = hashlib.sha256()
    for module in _EVALUATOR:
        found.update(Path(str(module.__file__)).read_bytes())
    return found.hexdigest()[:12]


_TODAY, _GROUND = bindparam("today", type_=Date), bindparam("ground", type_=String)
IS_FRESH = and_(
    KeptReadiness.judged_on == _TODAY,
    KeptReadiness.ground == _GROUND,
    KeptReadiness.employment_id.not_in(select(ReadinessChange.employment_id)),
)
"""A condition on what is kept: does it hold today? It is asked with `as_of`."""
_IS_OLD = or_(
    KeptReadiness.judged_on < _TODAY,
    KeptReadiness.judged_on > _TODAY,
    and_(KeptReadiness.judged_on == _TODAY, KeptReadiness.ground < _GROUND),
    and_(KeptReadiness.judged_on == _TODAY, KeptReadiness.ground > _GROUND),
)
"""Judged on another day, or on another ground; in parts, as no index says what is not equal."""


def as_of(on: str) -> dict[str, Any]:
    """What to ask with. `on`: see `ground`."""
    return {"today": clock.today(), "ground": on}


def stale(wanted: Wanted, on: str, most: int | None = None) -> Sequence[Any]:
    """Rows of those wanted (see `standings.employed`) of whom nothing is kept that holds today; `most` of
    them, or all."""
    due = _due(wanted)
    return db.session.execute(due.limit(most) if most else due, as_of(on)).all()


@lru_cache(maxsize=100)
def _due(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """Everybody is kept or noted (`models.kept`)."""
    old = select(KeptReadiness.employment_id).where(_IS_OLD)
    due = Employment.id.in_(select(ReadinessChange.employment_id).union(old))
    return standings.employed(wanted).where(due).order_by(Employment.id)


def put(found: Sequence[Standing], on: str) -> None:
    """Keep what was found of people of whom nothing is kept."""
    if found:
        db.session.execute(insert(KeptReadiness), [row_of(one, on) for one in found])


def drop(employment_ids: Collection[int]) -> None:
    """Keep nothing of them any more, which notes them; their next levels may be others than before."""
    db.session.execute(delete(KeptReadiness).where(KeptReadiness.employment_id.in_(employment_ids)))


def forget_changes(employment_ids: Collection[int]) -> None:
    """Those that are there to be seen: what is not, because somebody is just writing it, stays."""
    db.session.execute(delete(ReadinessChange).where(ReadinessChange.employment_id.in_(employment_ids)))


def forget_who_left() -> None:
    """Whatever is kept or noted of whoever is employed no longer. Who comes back meanwhile is noted: each
    statement sees them employed, or does not see that note."""
    here = standings.employed().with_only_columns(Employment.id, maintain_column_froms=True)
    noted = select(ReadinessChange.employment_id).where(ReadinessChange.employment_id.not_in(here))
    db.session.execute(delete(KeptReadiness).where(KeptReadiness.employment_id.in_(noted)))
    db.session.execute(delete(ReadinessChange).where(ReadinessChange.employment_id.not_in(here)))


def _lost() -> Select[*tuple[Any, ...]]:
    return (
        standings.employed()
        .with_only_columns(Employment.id, maintain_column_froms=True)
        .where(
            Employment.id.not_in(select(KeptReadiness.employment_id)),
            Employment.id.not_in(select(ReadinessChange.employment_id)),
        )
    )


def lost() -> Sequence[int]:
    """Employments of whom nothing is kept and nothing noted, which should be none."""
    return db.session.scalars(_lost().order_by(Employment.id)).all()


def fresh(employment_ids: Collection[int], on: str) -> dict[tuple[int, int], dict[str, Any]]:
    """(employment, way) → what is kept of it, of those of whom it is said to hold today."""
    columns = KeptReadiness.__table__.columns
    rows = db.session.execute(
        select(*columns).where(KeptReadiness.employment_id.in_(employment_ids), IS_FRESH), as_of(on)
    )
    return {(row.employment_id, row.way): dict(row._mapping) for row in rows}


def drop_all() -> None:
    """Nothing is kept any more, and everybody who is employed is noted."""
    db.session.execute(delete(KeptReadiness))
    db.session.execute(insert(ReadinessChange).from_select(["employment_id"], _lost()))


def row_of(one: Standing, on: str) -> dict[str, Any]:
    return {
        "employment_id": one.row.employment_id,
        "way": one.way,
        "judged_on": one.facts.today,
        "ground": on,
        "is_listed": one.facts.level_since is not None,
        "name": one.row.name,
        "team_id": one.row.team_id,
        "level": one.row.level,
        "held": one.held,
        "version_id": one.version.id if one.version else None,
        "target": one.target.key if one.target else None,
        "readiness": one.outlook.readiness,
        "place": rules.place_of(one.outlook.readiness if one.target else None),
        "earliest": one.outlook.earliest,
        "set_by": one.outlook.set_by,
        "undated": list(one.outlook.undated),
        "met": one.outlook.counts[Verdict.MET],
    }
