"""What falls due by its day rather than by a stage: tasks before a first day, and checks to be renewed."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from core import clock
from core.db import db
from people.models import Account, Person
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import (
    Application,
    BackgroundCheck,
    CheckPackage,
    Opening,
    PreboardingStep,
    PreboardingTask,
)
from recruiting.queries.blindness import names
from recruiting.queries.checks import is_to_be_renewed
from recruiting.queries.preboarding import is_by_today, is_due
from recruiting.queries.reach import reachable
from recruiting.states import Status

SHOWN = 6
"""The rest is a link away: whoever has more to do sees the longest due."""
TASK, CHECK = "task", "check"


def due_of(account: Account, most: int = SHOWN) -> list[Any]:
    """What of it waits on the account, longest due first, in one statement: kind, id, due_on, what (words),
    application id, name, latin name, opening code, and how many there are (`found`)."""
    return list(db.session.execute(_due(Reader.of(account), clock.today(), most)).all())


@lru_cache(KEPT)
def _due(reader: Reader, _today: date, most: int) -> Select[Any]:
    both = union_all(_tasks(reader), _checks(reader)).subquery()
    query = select(both, func.count().over().label("found")).order_by(both.c.due_on, both.c.id)
    return query.limit(most)


def _row(reader: Reader, kind: str, number: Any, due_on: Any, what: Any) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        number.label("id"),
        due_on.label("due_on"),
        what.label("what"),
        Application.id.label("application_id"),
        *names(reader),
        Opening.code.label("code"),
    )


def _tasks(reader: Reader) -> Select[Any]:
    return (
        _row(reader, TASK, PreboardingTask.id, PreboardingTask.due_on, PreboardingStep.name)
        .join(PreboardingStep, PreboardingStep.id == PreboardingTask.step_id)
        .join(Application, Application.id == PreboardingTask.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            is_due(reader),
            # A list as well: without statistics SQLite would rather look through all who applied.
            PreboardingTask.id.in_(select(PreboardingTask.id).where(is_by_today())),
            Application.status.in_((Status.ACTIVE, Status.ON_HOLD, Status.HIRED)),
            reachable(reader, Permission.HIRE),
        )
    )


def _checks(reader: Reader) -> Select[Any]:
    return (
        _row(reader, CHECK, BackgroundCheck.id, BackgroundCheck.good_until, CheckPackage.name)
        .join(CheckPackage, CheckPackage.id == BackgroundCheck.package_id)
        .join(Application, Application.id == BackgroundCheck.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(is_to_be_renewed(), reachable(reader, Permission.SEE_CHECKS))
    )
