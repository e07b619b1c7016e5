"""Who is asked about as perhaps one person, for those who are written in bulk: what `duplicates.look` finds
for each as they come. Phones and mailboxes of the stories are nobody else's, so names alone count."""

from collections import defaultdict, deque
from collections.abc import Iterable

from sqlalchemy import select

from core.db import db
from people.models import Person
from recruiting.duplicates import MOST_NAMESAKES
from recruiting.models import Gram
from recruiting.queries.duplicates import MOST_SUSPECTS
from recruiting.queries.namesakes import are_homophones
from recruiting.states import GramKind

OF_NAMES = "name:"


class Namesakes:
    """The latest bearers of each whole name, as many as are looked at, those who are here already first."""

    def __init__(self) -> None:
        self._bearers: defaultdict[str, deque[tuple[int, str]]] = defaultdict(
            lambda: deque(maxlen=MOST_SUSPECTS)
        )
        wanted = select(Gram.gram, Person.id, Person.name).join(Person, Person.id == Gram.person_id)
        keys = (Gram.kind == GramKind.SAME, Gram.gram.startswith(OF_NAMES))
        for key, person, name in db.session.execute(wanted.where(*keys).order_by(Person.id)):
            self._bearers[key].append((person, name))

    def meet(self, person: int, name: str, pieces: Iterable[tuple[GramKind, str]]) -> list[int]:
        """Enter somebody who comes now; returns who of those before may be the same."""
        keys = [key for kind, key in pieces if kind is GramKind.SAME and key.startswith(OF_NAMES)]
        rows = sorted((row for key in keys for row in self._bearers[key]), reverse=True)[:MOST_SUSPECTS]
        found = dict.fromkeys(other for other, called in rows if not are_homophones(name, called))
        for key in keys:
            self._bearers[key].append((person, name))
        return list(found)[:MOST_NAMESAKES]
