"""Who bears the same whole name."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from core import grams
from core.db import db
from people.models import Person
from recruiting.models import Gram, Suspicion
from recruiting.states import GramKind

MOST_BEARERS = 4
"""Of a name that more bear, nothing is asked where many come in at once: it tells nobody apart."""


def keys_of(person_ids: Collection[int], *kinds: str) -> Sequence[tuple[int, str]]:
    """(person, key) of what these persons share with whoever is the same; of the `kinds` of keys before
    their colon, see indexing.same_of. Step by step and never one large join: a database that has counted
    nothing yet would begin that with everybody."""
    rows = db.session.execute(
        select(Gram.person_id, Gram.gram).where(
            Gram.person_id.in_(person_ids), Gram.kind == GramKind.SAME, or_(*map(_of_kind, kinds))
        )
    )
    return [(person_id, key) for person_id, key in rows]


def _of_kind(kind: str) -> ColumnElement[bool]:
    return and_(Gram.gram > f"{kind}:", Gram.gram < f"{kind};")


def bearers_of(keys: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Key → (person, name) of everybody who has it."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if keys:
        rows = db.session.execute(
            select(Gram.gram, Person.id, Person.name)
            .join(Person, Person.id == Gram.person_id)
            .where(Gram.kind == GramKind.SAME, Gram.gram.in_(sorted(keys)))
        )
        for key, person_id, name in rows:
            found[key].append((person_id, name))
    return found


def namesakes(person_ids: Collection[int]) -> list[tuple[int, int]]:
    """Who else has the whole name of one of these persons: (person, other), each pair once."""
    mine = keys_of(person_ids, "name")
    bearers = bearers_of(_rare({key for _person, key in mine}))
    names = {person_id: name for found in bearers.values() for person_id, name in found}
    pairs = {
        (min(one, other), max(one, other))
        for one, key in mine
        for other, called in bearers.get(key, ())
        if other != one and not are_homophones(names[one], called)
    }
    return sorted(pairs)


def _rare(keys: Collection[str]) -> Sequence[str]:
    """Those of the keys that at most MOST_BEARERS have, and more than one."""
    if not keys:
        return []
    counted = select(Gram.gram).where(Gram.kind == GramKind.SAME, Gram.gram.in_(sorted(keys)))
    several = counted.group_by(Gram.gram).having(func.count().between(2, MOST_BEARERS))
    return db.session.scalars(several).all()


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
