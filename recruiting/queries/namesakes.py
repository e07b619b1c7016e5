"""Who bears the same whole name."""

from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from core import grams
from core.db import db
from people.models import Person
from recruiting.models import Gram, Suspicion
from recruiting.states import GramKind

MOST_BEARERS = 4
"""Of a name that more bear, nothing is asked where many come in at once: it tells nobody apart."""


def namesakes(person_ids: Collection[int]) -> list[tuple[int, int]]:
    """Who else has the whole name of one of these persons: (person, other), each pair once."""
    mine, theirs = aliased(Gram), aliased(Gram)
    me, other = aliased(Person), aliased(Person)
    bearers = aliased(Gram)
    rare = (
        select(bearers.gram)
        .where(
            bearers.kind == GramKind.SAME,
            bearers.gram.in_(
                select(mine.gram).where(
                    mine.kind == GramKind.SAME,
                    mine.person_id.in_(person_ids),
                    mine.gram.startswith("name:"),
                )
            ),
        )
        .group_by(bearers.gram)
        .having(func.count() <= MOST_BEARERS)
    )
    rows = db.session.execute(
        select(me.id, other.id, me.name, other.name)
        .join(mine, and_(mine.person_id == me.id, mine.kind == GramKind.SAME))
        .join(theirs, and_(theirs.kind == GramKind.SAME, theirs.gram == mine.gram))
        .join(other, other.id == theirs.person_id)
        .where(me.id.in_(person_ids), mine.gram.in_(rare), other.id != me.id)
    )
    pairs = {
        (min(one, two), max(one, two)) for one, two, name, called in rows if not are_homophones(name, called)
    }
    return sorted(pairs)


def noted(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the pairs about whom it was asked before."""
    firsts = {first for first, _second in pairs}
    rows = db.session.execute(
        select(Suspicion.first_id, Suspicion.second_id).where(Suspicion.first_id.in_(firsts))
    )
    return {(first, second) for first, second in rows} & set(pairs)


def are_homophones(one: str, other: str) -> bool:
    """Two Chinese names that only sound alike are two names, though their Latin letters are the same."""
    return grams.is_han(one) and grams.is_han(other) and grams.squeezed(one) != grams.squeezed(other)
