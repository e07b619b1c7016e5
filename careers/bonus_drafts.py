"""The editor of bonus tables: a draft begins as a copy or from nothing, is changed, and is published from a
month to come on, or thrown away. Months that have begun keep what they bring."""

from datetime import date
from decimal import Decimal

from careers import bonus_tables
from careers.bonus_tables import BonusRefused, TablePlan
from careers.formula_drafts import check_may
from careers.models import BonusDraft, BonusTable
from careers.queries import bonuses as queries
from careers.queries.reviews import last_over
from careers.rules.bonus import Terms, from_kept, in_order, kept
from careers.states import BonusKind
from core import clock
from core.db import db
from core.drafts import check_seen
from core.i18n import _
from core.locks import alone
from core.money import CURRENCIES
from core.months import add_months, month_of
from core.record import record
from people.models import Account

EMPTY = Terms(BonusKind.AMOUNT, next(iter(CURRENCIES)), True, Decimal(50), ())


def plan_in(draft: BonusDraft, since: date) -> TablePlan:
    return TablePlan(draft.level, draft.team_id, since, from_kept(draft.terms))


def begin(
    based_on: BonusTable | None, level: str | None, team_id: int | None, *, actor: Account
) -> BonusDraft:
    """Begin a draft for a level, a team, both, or everybody (neither)."""
    check_may(actor, team_id, BonusRefused)
    draft = BonusDraft(
        based_on=based_on,
        level=level,
        team_id=team_id,
        terms=kept(based_on.terms if based_on else EMPTY),
        begun_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    record("bonus draft begun", draft, actor_id=actor.id, level=level, team=team_id)
    return draft


def _check(draft: BonusDraft, actor: Account, seen: int | None) -> None:
    check_may(actor, draft.team_id, BonusRefused)
    check_seen(seen, draft.version, BonusRefused)


def change(draft: BonusDraft, terms: Terms, *, actor: Account, seen: int | None = None) -> None:
    """Keep these terms in the draft. Raises BonusRefused for those by which nothing can be paid."""
    _check(draft, actor, seen)
    for sentence in bonus_tables.problems(terms):
        raise BonusRefused(_("Not saved. %(why)s", why=sentence))
    draft.terms = kept(Terms(**{**vars(terms), "steps": in_order(terms.steps)}))
    db.session.flush()


def discard(draft: BonusDraft, *, actor: Account, seen: int | None = None) -> None:
    """Throw the draft away; what is published stays as it is."""
    _check(draft, actor, seen)
    record("bonus draft discarded", draft, actor_id=actor.id)
    db.session.delete(draft)
    db.session.flush()


def publish(
    draft: BonusDraft,
    since: date,
    *,
    actor: Account,
    reason: str | None = None,
    seen: int | None = None,
) -> BonusTable:
    """Make the draft a table that holds from a month to come on, and end it. The very first table takes
    nothing from anybody: it may hold from the last month that is over.

    Raises BonusRefused for a month that has begun, for a table by which nothing can be paid, and where
    another one was published for the same people meanwhile."""
    _check(draft, actor, seen)
    alone("bonus tables")
    if month_of(since) < earliest():
        raise BonusRefused(_("Not published. It holds from a month to come on; choose a later one."), "since")
    newer = queries.newest_for(draft.level, draft.team_id)
    if newer is not None and newer.published_at > draft.begun_at:
        raise BonusRefused(
            _(
                "Not published. Table %(number)s came out for the same people after this draft was begun; "
                "begin anew from it.",
                number=newer.number,
            )
        )
    if newer is not None and newer.terms == from_kept(draft.terms):
        raise BonusRefused(_("Not published. Nothing differs from table %(number)s.", number=newer.number))
    table = bonus_tables.publish(plan_in(draft, since), actor=actor, reason=(reason or "").strip() or None)
    db.session.delete(draft)
    db.session.flush()
    return table


def earliest() -> date:
    """The first month from which a table can hold."""
    today = clock.today()
    return last_over(today) if queries.newest_number() == 0 else add_months(month_of(today), 1)
