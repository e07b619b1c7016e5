"""Settling bonuses: what a closed month brings is handed over to be paid, once. After a correction the
difference is; what was settled stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from careers import career_letters, entering
from careers.models import BonusSettlement
from careers.queries import bonuses as queries
from careers.queries.bonuses import Due
from careers.words import month as month_said
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Entry, record
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
    entering.lock(employment.id)
    due = queries.of_people([employment.id], month).get(employment.id)
    return _keep([(employment, _settleable(employment, month, due, actor))], month, actor)[0]


def settle_all(employments: Sequence[Employment], month: date, *, actor: Account) -> Settled:
    """Settle for everybody of whom something is to be settled, as few statements for many as for few; says
    for whom not, and why."""
    alone(entering.ROOM)
    dues = queries.of_people([one.id for one in employments], month)
    wanted, left = list[tuple[Employment, Due]](), list[tuple[str, str]]()
    for one in employments:
        try:
            wanted.append((one, _settleable(one, month, dues.get(one.id), actor)))
        except SettlementRefused as refusal:
            left.append((one.person.name, refusal.sentence))
    return Settled(len(_keep(wanted, month, actor)), left)


def _settleable(employment: Employment, month: date, due: Due | None, actor: Account) -> Due:
    if employment.person_id == actor.person_id:
        raise SettlementRefused(_("Not settled. Somebody else settles your bonus."))
    if due is None:
        raise SettlementRefused(
            _("Not settled. %(month)s is not closed, or no table holds for it.", month=month_said(month))
        )
    if not due.is_open:
        raise SettlementRefused(_("Not settled. %(month)s is settled already.", month=month_said(month)))
    return due


def _keep(wanted: Sequence[tuple[Employment, Due]], month: date, actor: Account) -> list[BonusSettlement]:
    entries = [_recorded(employment, month, due, actor) for employment, due in wanted]
    db.session.flush()
    made = [
        BonusSettlement(
            employment_id=employment.id,
            month=month,
            number=len(due.settled) + 1,
            revision_id=due.closed.id,
            table_id=due.table.id,
            worth=due.found.worth,
            difference=due.difference,
            kind=due.kind,
            settled_at=clock.now(),
            entry_id=entry.id,
        )
        for (employment, due), entry in zip(wanted, entries, strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    told = zip(wanted, made, entries, strict=True)
    career_letters.bonuses_settled([(whose, one.number, entry) for (whose, _due), one, entry in told], month)
    db.session.flush()
    return made


def _recorded(employment: Employment, month: date, due: Due, actor: Account) -> Entry:
    return record(
        "bonus settled",
        employment,
        actor_id=actor.id,
        rule=f"bonus table {due.table.number}",
        month=month.isoformat(),
        number=len(due.settled) + 1,
        revision=due.closed.number,
        worth=due.found.worth,
        difference=due.difference,
        kind=due.kind,
    )
