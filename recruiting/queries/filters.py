"""Which applications a board or a list shows: one set of filters, orders and columns for both.

Conditions speak of Visit joined with its Application and Person (`of_visits`).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.record import Entry
from people.models import Account, Person
from people.permissions import Role
from people.readers import Reader
from recruiting.models import Application, Candidate, Channel, Stage, Visit
from recruiting.queries import touches
from recruiting.queries.blindness import is_hidden
from recruiting.queries.scoring import to_judge
from recruiting.queries.searching import Meant, meant
from recruiting.states import OPEN, StageKind, Status, Wait, WaitsOn

ME = "me"
OPEN_ONES, ALL = "open", "all"
FIVE_POINTS = 5
SCORED = "scorecard submitted"
HAPPENED = ("applied", SCORED, "withdrawn", "rejected", "offer accepted", "offer declined", "hired")
"""What the record says that lists are asked for, the most telling first."""


@dataclass(frozen=True)
class Filters:
    """What is asked for; an empty value leaves the choice open.

    waits: `ME` or a value of WaitsOn.  status: `OPEN_ONES`, `ALL` or a value of Status.
    score_min: up to 5 it is compared with marks of interviews, above with marks of 100.
    reached: key of a stage that was ever entered.
    happened, since: what the record says of it, a verb of HAPPENED, from the beginning of this day on.
    source, campaign: what a link said that brought the application, corrections counted.
    meant: whom `text` means, once `resolved`.
    """

    text: str = ""
    stage: str = ""
    waits: str = ""
    overdue: bool = False
    channel: str = ""
    status: str = OPEN_ONES
    score_min: Decimal | None = None
    referred: bool = False
    applied_from: date | None = None
    applied_to: date | None = None
    evening: bool = False
    opening: int | None = None
    reached: str = ""
    happened: str = ""
    since: date | None = None
    source: str = ""
    campaign: str = ""
    meant: Meant | None = None


def is_plain(wanted: Filters) -> bool:
    """Are all who stand in a stage asked for, of one opening or of all?"""
    return replace(wanted, opening=None) == Filters()


def of_visits(*columns: Any) -> Select[Any]:
    """Visits with their applications and persons, still unfiltered."""
    return (
        select(*columns)
        .select_from(Visit)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
    )


def in_status(status: str) -> list[ColumnElement[bool]]:
    """The visits in which applications of this status stand or, once closed, stood last."""
    if status == OPEN_ONES:
        return [Visit.left_at.is_(None)]
    if status == ALL:
        return [_is_newest()]
    if status in OPEN:
        return [Visit.left_at.is_(None), Application.status == Status(status)]
    return [Application.status == Status(status), _is_newest()]


def _is_newest() -> ColumnElement[bool]:
    later = aliased(Visit)
    newest = (
        select(func.max(later.id))
        .where(later.application_id == Application.id, later.voided_at.is_(None))
        .correlate(Application)
        .scalar_subquery()
    )
    return Visit.id == newest


def conditions(wanted: Filters, reader: Account, at: datetime | None = None) -> list[ColumnElement[bool]]:
    """Everything but the status. `at`: for a board of the past, where only what was so then counts."""
    found = [*_about_the_person(wanted, reader), *_about_the_application(wanted)]
    if wanted.happened:
        found += _has_happened(wanted, reader, at)
    if wanted.overdue:
        found.append(is_overdue(clock.now()) if at is None else Visit.due_at < at)
    if wanted.waits and at is None:
        found.append(_waits(wanted.waits, reader))
    if wanted.score_min is not None and at is None:
        found.append(_has_mark(wanted.score_min, reader))
    return found


def _about_the_person(wanted: Filters, reader: Account) -> list[ColumnElement[bool]]:
    found = []
    if wanted.text:
        found.append((wanted.meant or meant(wanted.text, reader)).condition(reader))
        found.append(~is_hidden(reader))  # whoever is reviewed blind is not found by what they are called
    if wanted.evening:
        willing = select(Candidate.person_id).where(Candidate.evening_shift.is_(True))
        found.append(Application.person_id.in_(willing))
    return found


def resolved(wanted: Filters, reader: Account) -> Filters:
    """The same with whom its text means looked up, so that a page that counts, lists and draws columns
    asks that once."""
    return replace(wanted, meant=meant(wanted.text, reader)) if wanted.text else wanted


def _about_the_application(wanted: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.opening:
        found.append(Visit.opening_id == wanted.opening)
    if wanted.stage:
        found.append(Visit.stage_id.in_(select(Stage.id).where(Stage.key == wanted.stage)))
    if wanted.channel:
        found.append(Application.channel_id.in_(select(Channel.id).where(Channel.key == wanted.channel)))
    if wanted.referred:
        found.append(Application.referrer_id.is_not(None))
    if wanted.applied_from:
        found.append(Application.applied_at >= clock.day_start(wanted.applied_from))
    if wanted.applied_to:
        found.append(Application.applied_at < clock.day_end(wanted.applied_to))
    if wanted.reached:
        found.append(_ever_entered(wanted.reached))
    if wanted.source or wanted.campaign:
        found.append(touches.came_by(wanted.source, wanted.campaign))
    return found


def _ever_entered(stage_key: str) -> ColumnElement[bool]:
    entered = aliased(Visit)
    return (
        exists()
        .where(
            entered.application_id == Application.id,
            entered.voided_at.is_(None),
            entered.stage_id.in_(select(Stage.id).where(Stage.key == stage_key)),
        )
        .correlate(Application)
    )


def _has_happened(wanted: Filters, reader: Account, at: datetime | None) -> list[ColumnElement[bool]]:
    """That a scorecard of others is there, nobody learns who still owes the own."""
    told = select(Entry.subject_id).where(Entry.subject_kind == "application", Entry.verb == wanted.happened)
    if wanted.since:
        told = told.where(Entry.at >= clock.day_start(wanted.since))
    if at is not None:
        told = told.where(Entry.at < at)
    found: list[ColumnElement[bool]] = [Application.id.in_(told)]
    return [*found, Application.id.not_in(to_judge(reader.id))] if wanted.happened == SCORED else found


def is_overdue(at: datetime) -> ColumnElement[bool]:
    """Past its target, and not set aside: what is on hold is late for nobody."""
    return and_(Visit.due_at < at, Visit.waits_for != Wait.NOTHING)


def _waits(on: str, reader: Account) -> ColumnElement[bool]:
    waits = and_(Visit.waits_for != Wait.NOTHING, Visit.left_at.is_(None))
    if on != ME:
        return and_(waits, Visit.waits_on == WaitsOn(on))
    mine = [Visit.waits_on_id == reader.id]
    if parts := parts_of(reader):
        mine.append(and_(Visit.waits_on_id.is_(None), Visit.waits_on.in_(sorted(parts))))
    return and_(waits, or_(*mine))


def parts_of(reader: Account) -> frozenset[WaitsOn]:
    """For what the reader stands when a thing waits for no account of its own."""
    parts = {Role.RECRUITER: WaitsOn.RECRUITER, Role.MANAGER: WaitsOn.MANAGER}
    return frozenset(part for role, part in parts.items() if role in reader.roles)


_scored = Visit.__table__.alias("scored")
_NEWEST_MARK = select(func.max(_scored.c.id)).where(
    _scored.c.application_id == Application.id, _scored.c.mark.is_not(None), _scored.c.voided_at.is_(None)
)


def newest_mark(reader: Account | Reader, before: datetime | None = None) -> ColumnElement[int | None]:
    """Id of the application's last visit that has a mark; of those ended before a moment, if given.
    An application that the reader still has to judge gives nothing away."""
    query = _NEWEST_MARK.where(_scored.c.application_id.not_in(to_judge(reader.id)))
    if before is not None:
        query = query.where(_scored.c.left_at < before)
    return query.correlate(Application).scalar_subquery()


def _has_mark(least: Decimal, reader: Account) -> ColumnElement[bool]:
    marked, stage = aliased(Visit), aliased(Stage)
    of_five = stage.kind == StageKind.INTERVIEW
    return exists().where(
        marked.id == newest_mark(reader),
        stage.id == marked.stage_id,
        of_five if least <= FIVE_POINTS else ~of_five,
        marked.mark >= least,
    )


def _mark_of_thousand(reader: Account | Reader) -> ColumnElement[int]:
    """The last mark on one scale, as a whole number so that pages by key meet exactly; -1 without."""
    marked, stage = aliased(Visit), aliased(Stage)
    of_five = stage.kind == StageKind.INTERVIEW
    scaled = cast(func.round(marked.mark * case((of_five, 200), else_=10)), Integer)
    query = select(scaled).where(marked.id == newest_mark(reader), stage.id == marked.stage_id)
    return func.coalesce(query.correlate(Application).scalar_subquery(), -1)


@dataclass(frozen=True)
class Order:
    """By what the rows are sorted; ties by visit. `of_time`: the key is a moment."""

    key: ColumnElement[Any]
    falling: bool
    of_time: bool = True


def order(name: str, reader: Account | Reader) -> Order:
    """longest stay, newest in the stage, best mark, or last applied first."""
    if name == "mark":
        return Order(_mark_of_thousand(reader), falling=True, of_time=False)
    if name == "applied":
        return Order(Application.applied_at.expression, falling=True)
    return Order(Visit.entered_at.expression, falling=name == "newest")


ORDERS = ("longest", "newest", "mark", "applied")
