"""An opening's board as it stood at the end of a day, read from the record alone."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, select, true

from core.db import db
from core.record import Entry
from people.models import Account, Person
from recruiting.models import Application, Opening, Visit
from recruiting.queries.board import CARDS, Column, arranged, deal, with_stages
from recruiting.queries.filters import ALL, OPEN_ONES, Filters, conditions, order
from recruiting.queries.listing import sorted_cards
from recruiting.queries.then import corrected_since
from recruiting.states import OPEN, OpeningStatus, Shift, Status


@dataclass
class HeadThen:
    """What stood above the board then; `status` is None before the opening was there, `seats` and
    `on_duty_by` where the record does not say."""

    version: int
    filled: int = 0
    status: OpeningStatus | None = None
    seats: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def on_duty_by(self) -> date | None:
        said = self.facts.get("on_duty_by")
        return date.fromisoformat(said) if said else None

    @property
    def shift(self) -> Shift | None:
        said = self.facts.get("shift")
        return Shift(said) if said else None


RUNS_ON = "pipeline version changed"


def head_at(opening: Opening, at: datetime) -> HeadThen:
    """The opening just before `at`, from its own entries, and how many were hired by then; one statement."""
    stood = _stood(opening.id, at)
    hired = select(func.count()).select_from(stood).where(stood.c.status == Status.HIRED).scalar_subquery()
    rows = db.session.execute(
        select(Entry.at, Entry.verb, Entry.details, hired)
        .where(Entry.subject_kind == "opening", Entry.subject_id == opening.id)
        .order_by(Entry.at, Entry.id)
    ).all()
    then = HeadThen(opening.pipeline_version.number)
    changes = [(said_at < at, details) for said_at, verb, details, _filled in rows if verb == RUNS_ON]
    if changes:
        before = [details["after"] for was, details in changes if was]
        then.version = before[-1] if before else changes[0][1]["before"]
    for said_at, verb, details, filled in rows:
        then.filled = filled
        if said_at < at:
            _retell(then, verb, details)
    return then


def _retell(then: HeadThen, verb: str, details: dict[str, Any]) -> None:
    if details.get("state"):
        then.status = OpeningStatus(details["state"])
    if verb in ("opened", "changed"):
        then.facts |= details.get("after") or {}
    if verb == "opened":
        then.seats = details.get("seats")
    elif verb == "seats changed":
        then.seats = details["after"]


def columns_at(opening: Opening, wanted: Filters, reader: Account, at: datetime) -> list[Column]:
    """The columns as they were just before `at`, longest stay first, with the cards' first ones; a
    chosen stage is shown whole. What an application waited for then is not kept, nor filtered by."""
    then = _stood(opening.id, at)
    found = and_(true(), *conditions(replace(wanted, overdue=False), reader, at))
    if wanted.overdue:
        found = and_(found, then.c.due_at < at)
    built = arranged(opening, with_stages(_counts(then, wanted, found, at)), wanted.stage)
    shown = [column for column in built if column.found]
    if shown:
        first = _first_of_each(then, wanted, found, whole=bool(wanted.stage))
        deal(shown, sorted_cards(first, order("longest", reader), reader, at))
        for column in shown:
            column.after = None
    return built


def _stood(opening_id: int, at: datetime) -> Subquery:
    """The last state of each application that the record had before `at`, with the dates of its stay."""
    state = Entry.details["state"]
    ranked = (
        select(
            state["status"].as_string().label("status"),
            state["visit"].as_integer().label("visit_id"),
            func.row_number()
            .over(partition_by=Entry.subject_id, order_by=(Entry.at.desc(), Entry.id.desc()))
            .label("place"),
        )
        .join(Application, Application.id == Entry.subject_id)
        .where(
            Entry.subject_kind == "application",
            Application.opening_id == opening_id,
            Entry.at < at,
            state["visit"].as_integer().is_not(None),
        )
        .subquery()
    )
    own, following = corrected_since(at), corrected_since(at, "former")
    return (
        select(
            ranked.c.status,
            ranked.c.visit_id,
            func.coalesce(own.c.entered_at, Visit.entered_at).label("entered_at"),
            func.coalesce(following.c.left_at, Visit.left_at).label("left_at"),
            func.coalesce(own.c.due_at, Visit.due_at).label("due_at"),
        )
        .join(Visit, Visit.id == ranked.c.visit_id)
        .outerjoin(own, own.c.visit_id == ranked.c.visit_id)
        .outerjoin(following, following.c.visit_id == ranked.c.visit_id)
        .where(ranked.c.place == 1)
        .subquery()
    )


def _of_then(then: Subquery, wanted: Filters, *columns: Any) -> Select[Any]:
    query: Select[Any] = (
        select(*columns)
        .select_from(then)
        .join(Visit, Visit.id == then.c.visit_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
    )
    if wanted.status == ALL:
        return query.where(then.c.status != Status.VOID.value)
    asked = sorted(OPEN) if wanted.status == OPEN_ONES else [Status(wanted.status)]
    return query.where(then.c.status.in_([status.value for status in asked]))


def _counts(then: Subquery, wanted: Filters, found: Any, at: datetime) -> Subquery:
    return (
        _of_then(
            then,
            wanted,
            Visit.stage_id,
            func.count().label("total"),
            func.sum(case((found, 1), else_=0)).label("found"),
            func.sum(case((and_(found, then.c.due_at < at), 1), else_=0)).label("over"),
        )
        .group_by(Visit.stage_id)
        .subquery()
    )


def _first_of_each(then: Subquery, wanted: Filters, found: Any, *, whole: bool) -> Subquery:
    place = func.row_number().over(partition_by=Visit.stage_id, order_by=(then.c.entered_at, Visit.id))
    ranked = (
        _of_then(
            then,
            wanted,
            Visit.id.label("id"),
            then.c.entered_at.label("key"),
            then.c.status.label("status"),
            then.c.entered_at,
            then.c.left_at,
            then.c.due_at,
            place.label("place"),
        )
        .where(found)
        .subquery()
    )
    first = select(*(column for column in ranked.c if column.name != "place"))
    return (first if whole else first.where(ranked.c.place <= CARDS)).subquery()
