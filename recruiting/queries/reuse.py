"""Former results of a person, how long they may count again, and which were let count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from core import clock
from core.db import Words, db
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import (
    Application,
    CarriedResult,
    Opening,
    Panelist,
    Result,
    ReuseWindow,
    Scorecard,
    Stage,
    Visit,
)
from recruiting.queries.blindness import is_hidden
from recruiting.queries.reach import reachable
from recruiting.rules import REUSABLE, Window, months_later
from recruiting.states import StageKind, Status, Verdict


@dataclass(frozen=True)
class Former:
    """A result of an earlier application, and until which day it may count."""

    visit_id: int
    application_id: int
    code: str
    stage: Words
    mark: Any
    verdict: Verdict
    earned_at: datetime
    window: Window

    @property
    def earned_on(self) -> date:
        return clock.local(self.earned_at).date()

    @property
    def until(self) -> date:
        """The last day on which it may be let count."""
        return months_later(self.earned_on, self.window.months)

    @property
    def counts(self) -> bool:
        return self.window.months > 0 and clock.today() <= self.until

    @property
    def days(self) -> int:
        """How old it is."""
        return clock.days_between(self.earned_at, clock.now())


def windows() -> dict[StageKind, Window]:
    """Kind of stage → how long its results may count now; the defaults where nobody has said."""
    newest = (
        select(ReuseWindow.kind, func.max(ReuseWindow.number).label("number"))
        .group_by(ReuseWindow.kind)
        .subquery()
    )
    rows = db.session.scalars(
        select(ReuseWindow).join(
            newest, and_(newest.c.kind == ReuseWindow.kind, newest.c.number == ReuseWindow.number)
        )
    )
    said = {row.kind: Window(row.number, row.months) for row in rows}
    return {kind: said.get(kind, Window()) for kind in REUSABLE}


def editions() -> Sequence[ReuseWindow]:
    """Every edition of every window, newest first, with who set it."""
    setter = joinedload(ReuseWindow.set_by).joinedload(Account.person)
    query = select(ReuseWindow).options(setter).order_by(ReuseWindow.id.desc())
    return db.session.scalars(query).unique().all()


def may_count(visit: Visit, reader: Account) -> bool:
    """Is a former result of use: does somebody stand here without one, and may `reader` say so?"""
    waits = visit.left_at is None and visit.verdict is None
    return waits and visit.stage.kind in REUSABLE and reader.may(Permission.RECORD_RESULTS)


def former_results(visit: Visit, reader: Account) -> list[Former]:
    """What the person of a visit reached before in stages of the same key and kind, for other applications
    that the reader may reach and does not review blind, newest first."""
    if visit.stage.kind not in REUSABLE:
        return []
    window = windows()[visit.stage.kind]
    rows = db.session.execute(_former(visit, reader))
    found = [
        Former(row.id, row.application_id, row.code, row.name, row.mark, row.verdict, row.earned_at, window)
        for row in rows
    ]
    return sorted(found, key=lambda one: one.earned_at, reverse=True)


def _former(visit: Visit, reader: Account) -> Select[*tuple[Any, ...]]:
    """A stay whose result was itself carried over is left out: a result ages from when it was found."""
    carried = select(CarriedResult.id).where(CarriedResult.visit_id == Visit.id)
    found_at = func.coalesce(
        select(func.max(Result.entered_at)).where(Result.visit_id == Visit.id).scalar_subquery(),
        select(func.max(Scorecard.submitted_at))
        .join(Panelist, Panelist.id == Scorecard.panelist_id)
        .where(Panelist.visit_id == Visit.id)
        .scalar_subquery(),
        Visit.left_at,
        type_=Visit.left_at.type,
    )
    return (
        select(
            Visit.id,
            Visit.application_id,
            Opening.code,
            Stage.name,
            Visit.mark,
            Visit.verdict,
            found_at.label("earned_at"),
        )
        .join(Application, Application.id == Visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .join(Stage, Stage.id == Visit.stage_id)
        .where(
            Application.person_id == visit.application.person_id,
            Application.id != visit.application_id,
            Application.status != Status.VOID,
            Visit.voided_at.is_(None),
            Visit.left_at.is_not(None),
            Visit.verdict.is_not(None),
            Stage.key == visit.stage.key,
            Stage.kind == visit.stage.kind,
            reachable(reader, Permission.SEE_APPLICATIONS),
            ~is_hidden(reader),
            ~carried.correlate(Visit).exists(),
        )
    )


def carried_into(application_id: int) -> list[Any]:
    """Results that count in this application from another: what, where from, found when, let by whom."""
    here, there, stage = aliased(Visit), aliased(Visit), aliased(Stage)
    return list(
        db.session.execute(
            select(
                CarriedResult.id,
                CarriedResult.earned_at,
                CarriedResult.carried_at,
                CarriedResult.months,
                stage.name.label("stage"),
                there.application_id,
                Opening.code,
                Result.mark,
                Result.verdict,
                Person.name.label("by"),
            )
            .join(here, here.id == CarriedResult.visit_id)
            .join(stage, stage.id == here.stage_id)
            .join(there, there.id == CarriedResult.from_visit_id)
            .join(Opening, Opening.id == there.opening_id)
            .join(Result, Result.id == CarriedResult.result_id)
            .join(Account, Account.id == CarriedResult.carried_by_id)
            .join(Person, Person.id == Account.person_id)
            .where(here.application_id == application_id)
            .order_by(CarriedResult.id)
        )
    )
