"""What falls due by its day rather than by a stage: tasks before a first day, and checks to be renewed."""

from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from core.db import db
from people.models import Account, Person
from people.permissions import Permission
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
from recruiting.queries.preboarding import is_due
from recruiting.queries.reach import reachable
from recruiting.states import Status

SHOWN = 6
"""The rest is a link away: whoever has more to do sees the longest due."""
TASK, CHECK = "task", "check"


def due_of(account: Account, most: int = SHOWN) -> list[Any]:
    """What of it waits on the account, longest due first, in one statement: kind, id, due_on, what (words),
    application id, name, latin name, opening code, and how many there are (`found`)."""
    both = union_all(_tasks(account), _checks(account)).subquery()
    query = select(both, func.count().over().label("found")).order_by(both.c.due_on, both.c.id)
    return list(db.session.execute(query.limit(most)).all())


def _row(account: Account, kind: str, number: Any, due_on: Any, what: Any) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        number.label("id"),
        due_on.label("due_on"),
        what.label("what"),
        Application.id.label("application_id"),
        *names(account),
        Opening.code.label("code"),
    )


def _tasks(account: Account) -> Select[Any]:
    return (
        _row(account, TASK, PreboardingTask.id, PreboardingTask.due_on, PreboardingStep.name)
        .join(PreboardingStep, PreboardingStep.id == PreboardingTask.step_id)
        .join(Application, Application.id == PreboardingTask.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            is_due(account),
            Application.status.in_((Status.ACTIVE, Status.ON_HOLD, Status.HIRED)),
            reachable(account, Permission.HIRE),
        )
    )


def _checks(account: Account) -> Select[Any]:
    return (
        _row(account, CHECK, BackgroundCheck.id, BackgroundCheck.good_until, CheckPackage.name)
        .join(CheckPackage, CheckPackage.id == BackgroundCheck.package_id)
        .join(Application, Application.id == BackgroundCheck.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(is_to_be_renewed(), reachable(account, Permission.SEE_CHECKS))
    )
