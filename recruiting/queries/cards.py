"""One application as boards and lists show it: plain columns, read for many at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, Subquery, and_, select

from core import clock
from core.db import Words, db
from people.models import Account, Person
from people.readers import Reader
from recruiting.models import Application, Channel, Opening, PipelineVersion, Stage, Visit
from recruiting.models.application import veil
from recruiting.queries.blindness import is_hidden
from recruiting.queries.filters import newest_mark, parts_of
from recruiting.states import OPEN, StageKind, Status, Verdict, Wait, WaitsOn


@dataclass(frozen=True)
class Card:
    """An application in its stage. `mark` is its newest one, judged by the pass mark of where it was
    given; `hidden` means that the reader reviews blind; `at` is the moment that is looked at; `key` is by
    what the rows are ordered."""

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
    mark_stage_key: str | None
    pass_mark: Decimal | None
    hidden: bool
    key: Any
    at: datetime

    @property
    def seen(self) -> str:
        return f"{self.visit_id}.{self.visit_version}"

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.latin_name}" if self.latin_name else self.name

    @property
    def is_referred(self) -> bool:
        return self.referrer_id is not None

    @cached_property
    def days(self) -> int:
        """How long in this stage, in whole days."""
        left = self.left_at if self.left_at and self.left_at < self.at else self.at
        return clock.days_between(self.entered_at, left)

    @cached_property
    def allowed_days(self) -> int:
        """How many days on the calendar it has here, those included on which nobody works."""
        return clock.dates_between(self.entered_at, self.due_at)

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


def cards(detailed: Select[Any], at: datetime | None = None) -> list[Card]:
    """The cards that a statement made by `detailed` gives, `at` a past moment; in no order."""
    return [_card(row, at or clock.now()) for row in db.session.execute(detailed)]


def _card(row: Row[Any], at: datetime) -> Card:
    values = [*row, at]
    values[STATUS] = Status(values[STATUS])  # of the past it comes out of the record, as a word
    card = Card(*values)
    return replace(card, name=veil(card.application_id), latin_name=None) if card.hidden else card


_visit, _application, _person = Visit.__table__, Application.__table__, Person.__table__
_channel, _opening, _stage = Channel.__table__, Opening.__table__, Stage.__table__
_version = PipelineVersion.__table__


ABOUT_THE_PERSON = (
    _application.c.id, _visit.c.id, _visit.c.version, _person.c.name, _person.c.latin_name
)  # fmt: skip
ABOUT_THE_STAY = (
    _channel.c.key, _channel.c.name, _application.c.referrer_id, _application.c.applied_at, _opening.c.id,
    _opening.c.code, _opening.c.title, _stage.c.id, _stage.c.key, _stage.c.name, _stage.c.kind,
    _stage.c.target_days, _version.c.number,
)  # fmt: skip
DATES = (_visit.c.entered_at, _visit.c.left_at, _visit.c.due_at)
ABOUT_THE_WAIT = (
    _visit.c.verdict, _visit.c.waits_for, _visit.c.waits_on, _visit.c.waits_on_id,
)  # fmt: skip


STATUS = len(ABOUT_THE_PERSON)
"""Where it stands in a row."""
# Made once, as tables and columns: an alias of a model made for each page takes longer than the database.
_marked, _marked_in = Visit.__table__.alias("marked"), Stage.__table__.alias("marked_in")
_asked, _waiter = Account.__table__.alias("asked"), Person.__table__.alias("waiter")


def detailed(chosen: Subquery, reader: Account | Reader, at: datetime | None = None) -> Select[Any]:
    """The statement for the cards of `chosen`: a subquery of visit ids (`id`) with what they are ordered by
    (`key`); for the past also with the `status` and the dates of the stay that were known then, `at` being
    the moment."""
    return (
        select(
            *ABOUT_THE_PERSON,
            chosen.c.status if "status" in chosen.c else _application.c.status,
            *ABOUT_THE_STAY,
            *(chosen.c.get(date.name, date) for date in DATES),
            *ABOUT_THE_WAIT,
            _waiter.c.name,
            _marked.c.mark,
            _marked_in.c.name,
            _marked_in.c.key,
            _marked_in.c.pass_mark,
            and_(_opening.c.blind_review, is_hidden(reader)),  # asked only where somebody reviews blind
            chosen.c.key,
        )
        .select_from(chosen)
        .join(_visit, _visit.c.id == chosen.c.id)
        .join(_application, _application.c.id == _visit.c.application_id)
        .join(_person, _person.c.id == _application.c.person_id)
        .join(_channel, _channel.c.id == _application.c.channel_id)
        .join(_opening, _opening.c.id == _application.c.opening_id)
        .join(_stage, _stage.c.id == _visit.c.stage_id)
        .join(_version, _version.c.id == _stage.c.pipeline_version_id)
        .outerjoin(_asked, _asked.c.id == _visit.c.waits_on_id)
        .outerjoin(_waiter, _waiter.c.id == _asked.c.person_id)
        .outerjoin(_marked, _marked.c.id == newest_mark(reader, at))
        .outerjoin(_marked_in, _marked_in.c.id == _marked.c.stage_id)
    )
