"""Applications by the thousand, as the verbs would have left them; only to see how pages bear numbers."""

from datetime import timedelta

from sqlalchemy import func, insert, select, text

from core import clock
from core.db import db
from core.record import Entry
from people.models import Person
from recruiting.models import Application, DispositionReason, Opening, Stage, Visit
from recruiting.rules import Facts, waiting
from recruiting.states import Outcome, ReasonFamily, Status
from tests import factories as make

REJECTED = 4
"""One in so many is rejected where it stands."""


def applications(opening: Opening, number: int) -> None:
    """So many further applications, evenly over the stages, each with its way there."""
    people = _people(number)
    ids = _next_ids(Application, number)
    stages = opening.pipeline_version.stages
    reason = make.a_reason(ReasonFamily.REJECTION)
    rows = [_application(opening, *one, reason) for one in zip(ids, people, strict=True)]
    db.session.execute(insert(Application), rows)
    _walk(opening, rows, stages)
    db.session.execute(text("ANALYZE"))  # as a server does by itself; without it every join is a guess
    db.session.commit()


def _next_ids(model: type, number: int) -> list[int]:
    highest = db.session.scalar(select(func.max(model.id))) or 0
    if db.engine.dialect.name == "postgresql":
        sequence = f"{model.__tablename__}_id_seq"
        db.session.execute(select(func.setval(sequence, highest + number)))
    return list(range(highest + 1, highest + number + 1))


def _people(number: int) -> list[int]:
    ids = _next_ids(Person, number)
    rows = [
        {"id": one, "name": f"Person {one}", "email": f"person-{one}@example.org", "language": "en",
         "created_at": clock.now()}
        for one in ids
    ]  # fmt: skip
    db.session.execute(insert(Person), rows)
    return ids


def _application(opening: Opening, number: int, person: int, reason: DispositionReason) -> dict:
    ended = number % REJECTED == 1
    return {
        "id": number,
        "person_id": person,
        "opening_id": opening.id,
        "pipeline_version_id": opening.pipeline_version_id,
        "status": Status.REJECTED if ended else Status.ACTIVE,
        "channel_id": 1,
        "applied_at": clock.now() - timedelta(days=30, minutes=number),
        "closed_at": clock.now() if ended else None,
        "disposition_reason_id": reason.id if ended else None,
        "version": 1,
    }


def _walk(opening: Opening, rows: list[dict], stages: list[Stage]) -> None:
    visits, entries = [], []
    for row in rows:
        way = stages[: row["id"] % len(stages) + 1]
        for stage in way:
            last = stage is way[-1]
            visits.append(_visit(row, stage, last))
            entries.append(_entry(row, stage))
    ids = _next_ids(Visit, len(visits))
    for number, visit, entry in zip(ids, visits, entries, strict=True):
        visit["id"] = entry["details"]["state"]["visit"] = number
    db.session.execute(insert(Visit), visits)
    db.session.execute(insert(Entry), entries)


def _visit(row: dict, stage: Stage, last: bool) -> dict:
    entered = row["applied_at"] + timedelta(days=4 * (stage.position - 1))
    standing = last and row["status"] is Status.ACTIVE
    what = waiting(stage.kind, Facts(), stage.owner)
    outcome = Outcome.REJECTED if last else Outcome.ADVANCED
    return {
        "application_id": row["id"],
        "opening_id": row["opening_id"],
        "stage_id": stage.id,
        "entered_at": entered,
        "left_at": None if standing else entered + timedelta(days=4),
        "outcome": None if standing else outcome,
        "overridden": False,
        "waits_for": what.what,
        "waits_on": what.on,
        "waits_since": entered,
        "due_at": entered + timedelta(days=stage.target_days),
        "version": 1,
    }


def _entry(row: dict, stage: Stage) -> dict:
    state = {"status": "active", "stage": stage.id, "visit": None, "reason": None}
    return {
        "at": row["applied_at"] + timedelta(days=4 * (stage.position - 1)),
        "way": "hand",
        "verb": "applied" if stage.position == 1 else "advanced",
        "subject_kind": "application",
        "subject_id": row["id"],
        "details": {"before": None, "state": state},
    }
