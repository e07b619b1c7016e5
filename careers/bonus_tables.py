"""Publishing what a score brings. A month whose bonus is settled keeps the table by which it was settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from careers.models import BonusStep, BonusTable
from careers.queries import bonuses as queries
from careers.queries.standings import own_row
from careers.rules.bonus import Terms, in_order
from careers.rules.figures import MARK_DECIMALS, decimals
from careers.states import BonusKind
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.money import CURRENCIES, MOST
from core.months import month_of
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.states import EmploymentKind

MOST_STEPS = 10
WHOLE_PAY = 100_00
"""Hundredths of a per cent."""


class BonusRefused(Refused):
    """No table was changed or published."""


@dataclass(frozen=True)
class TablePlan:
    """For whom, from which month on, and what."""

    level: str | None
    team_id: int | None
    since: date
    terms: Terms


def publish(plan: TablePlan, *, actor: Account | None, reason: str | None = None) -> BonusTable:
    """Publish a further table; it never changes afterwards.

    Raises BonusRefused, with what is wrong, for one by which nothing can be paid, and where it would be the
    publisher's own bonus."""
    for sentence in problems(plan.terms):
        raise BonusRefused(_("Not published. %(why)s", why=sentence))
    if actor is not None and is_about(plan, actor):
        raise BonusRefused(_("Not published. It would be your own bonus too; somebody else publishes it."))
    alone("bonus tables")
    terms = plan.terms
    table = BonusTable(
        number=queries.newest_number() + 1,
        level=plan.level,
        team_id=plan.team_id,
        since=month_of(plan.since),
        kind=terms.kind,
        currency=terms.currency,
        is_pro_rata=terms.is_pro_rata,
        least_share=terms.least_share,
        leaves_out=sorted(terms.leaves_out),
        published_at=clock.now(),
        rows=[BonusStep(score_from=one.score_from, worth=one.worth) for one in in_order(terms.steps)],
    )
    db.session.add(table)
    db.session.flush()
    record(
        "bonus table published",
        table,
        actor_id=actor.id if actor else None,
        reason=reason,
        number=table.number,
        level=plan.level,
        team=plan.team_id,
        since=table.since.isoformat(),
        leaves_out=table.leaves_out,
    )
    db.session.flush()
    return table


def is_about(plan: TablePlan, actor: Account) -> bool:
    """Would the actor be paid by it, as they are employed now?"""
    own = own_row(actor)
    return own is not None and plan.level in (None, own.level) and plan.team_id in (None, own.team_id)


def problems(terms: Terms) -> Iterator[str]:
    """Sentences about what makes the table one by which nothing can be paid."""
    if not 0 < len(terms.steps) <= MOST_STEPS:
        yield _("There are from 1 to %(most)s steps.", most=MOST_STEPS)
    if (terms.kind is BonusKind.AMOUNT) != (terms.currency in CURRENCIES):
        yield _("Amounts need a currency.")
    if decimals(terms.least_share) > MARK_DECIMALS:
        yield _("The least share has at most %(most)s decimals.", most=MARK_DECIMALS)
    if not 0 <= terms.least_share <= 100:
        yield _("The least share of the days is from 0 to 100 %.")
    if terms.leaves_out >= set(EmploymentKind):
        yield _("Of the kinds of employment one at least has a bonus.")
    most = MOST if terms.kind is BonusKind.AMOUNT else WHOLE_PAY
    if any(not 0 < one.worth <= most for one in terms.steps):
        yield _("A step brings more than nothing, and a share at most the whole pay.")
    yield from _order_problems(terms)


def _order_problems(terms: Terms) -> Iterator[str]:
    marks = [one.score_from for one in terms.steps]
    if any(not 0 <= one <= 100 for one in marks):
        yield _("A score is from 0 to 100.")
    if any(decimals(one) > MARK_DECIMALS for one in marks):
        yield _("A score has at most %(most)s decimals.", most=MARK_DECIMALS)
    if len(set(marks)) < len(marks):
        yield _("Two steps begin at the same score.")
    worths = [one.worth for one in in_order(terms.steps)]
    if worths != sorted(worths, reverse=True):
        yield _("A higher score brings at least as much as a lower one.")
