"""One application as boards and lists show it: plain columns, read for many at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, Subquery, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import Words, db
from people.models import Account, Person
from recruiting.models import Application, Channel, Opening, PipelineVersion, Stage, Visit
from recruiting.queries.filters import newest_mark, parts_of
from recruiting.states import OPEN, StageKind, Status, Verdict, Wait, WaitsOn


@dataclass(frozen=True)
class Card:
    """An application in its stage. `mark` is its newest one, judged by the pass mark of where it was
    given; `at` is the moment that is looked at; `key` is by what the rows are ordered."""

    application_id: int
    visit_id: int
    visit_version: int
    name: str
    latin_name: str | None
    status: Status
    channel_key: str
    channel: Words
    referrer_id: int | None
    applied_at: datetime
    opening_id: int
    opening_code: str
    opening_title: Words
    stage_id: int
    stage_key: str
    stage: Words
    stage_kind: StageKind
    target_days: int
    version_number: int
    entered_at: datetime
    left_at: datetime | None
    due_at: datetime
    verdict: Verdict | None
    waits_for: Wait
    waits_on: WaitsOn
    waits_on_id: int | None
    waiter: str | None
    mark: Decimal | None
    mark_stage: Words | None
    pass_mark: Decimal | None
    key: Any
    at: datetime

    @property
    def seen(self) -> str:
        return f"{self.visit_id}.{self.visit_version}"

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.latin_name}" if self.latin_name else self.name

    @property
    def days(self) -> int:
        """How long in this stage, in whole days."""
        left = self.left_at if self.left_at and self.left_at < self.at else self.at
        return clock.days_between(self.entered_at, left)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_over(self) -> bool:
        return self.status is Status.ACTIVE and self.due_at < self.at

    @property
    def is_held(self) -> bool:
        return self.status is Status.ON_HOLD

    @property
    def digits(self) -> int:
        """Decimals of the mark: of 5 always one, of 100 only where there is one."""
        return 1 if self.mark is not None and (self.mark <= 5 or self.mark % 1) else 0

    @property
    def needed(self) -> Decimal | int | None:
        """The pass mark without needless decimals."""
        mark = self.pass_mark
        return int(mark) if mark is not None and not mark % 1 else mark

    def waits_for_me(self, reader: Account) -> bool:
        if not self.is_open or self.waits_for is Wait.NOTHING:
            return False
        if self.waits_on_id is not None:
            return self.waits_on_id == reader.id
        return self.waits_on in parts_of(reader)


def cards(chosen: Subquery, reader: Account, at: datetime | None = None) -> list[Card]:
    """The cards of `chosen`: a subquery of visit ids (`id`) with what they are ordered by (`key`); for
    the past also with the `status` of that day, `at` being the moment. In no order. One statement."""
    rows = db.session.execute(_detailed(chosen, reader, at))
    return [_card(row, at or clock.now()) for row in rows]


def _card(row: Row[Any], at: datetime) -> Card:
    card = Card(*[*row, at])
    return replace(card, status=Status(card.status))


ABOUT_THE_PERSON = (
    Application.id, Visit.id, Visit.version, Person.name, Person.latin_name
)  # fmt: skip
ABOUT_THE_STAY = (
    Channel.key, Channel.name, Application.referrer_id, Application.applied_at, Opening.id,
    Opening.code, Opening.title, Stage.id, Stage.key, Stage.name, Stage.kind, Stage.target_days,
    PipelineVersion.number, Visit.entered_at, Visit.left_at, Visit.due_at, Visit.verdict,
    Visit.waits_for, Visit.waits_on, Visit.waits_on_id,
)  # fmt: skip


def _detailed(chosen: Subquery, reader: Account, at: datetime | None) -> Select[Any]:
    marked, marked_in = aliased(Visit), aliased(Stage)
    asked, waiter = aliased(Account), aliased(Person)
    return (
        select(
            *ABOUT_THE_PERSON,
            chosen.c.status if "status" in chosen.c else Application.status,
            *ABOUT_THE_STAY,
            waiter.name,
            marked.mark,
            marked_in.name,
            marked_in.pass_mark,
            chosen.c.key,
        )
        .select_from(chosen)
        .join(Visit, Visit.id == chosen.c.id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Channel, Channel.id == Application.channel_id)
        .join(Opening, Opening.id == Application.opening_id)
        .join(Stage, Stage.id == Visit.stage_id)
        .join(PipelineVersion, PipelineVersion.id == Stage.pipeline_version_id)
        .outerjoin(asked, asked.id == Visit.waits_on_id)
        .outerjoin(waiter, waiter.id == asked.person_id)
        .outerjoin(marked, marked.id == newest_mark(reader, at))
        .outerjoin(marked_in, marked_in.id == marked.stage_id)
    )
