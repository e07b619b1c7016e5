"""How stays in a stage went, moment by moment, read back from the record: what a rule is tried on.

The record says who stood where and was active when; results say which mark stood when; what it says of
scorecards tells who was asked and had submitted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from core.db import db
from core.record import Entry
from people.models import Account, Person
from recruiting.models import (
    Application,
    Channel,
    Opening,
    PipelineVersion,
    Result,
    Stage,
    StageRule,
    StageRuleVersion,
    Visit,
)
from recruiting.queries.blindness import names
from recruiting.queries.rule_screening import course
from recruiting.queries.stage_rules import in_its_stage, reads_screening
from recruiting.rules import Snapshot
from recruiting.states import Outcome, Status, Verdict

MOST = 5000
"""Stays that are looked at, the latest ones."""
PANEL = ("panelist asked", "panelist released", "scorecard submitted", "scored")


@dataclass(frozen=True)
class Course:
    """A stay: whose, what became of it, and how it was from each moment on."""

    visit_id: int
    application_id: int
    name: str
    latin_name: str | None
    opening: str
    entered_at: datetime
    left_at: datetime | None
    outcome: Outcome | None
    moments: list[tuple[datetime, Snapshot]]


def courses(version: StageRuleVersion, since: datetime, reader: Account) -> list[Course]:
    """Every stay that began since then in the stage of the rule, oldest first; of more than MOST the
    latest ones. Whoever `reader` reviews blind has no name in it."""
    rule = version.rule
    rows = _stays(rule, since, reader)
    applications = {row.application_id for row in rows}
    changes: dict[int, list[Any]] = defaultdict(list)
    answers = _answers(rule, since) if reads_screening(version) else []
    for change in [*_entries(rule, since), *_results(rule, since), *answers]:
        if change.application_id in applications:
            changes[change.application_id].append(change)
    return [_course(row, changes[row.application_id]) for row in reversed(rows)]


def _in_the_stage(rule: StageRule, since: datetime, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Visit)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(PipelineVersion, PipelineVersion.id == Stage.pipeline_version_id)
        .where(*in_its_stage(rule), Visit.entered_at >= since)
    )


def _stays(rule: StageRule, since: datetime, reader: Account) -> Sequence[Any]:
    columns = (
        Visit.id, Visit.application_id, Visit.entered_at, Visit.left_at, Visit.outcome, Stage.kind,
        *names(reader), Opening.code, Channel.key.label("channel"),
    )  # fmt: skip
    query = (
        _in_the_stage(rule, since, *columns)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Channel, Channel.id == Application.channel_id)
        .join(Opening, Opening.id == Application.opening_id)
    )
    rows: Sequence[Any] = db.session.execute(
        query.order_by(Visit.entered_at.desc(), Visit.id.desc()).limit(MOST)
    ).all()
    return rows


@dataclass(frozen=True)
class Change:
    """Something that happened to an application; `order` is that of things at the same moment."""

    application_id: int
    at: datetime
    order: int
    verb: str
    details: dict[str, Any]


def _entries(rule: StageRule, since: datetime) -> list[Change]:
    mine = _in_the_stage(rule, since, Visit.application_id)
    rows = db.session.execute(
        select(Entry.subject_id, Entry.at, Entry.id, Entry.verb, Entry.details)
        .where(
            Entry.subject_kind == "application",
            Entry.subject_id.in_(mine),
            or_(Entry.verb.in_(PANEL), Entry.details["state"]["visit"].as_integer().is_not(None)),
        )
        .order_by(Entry.id)
    )
    return [Change(*row) for row in rows]


def _results(rule: StageRule, since: datetime) -> list[Change]:
    mine = _in_the_stage(rule, since, Visit.id)
    rows = db.session.execute(
        select(
            Visit.application_id, Result.entered_at, Result.id, Result.visit_id, Result.mark, Result.verdict
        )
        .join(Visit, Visit.id == Result.visit_id)
        .where(Result.visit_id.in_(mine))
        .order_by(Result.id)
    )
    return [
        Change(row[0], row[1], row[2], "result", {"visit": row[3], "mark": row[4], "verdict": row[5].value})
        for row in rows
    ]


def _answers(rule: StageRule, since: datetime) -> list[Change]:
    mine = _in_the_stage(rule, since, Visit.application_id)
    return [
        Change(number, at, order, "screened", {"screened": says}) for number, at, order, says in course(mine)
    ]


def _course(row: Any, changes: Iterable[Change]) -> Course:
    seen = Snapshot(row.kind, row.entered_at, row.channel, standing=False)
    moments: list[tuple[datetime, Snapshot]] = []
    for change in sorted(changes, key=lambda one: (one.at, one.order)):
        after = _after(seen, change, row.id)
        if after != seen:
            seen = after
            moments.append((change.at, seen))
    return Course(
        row.id, row.application_id, row.name, row.latin_name, row.code, row.entered_at, row.left_at,
        row.outcome, moments,
    )  # fmt: skip


def _after(seen: Snapshot, change: Change, visit_id: int) -> Snapshot:
    """The stay after something happened to its application."""
    state = change.details.get("state")
    if state:
        here = state["visit"] == visit_id and state["status"] == Status.ACTIVE.value
        return replace(seen, standing=here)
    if change.verb == "screened":
        says = change.details["screened"]
        return replace(seen, score=says.score, answers=says.answers, is_knocked_out=says.is_knocked_out)
    if change.details.get("visit") != visit_id:
        return seen
    if change.verb in ("result", "scored"):
        mark, verdict = change.details["mark"], change.details["verdict"]
        return replace(
            seen,
            mark=Decimal(mark) if mark is not None else None,
            verdict=Verdict(verdict) if verdict else None,
        )
    who = frozenset({change.details["panelist"]})
    if change.verb == "scorecard submitted":
        return replace(seen, scored=seen.scored | who)
    asked = seen.asked | who if change.verb == "panelist asked" else seen.asked - who
    return replace(seen, asked=asked)
