"""Whom a text means: by part of a name, by sound, despite a typing error, by phone, e-mail or résumé.

`search_gram` is asked for so many persons at most in each way; where fewer fit, their ids are all that
the page's own query needs. Where more fit, that query looks each row up instead, and finds a page full
soon, because so many fit. Nothing here ever reads all persons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from core import grams
from core.db import db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Application, Gram, Opening
from recruiting.queries.reach import reachable
from recruiting.states import GramKind

MOST = 2000
"""Persons who are named one by one in a query."""
MOST_COMPARED = 20_000
"""Persons of the longest of several words who are looked at for the others."""
MOST_ALIKE = 200
"""Persons of each way who are compared with what was typed, when nobody fits it exactly."""
ALIKE = 74
"""Of 100: from here on a name is near enough. Two of four letters swapped give 75."""
SHORTEST_HALF = 3


@dataclass(frozen=True)
class Way:
    """One way to mean somebody: pieces of a kind that begin so, or that are exactly so (`whole`), all
    of them. `needs`: what else the reader must be allowed to."""

    kind: GramKind
    starts: tuple[str, ...]
    whole: bool = False
    needs: Permission | None = None

    def rows(self) -> Select[Any]:
        """The ids of who is meant."""
        first, *others = self.starts
        found = select(Gram.person_id).where(Gram.kind == self.kind, self._is(Gram, first))
        if not others:
            return found
        some = found.limit(MOST_COMPARED).subquery()
        return select(some.c.person_id).where(*[self._has(some.c.person_id, other) for other in others])

    def of_each(self) -> ColumnElement[bool]:
        """Does it mean the application's own person?"""
        return and_(*[self._has(Application.person_id, start) for start in self.starts])

    def _has(self, person_id: Any, start: str) -> ColumnElement[bool]:
        one = aliased(Gram)
        return (
            exists()
            .where(one.person_id == person_id, one.kind == self.kind, self._is(one, start))
            .correlate_except(one)
        )

    def _is(self, gram: Any, start: str) -> ColumnElement[bool]:
        if self.whole:
            found: ColumnElement[bool] = gram.gram == start
            return found
        return and_(gram.gram >= start, gram.gram < grams.after(start))


@dataclass(frozen=True)
class Meant:
    """The ways in which a text means somebody, each with the ids found, or None where they are too
    many to name. `alike`: nobody fits exactly, these come near; the nearest first."""

    ways: tuple[tuple[Way, frozenset[int] | None], ...]
    alike: tuple[int, ...] = ()

    def condition(self, reader: Account) -> ColumnElement[bool]:
        """On Application, which the query must know."""
        found = [
            and_(way.of_each() if ids is None else named(ids), *_within(way, reader))
            for way, ids in self.ways
            if ids is None or ids
        ]
        if self.alike:
            found.append(named(self.alike))
        return or_(false(), *found)

    @property
    def is_common(self) -> bool:
        """Do more fit than can be named one by one?"""
        return any(ids is None for _way, ids in self.ways)

    def kind_of(self, person_id: int) -> GramKind | None:
        """By what this person is found, the name before all else; None for who only comes near."""
        return next((way.kind for way, ids in self.ways if ids is None or person_id in ids), None)


def named(ids: Iterable[int]) -> ColumnElement[bool]:
    """The application is one of these persons'."""
    return Application.person_id.in_(sorted(ids))


def _within(way: Way, reader: Account) -> list[ColumnElement[bool]]:
    """Contact and files count in those openings alone where the reader may see them."""
    if way.needs is None or None in reader.teams_for(way.needs):
        return []
    return [Application.opening_id.in_(select(Opening.id).where(reachable(reader, way.needs)))]


def meant(text: str, reader: Account) -> Meant:
    """Whom `text` means, for who looks: two statements at most, each of a few looks into one index."""
    ways = [way for way in ways_of(text) if way.needs is None or reader.may(way.needs)]
    if not ways:
        return Meant(())
    found: list[set[int]] = [set() for _ in ways]
    counted = [0] * len(ways)
    for number, person_id in db.session.execute(_first_of(ways, MOST + 1)):
        found[number].add(person_id)
        counted[number] += 1
    if not any(found):
        return Meant((), alike(text))
    return Meant(
        tuple(
            (way, None if many > MOST else frozenset(ids))
            for way, ids, many in zip(ways, found, counted, strict=True)
        )
    )


def _first_of(ways: Sequence[Way], most: int) -> Any:
    """(number of the way, person) of so many of each at most."""
    each = [way.rows().limit(most).subquery() for way in ways]
    return union_all(*[select(literal(number), one.c.person_id) for number, one in enumerate(each)])


def ways_of(text: str) -> list[Way]:
    """What the text may be: part of a name, the tail of a phone number, part of an e-mail address, words
    of a résumé."""
    ways = []
    if name := grams.squeezed(text):
        ways.append(Way(GramKind.NAME, (name,)))
        runs = _longest_first(grams.pieces(text))
        ways += [Way(GramKind.NAME, runs)] if len(runs) > 1 else []
    if number := _tail(text):
        ways.append(Way(GramKind.PHONE, (number[::-1],), needs=Permission.SEE_CONTACT))
    mail = grams.plain(text)[: grams.LONGEST]
    if " " not in mail and any(one.isalnum() and one.isascii() for one in mail) and len(mail) > 1:
        ways.append(Way(GramKind.MAIL, (mail,), needs=Permission.SEE_CONTACT))
    if said := [piece for run in grams.pieces(text) for piece in grams.of_run(run)]:
        ways.append(Way(GramKind.RESUME, _longest_first(said), whole=True, needs=Permission.SEE_FILES))
    return ways


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """The longest is the rarest, more often than not."""
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def _tail(text: str) -> str:
    number = grams.digits(text)
    only = all(one.isdecimal() or one in " +-()." for one in grams.plain(text))
    return number if only and len(number) >= grams.SHORTEST_TAIL else ""


def alike(text: str) -> tuple[int, ...]:
    """Who is called nearly so: the nearest first."""
    some = [one.limit(MOST_ALIKE).subquery() for one in _near(text)]
    if not some:
        return ()
    near = union_all(*[select(one.c.person_id) for one in some]).subquery()
    rows = db.session.execute(
        select(Person.id, Person.name, Person.latin_name).where(Person.id.in_(select(near.c.person_id)))
    ).all()
    scored = [(likeness(text, row.name, row.latin_name), row.id) for row in rows]
    return tuple(person_id for score, person_id in sorted(scored, reverse=True) if score >= ALIKE)


def _near(text: str) -> list[Select[Any]]:
    """Who might be called nearly so: by sound, with one letter wrong, or by one half of the name."""
    runs, name = grams.pieces(text), grams.squeezed(text)
    if grams.is_han(name):
        sounds = {"".join(one)[: grams.LONGEST] for one in grams.sounds("".join(runs))}
        return [Way(GramKind.NAME, (one,)).rows() for one in sorted(sounds)]
    found = []
    if wrong := set().union(*map(grams.misspellings, [name, *runs])):
        misspelt = select(Gram.person_id).where(Gram.kind == GramKind.MISSPELT)
        found.append(misspelt.where(Gram.gram.in_(sorted(wrong))))
    half = len(name) // 2
    if half >= SHORTEST_HALF and name.isalpha():
        found += [Way(GramKind.NAME, (part,)).rows() for part in (name[:half], name[-half:])]
    return found


def likeness(text: str, name: str, latin_name: str | None) -> float:
    """How near a name comes to what was typed, 0 to 100, by the best of its spellings."""
    wanted = grams.squeezed(text)
    spoken = [wanted]
    if grams.is_han(wanted):
        spoken += ["".join(one) for one in grams.sounds(wanted)]
    return max(
        fuzz.partial_ratio(typed, spelt) if len(typed) <= len(spelt) else fuzz.ratio(typed, spelt)
        for typed in spoken
        for spelt in _spellings(name, latin_name)
    )


def _spellings(name: str, latin_name: str | None) -> Iterable[str]:
    for one in (name, latin_name or ""):
        squeezed = grams.squeezed(one)
        if squeezed:
            yield squeezed
        words = grams.pieces(one)
        if len(words) > 1:
            yield "".join([*words[1:], words[0]])
        if grams.is_han(squeezed):
            for syllables in grams.sounds(squeezed):
                yield "".join(syllables)
                yield "".join([*syllables[1:], syllables[0]])
