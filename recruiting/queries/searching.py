"""Whom a text means: by part of a name, by sound, despite a typing error, by phone, e-mail or résumé.

`search_gram` is asked for so many persons at most in each way; where fewer fit, their ids are all that
the page's own query needs. Where more fit, that query looks each row up instead, and finds a page full
soon, because so many fit. Nothing here ever reads all persons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    false,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from core import grams
from core.among import among
from core.db import db, escaped
from people.models import Account, Person
from people.permissions import Permission
from people.readers import KEPT
from recruiting.models import Application, Gram, Newcomer, Opening
from recruiting.queries.reach import reachable
from recruiting.states import GramKind

MOST = 3000
"""Persons who are named one by one in a query."""
MOST_COMPARED = 20_000
"""Persons who are looked at to see whether there are many."""
MOST_WORDS = 8
"""Words of what was typed that are looked for; a sentence is no search."""
MOST_ALIKE = 200
"""Persons of each way who are compared with what was typed, when nobody fits it exactly."""
ALIKE = 74
"""Of 100: from here on a name is near enough. Two of four letters swapped give 75."""
SHORTEST_HALF = 3


OF_NEWCOMERS = {GramKind.NAME: "names", GramKind.PHONE: "phone", GramKind.MAIL: "mail"}
"""Where those stand who are not entered yet; see `Newcomer`."""
LIES = {GramKind.NAME: "%{}%", GramKind.PHONE: "{}%", GramKind.MAIL: "%\n{}%"}


@dataclass(frozen=True)
class Part:
    """Pieces of a kind that begin so, or that are exactly so (`whole`)."""

    kind: GramKind
    start: str
    whole: bool = False

    def rows(self) -> Select[Any]:
        """The ids of who has such a piece."""
        return select(Gram.person_id).where(Gram.kind == self.kind, self._is(Gram))

    def of(self, person_id: Any) -> ColumnElement[bool]:
        """Has the person of this id (a column) such a piece?"""
        one, other = aliased(Gram), aliased(Newcomer)
        has = exists().where(one.person_id == person_id, one.kind == self.kind, self._is(one))
        if self.kind not in OF_NEWCOMERS:
            return has.correlate_except(one)
        will_have = exists().where(
            other.person_id == person_id,
            getattr(other, OF_NEWCOMERS[self.kind]).like(self.within, escape="\\"),
        )
        return or_(has.correlate_except(one), will_have.correlate_except(other))

    @property
    def within(self) -> str:
        """For LIKE: where such a piece lies in what newcomers are found by."""
        return LIES[self.kind].format(escaped(self.start))

    def _is(self, gram: Any) -> ColumnElement[bool]:
        if self.whole:
            same: ColumnElement[bool] = gram.gram == self.start
            return same
        return and_(gram.gram >= self.start, gram.gram < grams.after(self.start))


@dataclass(frozen=True)
class Way:
    """One way to mean somebody: who has all of these parts. `needs`: what else the reader must be
    allowed to."""

    parts: tuple[Part, ...]
    needs: Permission | None = None

    @property
    def kind(self) -> GramKind:
        return self.parts[0].kind


@dataclass(frozen=True)
class Found:
    """Who is meant in one way: `ids` has all who fit but for `rest`, the parts that so many have that
    they are looked up row by row; None where that is true of all parts."""

    way: Way
    ids: frozenset[int] | None
    rest: tuple[Part, ...] = ()

    def condition(self, reader: Account) -> ColumnElement[bool]:
        """On Application."""
        some = [] if self.ids is None else [named(self.ids)]
        each = [part.of(Application.person_id) for part in self.rest]
        return and_(*some, *each, *_within(self.way, reader))


@dataclass(frozen=True)
class Meant:
    """The ways in which a text means somebody. `alike`: nobody fits exactly, these come near; the
    nearest first."""

    ways: tuple[Found, ...] = ()
    alike: tuple[int, ...] = ()

    def condition(self, reader: Account) -> ColumnElement[bool]:
        """On Application, which the query must know."""
        found = [way.condition(reader) for way in self.ways]
        if self.alike:
            found.append(named(self.alike))
        return or_(false(), *found)

    @property
    def is_nobody(self) -> bool:
        """Does nobody fit, not even nearly?"""
        return not self.ways and not self.alike

    @property
    def is_common(self) -> bool:
        """Do more fit than can be named one by one?"""
        return any(one.ids is None for one in self.ways)

    @property
    def ids(self) -> frozenset[int]:
        """All who are meant, but for those of a way that is common."""
        return frozenset().union(*[one.ids or () for one in self.ways], self.alike)

    def kind_of(self, person_id: int) -> GramKind | None:
        """By what this person is found, the name before all else; None for who only comes near."""
        return next((one.way.kind for one in self.ways if one.ids is None or person_id in one.ids), None)

    def some(self) -> Any:
        """The ids (`person_id`) of so many of those who are meant, for who wants to know whether there
        are many; a few more, where several parts have to fit."""
        each = [
            one.rest[0].rows() if one.ids is None else select(Person.id).where(among(Person.id, one.ids))
            for one in self.ways
        ]
        parts = [select(one.limit(MOST_COMPARED).subquery()) for one in each]
        return union(*parts).subquery()


def named(ids: Iterable[int]) -> ColumnElement[bool]:
    """The application is one of these persons'."""
    return among(Application.person_id, ids)


def _within(way: Way, reader: Account) -> list[ColumnElement[bool]]:
    """Contact and files count in those openings alone where the reader may see them."""
    if way.needs is None or None in reader.teams_for(way.needs):
        return []
    return [Application.opening_id.in_(select(Opening.id).where(reachable(reader, way.needs)))]


def meant(text: str, reader: Account) -> Meant:
    """Whom `text` means, for who looks: two statements at most, each of a few looks into one index."""
    ways = [way for way in ways_of(text) if way.needs is None or reader.may(way.needs)]
    if not ways:
        return Meant()
    parts = list(dict.fromkeys(part for way in ways for part in way.parts))
    each: list[list[int]] = [[] for _part in parts]
    for number, person_id in db.session.execute(*_asked(parts, MOST + 1)).all():
        each[number].append(person_id)
    ids = dict(zip(parts, each, strict=True))
    found = tuple(one for way in ways if (one := _found(way, ids)))
    return Meant(found) if found else Meant(alike=alike(text))


def _found(way: Way, ids: dict[Part, list[int]]) -> Found | None:
    few = [frozenset(ids[part]) for part in way.parts if len(ids[part]) <= MOST]
    rest = tuple(part for part in way.parts if len(ids[part]) > MOST)
    if not few:
        return Found(way, None, rest)
    all_of = frozenset.intersection(*few)
    return Found(way, all_of, rest) if all_of else None


def _asked(parts: Sequence[Part], most: int) -> tuple[Any, dict[str, str]]:
    """The statement that gives (number of the part, person) of so many of each at most, and its values."""
    values = {f"start_{number}": part.start for number, part in enumerate(parts)}
    values |= {f"after_{number}": grams.after(part.start) for number, part in enumerate(parts)}
    values |= {f"in_{number}": one.within for number, one in enumerate(parts) if one.kind in OF_NEWCOMERS}
    return _kept(tuple((part.kind, part.whole) for part in parts), most), values


@lru_cache(KEPT)
def _kept(kinds: tuple[tuple[GramKind, bool], ...], most: int) -> Any:
    """Putting it together takes longer than asking."""
    each = []
    for number, (kind, whole) in enumerate(kinds):
        each.append((number, _pieces_from(number, kind, whole)))
    each += [
        (number, _newcomers(number, kind)) for number, (kind, _w) in enumerate(kinds) if kind in OF_NEWCOMERS
    ]
    return _first_of(each, most)


def _pieces_from(number: int, kind: GramKind, whole: bool = False) -> Select[Any]:
    """Who has a piece of this kind that begins so, or is so; what it is comes with the question."""
    start, after = bindparam(f"start_{number}", type_=String), bindparam(f"after_{number}", type_=String)
    fits = Gram.gram == start if whole else and_(Gram.gram >= start, Gram.gram < after)
    return select(Gram.person_id).where(Gram.kind == kind, fits)


def _newcomers(number: int, kind: GramKind) -> Select[Any]:
    within = bindparam(f"in_{number}", type_=String)
    return select(Newcomer.person_id).where(getattr(Newcomer, OF_NEWCOMERS[kind]).like(within, escape="\\"))


def _first_of(each: Iterable[tuple[int, Select[Any]]], most: int) -> Any:
    """(number, person) of so many at most of each query."""
    some = [(number, one.limit(most).subquery()) for number, one in each]
    return union_all(*[select(literal(number), one.c.person_id) for number, one in some])


def ways_of(text: str) -> list[Way]:
    """What the text may be: part of a name, the tail of a phone number, part of an e-mail address, words
    of a résumé."""
    ways = []
    if name := grams.squeezed(text):
        ways.append(Way((Part(GramKind.NAME, name),)))
        words = grams.pieces(text)[:MOST_WORDS]
        if len(words) > 1:
            ways.append(Way(tuple(Part(GramKind.NAME, word[: grams.LONGEST]) for word in words)))
    if number := _tail(text):
        ways.append(Way((Part(GramKind.PHONE, number[::-1]),), Permission.SEE_CONTACT))
    mail = grams.plain(text)[: grams.LONGEST]
    if " " not in mail and any(one.isalnum() and one.isascii() for one in mail) and len(mail) > 1:
        ways.append(Way((Part(GramKind.MAIL, mail),), Permission.SEE_CONTACT))
    if said := dict.fromkeys(piece for run in grams.pieces(text) for piece in grams.of_run(run)):
        words_said = tuple(Part(GramKind.RESUME, piece, whole=True) for piece in list(said)[:MOST_WORDS])
        ways.append(Way(words_said, Permission.SEE_FILES))
    return ways


def _tail(text: str) -> str:
    number = grams.digits(text)
    only = all(one.isdecimal() or one in " +-()." for one in grams.plain(text))
    return number if only and len(number) >= grams.SHORTEST_TAIL else ""


def alike(text: str) -> tuple[int, ...]:
    """Who is called nearly so: the nearest first."""
    wrong, starts = _near(text)
    if not wrong and not starts:
        return ()
    values: dict[str, Any] = {f"start_{number}": start for number, start in enumerate(starts)}
    values |= {f"after_{number}": grams.after(start) for number, start in enumerate(starts)}
    values |= {"wrong": wrong} if wrong else {}
    rows = db.session.execute(_kept_near(bool(wrong), len(starts), MOST_ALIKE), values).all()
    scored = [(likeness(text, row.name, row.latin_name), row.id) for row in rows]
    return tuple(person_id for score, person_id in sorted(scored, reverse=True) if score >= ALIKE)


@lru_cache(KEPT)
def _kept_near(is_misspelt: bool, starts: int, most: int) -> Any:
    """Who has one of the pieces `wrong`, or one of so many beginnings of a name; `most` of each."""
    each = [_pieces_from(number, GramKind.NAME) for number in range(starts)]
    if is_misspelt:
        misspelt = select(Gram.person_id).where(Gram.kind == GramKind.MISSPELT)
        each.append(misspelt.where(Gram.gram.in_(bindparam("wrong", expanding=True))))
    near = _first_of(enumerate(each), most).subquery()
    return select(Person.id, Person.name, Person.latin_name).where(Person.id.in_(select(near.c.person_id)))


def _near(text: str) -> tuple[list[str], list[str]]:
    """Pieces of who might be called nearly so: with one letter wrong; and beginnings of a name, by sound or
    by one half of it."""
    runs, name = grams.pieces(text), grams.squeezed(text)
    if grams.is_han(name):
        return [], sorted({"".join(one)[: grams.LONGEST] for one in grams.usual_sounds("".join(runs))})
    wrong = sorted(set().union(*map(grams.misspellings, [name, *runs])))
    half = len(name) // 2
    return wrong, [name[:half], name[-half:]] if half >= SHORTEST_HALF and name.isalpha() else []


def likeness(text: str, name: str, latin_name: str | None) -> float:
    """How near a name comes to what was typed, 0 to 100, by the best of its spellings."""
    return _nearest(_spoken(text), _spellings(name, latin_name))


def rank(text: str, name: str, latin_name: str | None) -> tuple[float, float]:
    """By what a name stands in a list, the greater the earlier: how near it comes, and among those that
    come as near how near it does as it is usually written and read."""
    return likeness(text, name, latin_name), _nearest(_spoken(text), _usual_spellings(name, latin_name))


def _nearest(typed: Iterable[str], spellings: Iterable[str]) -> float:
    return max(
        fuzz.partial_ratio(one, spelt) if len(one) <= len(spelt) else fuzz.ratio(one, spelt)
        for one in typed
        for spelt in spellings
    )


@lru_cache(KEPT)
def _spoken(text: str) -> tuple[str, ...]:
    """What was typed, and how it sounds."""
    wanted = grams.squeezed(text)
    return (wanted, *("".join(one) for one in grams.usual_sounds(wanted) if grams.is_han(wanted)))


@lru_cache(maxsize=2_000)
def _usual_spellings(name: str, latin_name: str | None) -> tuple[str, ...]:
    """A name as it is written, and as it is usually read where nothing says how."""
    written = [one for one in map(grams.squeezed, (name, latin_name or "")) if one]
    han = written[0] if written and grams.is_han(written[0]) and not latin_name else ""
    return (*written, "".join(grams.sounds(han)[0])) if han else tuple(written)


@lru_cache(maxsize=2_000)
def _spellings(name: str, latin_name: str | None) -> tuple[str, ...]:
    """The ways to write a name; those of the last searches are asked about again."""
    found = []
    for one in (name, latin_name or ""):
        squeezed = grams.squeezed(one)
        if squeezed:
            found.append(squeezed)
        words = grams.pieces(one)
        if len(words) > 1:
            found.append("".join([*words[1:], words[0]]))
        if grams.is_han(squeezed):
            for syllables in grams.sounds(squeezed):
                found += ["".join(syllables), "".join([*syllables[1:], syllables[0]])]
    return tuple(dict.fromkeys(found))
