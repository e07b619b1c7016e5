"""Settling bonuses: what a closed month brings is handed over to be paid, once. After a correction the
difference is; what was settled stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from careers.models import BonusSettlement
from careers.queries import bonuses as queries
from careers.queries.bonuses import Due
from careers.words import month as month_said
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment


class SettlementRefused(Refused):
    """Nothing was settled."""


@dataclass(frozen=True)
class Settled:
    """How many bonuses were settled, and for whom not: (name, sentence)."""

    count: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def settle(employment: Employment, month: date, *, actor: Account) -> BonusSettlement:
    """Settle what a closed month brings, or the difference that a correction made of it.

    Raises SettlementRefused for the own bonus, a month that is open or has no table, and where nothing is to
    be settled."""
    if employment.person_id == actor.person_id:
        raise SettlementRefused(_("Not settled. Somebody else settles your bonus."))
    alone(f"reviews of {employment.id}")
    due = queries.of_person(employment.id, month)
    if due is None:
        raise SettlementRefused(
            _("Not settled. %(month)s is not closed, or no table holds for it.", month=month_said(month))
        )
    if not due.is_open:
        raise SettlementRefused(_("Not settled. %(month)s is settled already.", month=month_said(month)))
    return _keep(employment, month, due, actor)


def _keep(employment: Employment, month: date, due: Due, actor: Account) -> BonusSettlement:
    number = len(due.settled) + 1
    entry = record(
        "bonus settled",
        employment,
        actor_id=actor.id,
        rule=f"bonus table {due.table.number}",
        month=month.isoformat(),
        number=number,
        revision=due.closed.number,
        worth=due.found.worth,
        difference=due.difference,
    )
    db.session.flush()
    made = BonusSettlement(
        employment_id=employment.id,
        month=month,
        number=number,
        revision_id=due.closed.id,
        table_id=due.table.id,
        worth=due.found.worth,
        difference=due.difference,
        settled_at=clock.now(),
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def settle_all(employments: Sequence[Employment], month: date, *, actor: Account) -> Settled:
    """Settle for everybody of whom something is to be settled; says for whom not, and why."""
    count, left = 0, []
    for employment in employments:
        try:
            settle(employment, month, actor=actor)
            count += 1
        except SettlementRefused as refusal:
            left.append((employment.person.name, refusal.sentence))
    return Settled(count, left)
