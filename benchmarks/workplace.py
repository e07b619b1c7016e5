"""Ten thousand people on duty with three years of closed months: who leads them, and how they are written."""

import time
from datetime import datetime

from sqlalchemy import select

from benchmarks import careers_filling, loading
from benchmarks.careers_stories import TEAMS, workers
from benchmarks.ground import PASSWORD, both
from careers import jobs
from core import clock
from core.db import db
from people import accounts, places, sign_in
from people.models import Account, Team
from people.permissions import Role

LEAD, WORKER = "lead@example.org", "employee-1@example.org"
"""Who answers for all of them, and one of them, a specialist."""


def prepare() -> tuple[Account, list[Team]]:
    """A manager of everybody, and the teams; flushes."""
    lead = _account("Lena Bench", LEAD, Role.MANAGER)
    site = places.add_site(both("Suzhou"), actor=lead)
    teams = [places.add_team(both(f"Service {number + 1}"), site.id, actor=lead) for number in range(TEAMS)]
    db.session.flush()
    return lead, teams


def _account(name: str, email: str, role: Role) -> Account:
    account = accounts.open_account(name, email, "en", actor=None)
    accounts.add_role(account, role, None, actor=None)
    sign_in.set_password(account, PASSWORD, actor=account)
    return account


def keep() -> None:
    """What the worker does: after the filling for everybody, later for who changed."""
    db.session.remove()
    begun = time.perf_counter()
    done = jobs.keep_readiness()
    print(f"readiness of {done:,} people kept in {time.perf_counter() - begun:.1f} s", flush=True)


def fill(number: int, now: datetime) -> None:
    """So many people with their months, and an account for one of them, unless it is there; commits."""
    if not number or db.session.scalar(select(Account.id).where(Account.email == LEAD)):
        return
    begun = time.perf_counter()
    lead, teams = prepare()
    db.session.commit()
    around = careers_filling.look_around(teams, lead)
    careers_filling.fill(workers(number, clock.local(now).date()), around)
    loading.count_on(careers_filling.COUNTED)
    _account("", WORKER, Role.EMPLOYEE)  # they are known by that e-mail
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    print(f"{number:,} people at work written in {time.perf_counter() - begun:.0f} s", flush=True)
