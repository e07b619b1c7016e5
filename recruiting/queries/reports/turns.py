"""How long recruiters and managers take when it is their turn, from the record alone.

A turn begins when a stage waits for them and ends when they act. What candidates end, and what still
waits, has lasted so long without being acted on (right-censored). On hold it is nobody's turn.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from core.db import db
from people.models import Account
from recruiting.models import Application, Opening
from recruiting.queries import then
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports import stages
from recruiting.queries.reports.events import Event, account_names, events, is_within
from recruiting.queries.reports.sheet import Case, Rows, Tables, days_from, now_or
from recruiting.rules import NEEDS_RESULT
from recruiting.states import Part, StageKind

DECIDE = {Part.RECRUITER: "decide", Part.HIRING_MANAGER: "manager decides"}
ACTS = ("decide", "arrange", "offer", "hire", "manager decides")
RESULTS = frozenset({"result entered", "result corrected", "scored"})
LEAVES = frozenset(
    {"advanced", "skipped ahead", "sent back", "rejected", "withdrawn", "transferred", "hired"}
)
BY_CANDIDATE = frozenset({"withdrawn"})
VERBS = RESULTS | LEAVES | {"held", "resumed", "interview planned", "offer sent", "offer accepted", "unhired"}


class Turn(NamedTuple):
    """Somebody's turn in a visit. `until` is None while it waits; `acted`: they ended it themselves."""

    act: str
    begun: datetime
    until: datetime | None
    acted: bool
    actor_id: int | None


class Stay(NamedTuple):
    """A visit with its stage and what happened in it."""

    application_id: int
    stage: stages.OfVersion
    entered_at: datetime
    left_at: datetime | None
    told: list[Event]


def _stays(account: Account, cohort: Cohort) -> Iterator[Stay]:
    told, of = events(account, cohort, VERBS), stages.by_id()
    visit = then.visits(cohort.at).c
    rows = db.session.execute(
        select(visit.id, visit.application_id, visit.stage_id, visit.entered_at, visit.left_at)
        .join(Application, Application.id == visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(*cohort.within(account))
        .order_by(visit.id)
    )
    for row in rows:
        own = [event for event in told.get(row.application_id, []) if _is_about(event, row)]
        yield Stay(row.application_id, of[row.stage_id], row.entered_at, row.left_at, own)


def _is_about(event: Event, visit: Any) -> bool:
    """Did it happen in this visit? Some entries say so; those of offers and moves go by their time."""
    side = "state" if event.verb == "unhired" else "before"
    named = event.details.get("visit") or (event.details.get(side) or {}).get("visit")
    if named is not None:
        return bool(named == visit.id)
    return event.at >= visit.entered_at and (visit.left_at is None or event.at <= visit.left_at)


def turns_in(stay: Stay) -> list[Turn]:
    """The turns of a visit, in order."""
    if stay.stage.kind is StageKind.OFFER:
        return _around_the_offer(stay)
    arranged = (
        _between(stay, "arrange", stay.entered_at, "interview planned")
        if stay.stage.kind is StageKind.INTERVIEW
        else []
    )
    return [*arranged, *_decisions(stay)]


def _around_the_offer(stay: Stay) -> list[Turn]:
    """To make it, then to hire who accepted; who came back from being hired has accepted already."""
    if _first(stay.told, "unhired"):
        return _between(stay, "hire", stay.entered_at, "hired")
    accepted = _first(stay.told, "offer accepted")
    return [
        *_between(stay, "offer", stay.entered_at, "offer sent"),
        *_between(stay, "hire", accepted, "hired"),
    ]


def _first(told: Iterable[Event], verb: str) -> datetime | None:
    return next((event.at for event in told if event.verb == verb), None)


def _between(stay: Stay, act: str, begun: datetime | None, verb: str) -> list[Turn]:
    """The one turn that the entry `verb` ends, or whoever moves the application on without it."""
    if begun is None:
        return []
    ends = (LEAVES - BY_CANDIDATE) | {verb}
    done = next((event for event in stay.told if event.verb in ends and event.at >= begun), None)
    if done is not None:
        return [Turn(act, begun, done.at, True, done.actor_id)]
    return [Turn(act, begun, stay.left_at, False, None)]


def _decisions(stay: Stay) -> list[Turn]:
    """From when there is a result, or from the beginning where none is needed, to what is decided."""
    found: list[Turn] = []
    ready = None if stay.stage.kind in NEEDS_RESULT else stay.entered_at
    waits, act = ready, DECIDE[stay.stage.owner]
    for event in stay.told:
        if event.verb in RESULTS:
            ready = event.at if event.details.get("verdict") else None
            waits = ready if ready is None or waits is None else waits
        elif event.verb == "resumed":
            waits = event.at if ready is not None else None
        elif waits is not None and (event.verb == "held" or event.verb in LEAVES):
            acted = event.verb not in BY_CANDIDATE
            found.append(Turn(act, waits, event.at, acted, event.actor_id if acted else None))
            waits = None
    return [*found, Turn(act, waits, stay.left_at, False, None)] if waits is not None else found


def turns(account: Account, cohort: Cohort) -> Tables:
    """Turns begun in the time asked for: a row for each act, `acted` and `waiting`; a row for each
    person with what they `acted` on."""
    names = account_names()
    now, acts = now_or(cohort.at), Rows(lambda key: None)
    people = Rows(lambda key: names.get(int(key)))
    for stay in _stays(account, cohort):
        for turn in turns_in(stay):
            if is_within(cohort, turn.begun):
                case = _case(stay.application_id, turn, now)
                acts[turn.act].add("acted" if turn.acted else "waiting", case)
                if turn.actor_id is not None:
                    people[str(turn.actor_id)].add("acted", case)
    return {
        "act": acts.listed(lambda row: ACTS.index(row.key)),
        "person": people.listed(lambda row: (-row.count("acted"), int(row.key))),
    }


def _case(application_id: int, turn: Turn, now: datetime) -> Case:
    return Case(application_id, turn.begun, days_from(turn.begun, turn.until or now), not turn.acted)
