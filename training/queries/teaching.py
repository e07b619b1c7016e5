"""Who teaches when, for whoever plans something else with them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from core.db import Words, db
from core.i18n import LANGUAGES
from people.models import Account, Person
from training.models import ClassSession, Cohort, CohortTrainer, Module, RecurrentSession
from training.states import SessionState, TrainerPart


class Session(NamedTuple):
    """A session that an account teaches, assists at or leads; `code` is that of its class, "" without one."""

    account_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    what: Words
    code: str


def sessions(account_ids: Collection[int], since: datetime, until: datetime) -> list[Session]:
    """Those of these accounts that meet an interval; two statements, none of nobody."""
    if not account_ids:
        return []
    taught = [Session(*row) for row in _taught(account_ids, since, until)]
    led = [
        Session(row.id, row.name, row.starts_at, row.ends_at, dict.fromkeys(LANGUAGES, row.topic), "")
        for row in _led(account_ids, since, until)
    ]
    return taught + led


def _taught(account_ids: Collection[int], since: datetime, until: datetime) -> Any:
    assists = (
        select(CohortTrainer.id)
        .where(
            CohortTrainer.cohort_id == ClassSession.cohort_id,
            CohortTrainer.account_id == Account.id,
            CohortTrainer.until.is_(None),
            CohortTrainer.part == TrainerPart.ASSISTANT,
        )
        .exists()
    )
    return db.session.execute(
        select(
            Account.id, Person.name, ClassSession.starts_at, ClassSession.ends_at, Module.name, Cohort.code
        )
        .select_from(ClassSession)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .join(Module, Module.id == ClassSession.module_id)
        .join(Account, (Account.id == ClassSession.trainer_id) | assists)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(account_ids), *_meets(ClassSession, since, until))
    )


def _led(account_ids: Collection[int], since: datetime, until: datetime) -> Any:
    session = RecurrentSession
    return db.session.execute(
        select(Account.id, Person.name, session.starts_at, session.ends_at, session.topic)
        .join(Account, Account.person_id == session.leader_id)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(account_ids), *_meets(session, since, until))
    )


def _meets(session: Any, since: datetime, until: datetime) -> tuple[Any, ...]:
    return (
        session.state == SessionState.PLANNED,
        session.starts_at < until,
        session.ends_at > since,
    )
