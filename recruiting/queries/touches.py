"""First and last touch of applications. A first touch may be one of an earlier application of the same
person; the last is the application's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, func, or_, select
from sqlalchemy.orm import aliased

from core.db import db
from people.models import Account, Person
from recruiting.models import Application, Touch
from recruiting.queries import then
from recruiting.states import Status


def first_id() -> ScalarSelect[int]:
    """Id of the touch by which the person of an Application first met us."""
    touch, met = aliased(Touch), aliased(Application)
    before = and_(touch.at <= Application.applied_at, met.id < Application.id, met.status != Status.VOID)
    return (
        select(touch.id)
        .join(met, met.id == touch.application_id)
        .where(
            met.person_id == Application.person_id,
            or_(touch.application_id == Application.id, before),
            *_stands(touch, None),
        )
        .order_by(touch.at, touch.id)
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def first_ids(at: datetime | None) -> Subquery:
    """application_id and touch_id: the touch by which its person first met us, as known at the moment
    `at`, when perhaps others were one person."""
    if at is None:
        return select(Application.id.label("application_id"), first_id().label("touch_id")).subquery()
    persons = then.persons(at)
    own, met, touch = persons.alias("own"), persons.alias("met"), aliased(Touch)
    before = and_(touch.at <= own.c.applied_at, met.c.application_id < own.c.application_id, ~met.c.is_void)
    first = func.row_number().over(partition_by=own.c.application_id, order_by=(touch.at, touch.id))
    ranked = (
        select(own.c.application_id, touch.id.label("touch_id"), first.label("place"))
        .join(met, met.c.person_id == own.c.person_id)
        .join(touch, touch.application_id == met.c.application_id)
        .where(or_(met.c.application_id == own.c.application_id, before), *_stands(touch, at))
        .subquery()
    )
    return select(ranked.c.application_id, ranked.c.touch_id).where(ranked.c.place == 1).subquery()


def last_id(at: datetime | None = None) -> ScalarSelect[int]:
    """Id of the touch that brought an Application, as known at the moment `at`."""
    touch = aliased(Touch)
    return (
        select(touch.id)
        .where(touch.application_id == Application.id, *_stands(touch, at))
        .order_by(touch.at.desc(), touch.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def came_by(source: str = "", campaign: str = "") -> ColumnElement[bool]:
    """Has the Application a touch of this source and this campaign ("" for any), in either case?"""
    touch = aliased(Touch)
    asked = ((touch.source, source), (touch.campaign, campaign))
    return (
        select(touch.id)
        .where(
            touch.application_id == Application.id,
            *(func.lower(column) == text.lower() for column, text in asked if text),
            *_stands(touch, None),
        )
        .correlate(Application)
        .exists()
    )


def _stands(touch: Any, at: datetime | None) -> list[ColumnElement[bool]]:
    """Conditions: known by the moment `at` (None: now), and not corrected by then."""
    later = aliased(Touch)
    corrected = select(later.id).where(later.replaces_id == touch.id)
    if at is not None:
        corrected = corrected.where(later.entered_at < at)
    stands = ~corrected.correlate(touch).exists()
    return [stands] if at is None else [touch.entered_at < at, stands]


def touch_of(touch_id: int, application_id: int) -> Touch | None:
    """The touch of this id, where it is the application's own."""
    found = db.session.get(Touch, touch_id)
    return found if found and found.application_id == application_id else None


def is_replaced(touch_id: int) -> bool:
    return db.session.scalar(select(Touch.id).where(Touch.replaces_id == touch_id)) is not None


def history(application_id: int) -> Sequence[Any]:
    """Every touch of the application, corrections beside what they replace: with who wrote it down."""
    later = aliased(Touch)
    return db.session.execute(
        select(Touch, Person.name.label("author"), later.id.label("replaced_by"))
        .outerjoin(Account, Account.id == Touch.entered_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(later, later.replaces_id == Touch.id)
        .where(Touch.application_id == application_id)
        .order_by(Touch.at, Touch.id)
    ).all()
