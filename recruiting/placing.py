"""Saying of each who arrives what is to become of them: known, joined to somebody, added, or left out and
why. Nothing is written by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core import clock
from recruiting.candidates import Background
from recruiting.journeys import Journey
from recruiting.models import Channel, Opening, RowOutcome
from recruiting.queries import cool_downs
from recruiting.queries import duplicates as persons
from recruiting.queries import intake as queries
from recruiting.queries.cool_downs import Wait
from recruiting.states import OpeningStatus
from recruiting.touches import NOTHING, Said

NOT_OPEN, TOO_SOON, APPLIED_BEFORE, SAME_AS_LINE, OTHER_NAME, KNOWN_OTHERWISE = (
    "not open",
    "too soon",
    "applied before",
    "same as line",
    "other name",
    "known otherwise",
)


class Note(NamedTuple):
    """Something to say of an arrival although it is taken in, and the column and the value that it means;
    no problem where there is nothing to say."""

    problem: str | None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody for an opening. `line`: where it stands in the file. `background.email` may be empty where
    there is a phone or a key. `key`, `person_key`: what the other system calls application and person.
    `notes`: what there is to say of it although it is taken in. `met`: what brought them to us."""

    line: int
    background: Background
    opening_id: int
    channel: Channel
    key: str | None = None
    person_key: str | None = None
    way: Journey | None = None
    notes: Sequence[Note] = ()
    met: Said = NOTHING


@dataclass(slots=True)
class Place:
    """What is to become of an arrival. `problem` says why it is not taken in, with the line or the value
    it means; `outcome` is None for one that is simply added."""

    arrival: Arrival
    outcome: RowOutcome | None = None
    problem: str | None = None
    value: str | None = None
    column: str | None = None
    person_id: int | None = None
    application_id: int | None = None
    filled: list[str] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        return self.outcome in (None, RowOutcome.ADDED, RowOutcome.JOINED)


ANY = 0
"""Whichever opening."""
Seen = dict[tuple[Any, int], int]
"""(who, or e-mail address and name; opening or ANY) → the line of this file in which they stood first."""


def identities(arrival: Arrival) -> list[Any]:
    """By what somebody is recognised, best first: e-mail, else phone with name; the other system's key."""
    known = arrival.background
    found: list[Any] = [arrival.person_key] if arrival.person_key else []
    if known.email:
        found.append(known.email)
    elif known.phone:
        found.append((queries.plain_digits(known.phone), known.name.casefold()))
    return found


class _Known(NamedTuple):
    """What is here already: people by what they are recognised by, and what those are called who have an
    e-mail address; applications by (person, opening) and by the other system's keys; the openings, none yet
    where one will be made; who has to wait still."""

    people: dict[Any, int]
    called: dict[str, set[str]]
    applied: dict[tuple[int, int], int]
    taken: dict[str, int]
    openings: dict[int, Opening]
    waits: dict[int, Wait]


def place(arrivals: Sequence[Arrival], seen: Seen, *, same_people: bool = False) -> list[Place]:
    """Say of each what would become of it, and write nothing. `seen` is kept up. `same_people`: who has the
    e-mail address of somebody who is here under another name is that person, somebody has said; else it is
    left out, as two people with one address, or a column that slipped, must not become one."""
    by_email = queries.by_email({one.background.email for one in arrivals if one.background.email})
    people = _known_people(arrivals, {email: known.id for email, known in by_email.items()})
    applied, taken = queries.applied(set(people.values())), queries.taken_keys(keys_of(arrivals))
    openings = queries.openings_kept_still({one.opening_id for one in arrivals})
    waits = cool_downs.waits_of(set(people.values()), clock.now())
    called = {} if same_people else _called(by_email, people)
    known = _Known(people, called, applied, taken, openings, waits)
    return [_place(one, known, seen) for one in arrivals]


def _called(by_email: Mapping[str, Any], people: Mapping[Any, int]) -> dict[str, set[str]]:
    """E-mail → what who has it is called; of an entry that was merged into another, what either is."""
    merged = {people[email] for email, one in by_email.items() if people[email] != one.id}
    now = queries.names(merged)
    return {
        email: _ways_to_compare(one.name, one.latin_name, *now.get(people[email], ()))
        for email, one in by_email.items()
    }


def keys_of(arrivals: Sequence[Arrival]) -> set[str]:
    """What the other system calls these applications."""
    return {one.key for one in arrivals if one.key}


def _known_people(arrivals: Sequence[Arrival], by_email: dict[str, int]) -> dict[Any, int]:
    """Whatever somebody is recognised by → the person."""
    phones = {
        queries.plain_digits(one.background.phone or "") for one in arrivals if not one.background.email
    }
    people: dict[Any, int] = {}
    people.update(queries.by_phone(phones - {""}))
    people.update(by_email)
    people.update(queries.by_key({one.person_key for one in arrivals if one.person_key}))
    now = persons.present_ids(set(people.values()))
    return {name: now.get(person_id, person_id) for name, person_id in people.items()}


def _place(arrival: Arrival, known: _Known, seen: Seen) -> Place:
    names = identities(arrival)
    person_id = next((known.people[one] for one in names if one in known.people), None)
    taken = known.taken.get(arrival.key or "")
    if taken is None and _is_known_otherwise(arrival, known):
        return Place(arrival, RowOutcome.FAULTY, KNOWN_OTHERWISE, arrival.background.email, "email")
    before = taken or known.applied.get((person_id or 0, arrival.opening_id))
    if before is not None:
        return Place(arrival, RowOutcome.KNOWN, APPLIED_BEFORE, application_id=before, person_id=person_id)
    if _is_named_otherwise(arrival, seen):
        line = seen[arrival.background.email, ANY]
        return Place(arrival, RowOutcome.FAULTY, OTHER_NAME, str(line), "email")
    stands = next((seen[one, arrival.opening_id] for one in names if (one, arrival.opening_id) in seen), None)
    if stands not in (None, arrival.line):
        return Place(arrival, RowOutcome.KNOWN, SAME_AS_LINE, str(stands))
    opening = known.openings.get(arrival.opening_id)
    if arrival.way is None and opening and opening.status is not OpeningStatus.OPEN:
        return Place(arrival, RowOutcome.FAULTY, NOT_OPEN, opening.code, "opening")
    wait = known.waits.get(person_id or 0)
    if arrival.way is None and wait is not None:
        return Place(arrival, RowOutcome.FAULTY, TOO_SOON, clock.local(wait.until).date().isoformat())
    for one in [*names, *_with_name(arrival)]:
        seen[one, arrival.opening_id] = arrival.line
        seen.setdefault((one, ANY), arrival.line)
    outcome = RowOutcome.JOINED if person_id else RowOutcome.ADDED if arrival.key else None
    return Place(arrival, outcome, person_id=person_id)


def _is_named_otherwise(arrival: Arrival, seen: Seen) -> bool:
    """Is it by its e-mail address alone that it looks like an earlier line, under another name there? A
    column that was filled down by mistake must not pass for one person many times."""
    by_email = seen.get((arrival.background.email, ANY))
    if by_email in (None, arrival.line) or (arrival.person_key, ANY) in seen:
        return False
    return not any((one, ANY) in seen for one in _with_name(arrival))


def _is_known_otherwise(arrival: Arrival, known: _Known) -> bool:
    """Is it by its e-mail address alone that it looks like somebody here, who has another name?"""
    called = known.called.get(arrival.background.email)
    if called is None or arrival.person_key in known.people:
        return False
    return not called & _ways_to_compare(arrival.background.name, arrival.background.latin_name)


def _with_name(arrival: Arrival) -> list[Any]:
    """The e-mail address with each way to compare the name; nothing where there is no address."""
    known = arrival.background
    if not known.email:
        return []
    return [(known.email, one) for one in sorted(_ways_to_compare(known.name, known.latin_name))]


def is_named_alike(person: Any, name: str) -> bool:
    """Is it a name of this person, whichever of the two, and in whichever order?"""
    return bool(_ways_to_compare(name) & _ways_to_compare(person.name, person.latin_name))


def _ways_to_compare(*names: str | None) -> set[str]:
    """Names without what tells nothing of who it is: capitals, and which part comes first."""
    return {"".join(sorted(one.casefold().split())) for one in names if one}
