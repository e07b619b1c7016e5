"""Taking in many candidates at once: what `candidates.add` does for one, in a handful of statements.

It leaves the very rows that the verbs would leave, entries of the record included: a test compares them.
For what comes from another system it also writes the way through the stages, as the moves would have on
their own days. No letter is written: nobody is told today of what happened elsewhere long ago.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from core import clock
from core.bulk_rows import add_rows, next_ids
from core.db import db
from core.record import Entry, Way, digest_of
from people.models import Account, Person
from people.permissions import Permission
from recruiting import history, indexing, newcomers, rules, touches, waiting
from recruiting.candidates import OF_PERSON, Background
from recruiting.journeys import End, Journey, Step
from recruiting.models import Application, Candidate, Opening, Stage, Visit
from recruiting.pipeline import check_may
from recruiting.placing import Arrival, Place, Seen, identities, place
from recruiting.queries import intake as queries
from recruiting.states import Outcome, Part, StageKind, Status

OF_CANDIDATE = tuple(name for name in Background.__annotations__ if name not in OF_PERSON and name != "email")


def take_in(
    arrivals: Sequence[Arrival], seen: Seen, *, actor: Account, batch: str, same_people: bool = False
) -> list[Place]:
    """Enter whoever is not here yet, and begin their applications; says of each what became of it. Who is
    known is not entered twice, and what is known of them stays; who applied here before is left out.
    `same_people`: as `placing.place` has it."""
    check_may(actor, Permission.ADD_CANDIDATES)
    places = place(arrivals, seen, same_people=same_people)
    taken = [one for one in places if one.is_taken]
    if taken:
        db.session.flush()
        _enter_people(taken)
        _apply(taken, actor, batch)
        newcomers.welcome([one.person_id for one in taken if one.person_id], actor=actor, batch=batch)
    return places


def _enter_people(taken: Sequence[Place]) -> None:
    here: dict[Any, int] = {}
    new = []
    for one in taken:
        names = identities(one.arrival)
        if one.person_id is None:
            one.person_id = next((here[name] for name in names if name in here), None)
        if one.person_id is None:
            new.append(one)
            one.person_id = -len(new)
        here.update(dict.fromkeys(names, one.person_id))
    ids = next_ids(Person, len(new)) if new else []
    numbers = {-number: person_id for number, person_id in enumerate(ids, 1)}
    for one in taken:
        assert one.person_id is not None
        one.person_id = numbers.get(one.person_id, one.person_id)
    add_rows(Person, [_person(one) for one in new], {"created_at": clock.now()})
    add_rows(Candidate, [_candidate(one) for one in new], {})
    indexing.let_be_found(_found_by(one) for one in new)
    entered = {id(one) for one in new}
    _fill_gaps([one for one in taken if id(one) not in entered])


def _person(one: Place) -> dict[str, Any]:
    known = one.arrival.background
    return {
        "id": one.person_id,
        "name": known.name,
        "latin_name": known.latin_name,
        "email": known.email or None,
        "phone": known.phone,
        "language": known.language,
    }


def _found_by(one: Place) -> tuple[int, str, str | None, str | None, str | None]:
    known = one.arrival.background
    assert one.person_id is not None
    return one.person_id, known.name, known.latin_name, known.phone, known.email or None


def _candidate(one: Place) -> dict[str, Any]:
    known = one.arrival.background
    return {"person_id": one.person_id} | {name: getattr(known, name) for name in OF_CANDIDATE}


def _fill_gaps(joined: Sequence[Place]) -> None:
    known = queries.backgrounds({one.person_id for one in joined if one.person_id})
    for one in joined:
        assert one.person_id is not None
        if one.person_id not in known:
            known[one.person_id] = Candidate(person_id=one.person_id)
            db.session.add(known[one.person_id])
        candidate, told = known[one.person_id], one.arrival.background
        one.filled = [
            name
            for name in OF_CANDIDATE
            if getattr(candidate, name) is None and getattr(told, name) is not None
        ]
        for name in one.filled:
            setattr(candidate, name, getattr(told, name))
    db.session.flush()


def _apply(taken: Sequence[Place], actor: Account, batch: str) -> None:
    openings = queries.openings_kept_still({one.arrival.opening_id for one in taken})
    stages = queries.stages({one.pipeline_version_id for one in openings.values()})
    ids = next_ids(Application, len(taken))
    for one, number in zip(taken, ids, strict=True):
        one.application_id = number
    written = _Written(openings, {number: found[0] for number, found in stages.items()}, actor, batch)
    for one in taken:
        written.add(one)
    written.write()
    touches.leave_many(((one.application_id, _came_at(one), one.arrival.met) for one in taken), actor=actor)


def _came_at(one: Place) -> datetime:
    """When they applied."""
    return one.arrival.way.steps[0].at if one.arrival.way else clock.now()


class _Written:
    """Rows to be written: applications, their visits and the entries of the record."""

    def __init__(
        self, openings: dict[int, Opening], first: dict[int, Stage], actor: Account, batch: str
    ) -> None:
        self.openings, self.first = openings, first
        self.actor, self.batch, self.now = actor, batch, clock.now()
        self.applications: list[dict[str, Any]] = []
        self.visits: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []

    def add(self, one: Place) -> None:
        opening = self.openings[one.arrival.opening_id]
        way = one.arrival.way or Journey([Step(self.first[opening.pipeline_version_id], self.now)], "")
        self.applications.append(_application(one, opening, way))
        for number, step in enumerate(way.steps):
            self._enter(one, opening, way, number, step)
        if way.end:
            self._tell(way.end.status.value, one, opening, way.end)

    def _enter(self, one: Place, opening: Opening, way: Journey, number: int, step: Step) -> None:
        before, following = way.steps[number - 1] if number else None, way.steps[number + 1 : number + 2]
        left_at = following[0].at if following else way.end.at if way.end else None
        self.visits.append(_visit(one, opening, step, left_at, _outcome(way, step, following)))
        if before is None:
            channel = one.arrival.channel.key
            self._tell("applied", one, opening, step, channel=channel, transferred_from=None)
            return
        steps = step.stage.position - before.stage.position
        verb = "advanced" if steps == 1 else "skipped ahead" if steps > 1 else "sent back"
        override = self.visits[-2]["overridden"]
        why = way.why if override or steps != 1 else None
        self._tell(verb, one, opening, step, why, override=override)

    def _tell(
        self, verb: str, one: Place, opening: Opening, event: Step | End, why: str | None = None, **more: Any
    ) -> None:
        end = event if isinstance(event, End) else None
        state: history.State = {
            "status": end.status.value if end else Status.ACTIVE.value,
            "stage": self.visits[-1]["stage_id"],
            "visit": len(self.visits) - 1,  # its place, until it has a number
            "reason": end.reason_id if end else None,
        }
        before = self.entries[-1]["details"]["state"] if verb != "applied" else None
        self.entries.append(
            {
                "at": event.at,
                "verb": verb,
                "subject_id": one.application_id,
                "details": {"before": before, "state": state, **more},
                "reason": why,
                "reason_digest": digest_of(why) if why else None,
                "rule": history.rule_of(opening.pipeline_version_id),
            }
        )

    def write(self) -> None:
        ids = next_ids(Visit, len(self.visits))
        for visit, number in zip(self.visits, ids, strict=True):
            visit["id"] = number
        for entry in self.entries:
            state = entry["details"]["state"]
            state["visit"] = ids[state["visit"]]  # `before` of the next entry is the same object
        add_rows(Application, self.applications, {})
        add_rows(Visit, self.visits, {})
        common = {
            "actor_id": self.actor.id,
            "way": Way.IMPORT,
            "subject_kind": Application.__tablename__,
            "batch": self.batch,
        }
        add_rows(Entry, self.entries, common)


def _application(one: Place, opening: Opening, way: Journey) -> dict[str, Any]:
    end = way.end
    return {
        "id": one.application_id,
        "person_id": one.person_id,
        "opening_id": opening.id,
        "pipeline_version_id": opening.pipeline_version_id,
        "status": end.status if end else Status.ACTIVE,
        "channel_id": one.arrival.channel.id,
        "applied_at": way.steps[0].at,
        "closed_at": end.at if end else None,
        "disposition_reason_id": end.reason_id if end else None,
        "version": 2 if end else 1,
    }


def _outcome(way: Journey, step: Step, following: Sequence[Step]) -> Outcome | None:
    if following:
        ahead = following[0].stage.position > step.stage.position
        return Outcome.ADVANCED if ahead else Outcome.SENT_BACK
    return Outcome(way.end.status.value) if way.end else None


@cache
def _first_wait(kind: StageKind, owner: Part) -> rules.Waiting:
    """What whoever enters a stage waits for."""
    return rules.waiting(kind, rules.Facts(), owner)


def _visit(
    one: Place, opening: Opening, step: Step, left_at: datetime | None, outcome: Outcome | None
) -> dict[str, Any]:
    stage = step.stage
    first = _first_wait(stage.kind, stage.owner)
    return {
        "application_id": one.application_id,
        "opening_id": opening.id,
        "stage_id": stage.id,
        "entered_at": step.at,
        "left_at": left_at,
        "outcome": outcome,
        # What was found out elsewhere did not come along: the stage was left without a result of ours.
        "overridden": outcome is Outcome.ADVANCED and stage.kind in rules.NEEDS_RESULT,
        "waits_for": first.what,
        "waits_on": first.on,
        "waits_since": step.at,
        "due_at": waiting.in_time_until(opening, stage, step.at),
        "version": 1 if left_at is None else 2,
    }
