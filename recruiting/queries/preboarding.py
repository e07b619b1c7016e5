"""What is to be done before the first day, as the verbs and pages read it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from core import clock
from core.db import Words, db
from people.models import Account, Person
from people.permissions import Permission, Role
from people.readers import Reader
from recruiting.models import Application, Offer, Opening, PreboardingStep, PreboardingTask
from recruiting.queries.blindness import names
from recruiting.queries.checks import is_called
from recruiting.queries.reach import reachable
from recruiting.states import Status, TaskOwner

LIST_ORDER = (PreboardingTask.due_on, PreboardingTask.id)

IS_OPEN = and_(PreboardingTask.done_at.is_(None), PreboardingTask.dropped_at.is_(None))

SEEN_TO_BY = {
    Role.RECRUITER: (TaskOwner.RECRUITER, TaskOwner.CANDIDATE),
    Role.MANAGER: (TaskOwner.MANAGER,),
    Role.ADMINISTRATOR: (TaskOwner.IT,),
}
"""Role → whose tasks wait on who holds it: recruiters remind candidates, administrators speak for IT."""


def steps() -> Sequence[PreboardingStep]:
    """The list as it stands, in the order in which it is due."""
    query = select(PreboardingStep).where(PreboardingStep.retired_at.is_(None))
    return db.session.scalars(query.order_by(PreboardingStep.days, PreboardingStep.id)).all()


def step(step_id: int) -> PreboardingStep | None:
    return db.session.get(PreboardingStep, step_id)


def highest_step() -> int:
    """The highest id of a step, 0 without any."""
    return db.session.scalar(select(func.max(PreboardingStep.id))) or 0


def open_tasks(application_id: int) -> Sequence[PreboardingTask]:
    """What is still to be done for an application."""
    return db.session.scalars(
        select(PreboardingTask).where(PreboardingTask.application_id == application_id, IS_OPEN)
    ).all()


def open_papers(employment_ids: Collection[int]) -> dict[int, list[Words]]:
    """Employment → what is still to be done of the list of the application that led to it."""
    rows = db.session.execute(
        select(Application.employment_id, PreboardingStep.name)
        .join(PreboardingTask, PreboardingTask.application_id == Application.id)
        .join(PreboardingStep, PreboardingStep.id == PreboardingTask.step_id)
        .where(Application.employment_id.in_(employment_ids), IS_OPEN)
        .order_by(*LIST_ORDER)
    )
    found: dict[int, list[Words]] = {}
    for row in rows:
        found.setdefault(row.employment_id, []).append(row.name)
    return found


def open_of_employment(employment_id: int) -> Sequence[PreboardingTask]:
    """What is still to be done of the list of the application that led to an employment."""
    return db.session.scalars(
        select(PreboardingTask)
        .join(Application, Application.id == PreboardingTask.application_id)
        .where(Application.employment_id == employment_id, IS_OPEN)
        .options(joinedload(PreboardingTask.offer).joinedload(Offer.application))
    ).all()


def every_open_task() -> Sequence[PreboardingTask]:
    """What is still to be done for anybody, soonest first."""
    return db.session.scalars(select(PreboardingTask).where(IS_OPEN).order_by(*LIST_ORDER)).all()


def tasks_of(application_id: int) -> Sequence[PreboardingTask]:
    """The list of the newest accepted offer, in the order in which it is due, with who ticked what."""
    of_it = PreboardingTask.application_id == application_id
    newest = select(func.max(PreboardingTask.offer_id)).where(of_it).scalar_subquery()
    query = select(PreboardingTask).where(of_it, PreboardingTask.offer_id == newest)
    whole = query.options(selectinload(PreboardingTask.done_by), joinedload(PreboardingTask.offer))
    return db.session.scalars(whole.order_by(*LIST_ORDER)).all()


def task_of(application_id: int, task_id: int) -> PreboardingTask | None:
    return db.session.scalar(
        select(PreboardingTask).where(
            PreboardingTask.id == task_id, PreboardingTask.application_id == application_id
        )
    )


def owners_of(reader: Account | Reader) -> list[TaskOwner]:
    """Whose tasks wait on the reader."""
    return [owner for role in sorted(reader.roles) for owner in SEEN_TO_BY.get(role, ())]


def is_due(reader: Account | Reader) -> ColumnElement[bool]:
    """A condition on task and step: open, due today or before, and waiting on the reader."""
    return and_(is_by_today(), PreboardingStep.owner.in_(owners_of(reader)))


def is_by_today() -> ColumnElement[bool]:
    """A condition on task: open, due today or before."""
    return and_(IS_OPEN, PreboardingTask.due_on <= clock.today())


_WHO = aliased(Person)
_ROWS = (
    select(
        PreboardingTask.id,
        PreboardingTask.due_on,
        PreboardingTask.done_at,
        PreboardingStep.name.label("task"),
        PreboardingStep.owner,
        Application.id.label("application_id"),
        Offer.starts_on,
        Opening.code,
        _WHO.name.label("done_by"),
    )
    .join(PreboardingStep, PreboardingStep.id == PreboardingTask.step_id)
    .join(Offer, Offer.id == PreboardingTask.offer_id)
    .join(Application, Application.id == PreboardingTask.application_id)
    .join(Person, Person.id == Application.person_id)
    .join(Opening, Opening.id == Application.opening_id)
    .outerjoin(Account, Account.id == PreboardingTask.done_by_id)
    .outerjoin(_WHO, _WHO.id == Account.person_id)
    .where(
        PreboardingTask.dropped_at.is_(None),
        Application.status.in_((Status.ACTIVE, Status.ON_HOLD, Status.HIRED)),
    )
)


def listed(
    reader: Account, owner: TaskOwner | None = None, which: str = "open", text: str = ""
) -> Select[*tuple[Any, ...]]:
    """Tasks within reach, soonest first: rows for the list and its export. which: "open", "overdue",
    "done" or "all"."""
    wanted = [reachable(reader, Permission.HIRE), *_which(which)]
    if owner:
        wanted.append(PreboardingStep.owner == owner)
    if text:
        wanted.append(is_called(text, reader))
    return _ROWS.add_columns(*names(reader)).where(*wanted)


def _which(which: str) -> list[ColumnElement[bool]]:
    overdue = PreboardingTask.due_on < clock.today()
    ways: dict[str, list[ColumnElement[bool]]] = {
        "open": [IS_OPEN],
        "overdue": [IS_OPEN, overdue],
        "done": [PreboardingTask.done_at.is_not(None)],
    }
    return ways.get(which, [])


def all_of(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Every row of `listed`, in its order."""
    return db.session.execute(statement.order_by(*LIST_ORDER)).all()
