"""Who was asked to interview whom, and who interviewed at all, just before a moment, as the record has it.

Rows forget when an interview was to be before it was put off, who was released and asked again, and who
interviewed before a role was taken away.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from core.db import Words, db
from core.record import Entry
from people.models import Account, Grant, Person
from people.permissions import Role
from recruiting.models import Application, Opening, Panelist, Stage
from recruiting.queries import then
from recruiting.queries.blindness import names
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports.scorecards import Panel, panels
from recruiting.queries.scoring import to_judge
from recruiting.states import StageKind, Status

Team = int | None
"""Id of a team; None for all."""


class Row(NamedTuple):
    """Somebody asked to score a visit, with one of its interviews or, where it has none, without."""

    id: int
    account_id: int
    asked_at: datetime
    who: str
    who_latin: str | None
    submitted_at: datetime | None
    starts_at: datetime | None
    minutes: int | None
    application_id: int
    left_at: datetime | None
    status: Status
    code: str
    stage: Words
    kind: StageKind
    hidden: bool
    name: str
    latin_name: str | None


def rows(
    reader: Account, at: datetime, openings: ColumnElement[bool], called: ColumnElement[bool]
) -> list[Row]:
    """What was asked in openings within reach of whoever is `called` so, the latest interview first;
    three statements."""
    found: list[Row] = []
    known = {row.id: row for row in _accounts(called)}
    told = panels(reader, Cohort(at=at))
    for visit_id, *stay in _stays(reader, openings, at):
        found += _of_visit(told.get((stay[0], visit_id), Panel()), stay, known)
    return sorted(found, key=lambda row: (row.starts_at or row.asked_at, row.id), reverse=True)


def _of_visit(panel: Panel, stay: list[Any], known: dict[int, Any]) -> Iterable[Row]:
    left_at = stay[1]
    # Who leaves a stage has the interviews to come called off.
    times: list[Any] = [one for one in panel.times.values() if left_at is None or one[0] <= left_at]
    for number, asked in panel.asked.items():
        if asked.released_at is None and asked.account_id in known:
            who = (number, asked.account_id, asked.at, *known[asked.account_id][1:], asked.scored_at)
            for time in times or [(None, None)]:
                yield Row._make([*who, *time, *stay])


def _accounts(called: ColumnElement[bool]) -> Iterable[Any]:
    return db.session.execute(
        select(Account.id, Person.name, Person.latin_name)
        .join(Person, Person.id == Account.person_id)
        .where(called)
    )


def _stays(reader: Account, openings: ColumnElement[bool], at: datetime) -> Iterable[Any]:
    """The visits for which anybody was ever asked, as they stood: id, and the end of a Row."""
    visit, stood, candidate = then.visits(at).c, then.states(at).c, aliased(Person)
    return db.session.execute(
        select(
            visit.id,
            visit.application_id,
            visit.left_at,
            stood.status,
            Opening.code,
            Stage.name,
            Stage.kind,
            Application.id.in_(to_judge(reader.id)).label("hidden"),
            *names(reader, candidate),
        )
        .join(stood.application_id.table, stood.application_id == visit.application_id)
        .join(Stage, Stage.id == visit.stage_id)
        .join(Application, Application.id == visit.application_id)
        .join(candidate, candidate.id == Application.person_id)
        .join(Opening, Opening.id == visit.opening_id)
        .where(visit.id.in_(select(Panelist.visit_id)), openings)
    )


def held_role(at: datetime) -> set[tuple[int, Team]]:
    """(account id, team) of who held the role of interviewer, of accounts that were open: what is so now,
    and each entry since then taken back."""
    held = {(row[0], row[1]) for row in db.session.execute(_grants())}
    closed = set(db.session.scalars(select(Account.id).where(Account.closed_at.is_not(None))))
    for entry in db.session.execute(_since(at)):
        grant = (entry.subject_id, entry.details.get("team"))
        if entry.verb == "account closed":
            closed.discard(entry.subject_id)
        elif entry.verb == "account reopened":
            closed.add(entry.subject_id)
        elif entry.details["role"] == Role.INTERVIEWER.value:
            (held.discard if entry.verb == "role given" else held.add)(grant)
    return {one for one in held if one[0] not in closed}


def _grants() -> Any:
    return select(Grant.account_id, Grant.team_id).where(Grant.role == Role.INTERVIEWER)


def _since(at: datetime) -> Any:
    """Entries about accounts from `at` on, the latest first."""
    verbs = ("role given", "role taken away", "account closed", "account reopened")
    return (
        select(Entry.subject_id, Entry.verb, Entry.details)
        .where(Entry.subject_kind == "account", Entry.verb.in_(verbs), Entry.at >= at)
        .order_by(Entry.at.desc(), Entry.id.desc())
    )
