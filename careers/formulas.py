"""Publishing what months are measured by. A month that is closed keeps the formula it was closed with."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careers.models import ReviewFormula, ReviewIndicator
from careers.queries import formulas as queries
from careers.rules.figures import FIGURE_DECIMALS, WEIGHT_DECIMALS, decimals
from careers.states import Direction
from core import clock
from core.db import Words, db
from core.i18n import _
from core.locks import alone
from core.months import month_of
from core.record import record
from core.refusal import Refused
from people.models import Account

BEGINNING = date(2000, 1, 1)
MOST_INDICATORS = 30
PLACES = {"target": FIGURE_DECIMALS, "zero": FIGURE_DECIMALS, "weight": WEIGHT_DECIMALS}
"""How many decimals of each number of an indicator are kept."""


class FormulaRefused(Refused):
    """No formula was published."""


@dataclass(frozen=True)
class IndicatorPlan:
    """`target` brings 100 points, `zero` none. `is_total`: a sum over the month."""

    key: str
    group: Words
    name: Words
    unit: Words
    direction: Direction
    target: Decimal
    zero: Decimal
    weight: Decimal
    is_total: bool = False


@dataclass(frozen=True)
class FormulaPlan:
    """For whom, from which month on (None: from the beginning), and by what."""

    level: str | None
    team_id: int | None
    since: date | None
    indicators: tuple[IndicatorPlan, ...]


def publish(plan: FormulaPlan, *, actor: Account | None, reason: str | None = None) -> ReviewFormula:
    """Publish a further formula; it never changes afterwards. Months before its `since` keep theirs.

    Raises FormulaRefused, with what is wrong, for one that cannot measure."""
    for sentence in problems(plan):
        raise FormulaRefused(_("Not published. %(why)s", why=sentence))
    alone("review formulas")
    formula = unpublished(plan)
    db.session.add(formula)
    db.session.flush()
    record(
        "review formula published",
        formula,
        actor_id=actor.id if actor else None,
        reason=reason,
        number=formula.number,
        level=plan.level,
        team=plan.team_id,
        since=formula.since.isoformat(),
    )
    db.session.flush()
    return formula


def unpublished(plan: FormulaPlan) -> ReviewFormula:
    """What `plan` would be as a formula; nothing is kept of it. Good to try what it would mean."""
    return ReviewFormula(
        number=queries.newest_number() + 1,
        level=plan.level,
        team_id=plan.team_id,
        since=month_of(plan.since) if plan.since else BEGINNING,
        published_at=clock.now(),
        indicators=[
            ReviewIndicator(position=place, **vars(one)) for place, one in enumerate(plan.indicators, 1)
        ],
    )


def problems(plan: FormulaPlan) -> Iterator[str]:
    """Sentences about what makes the formula one that cannot measure."""
    if not 0 < len(plan.indicators) <= MOST_INDICATORS:
        yield _("There are from 1 to %(most)s indicators.", most=MOST_INDICATORS)
    if max(Counter(one.key for one in plan.indicators).values(), default=0) > 1:
        yield _("Two indicators have the same key.")
    for one in plan.indicators:
        yield from _problems_of(one)


def _problems_of(one: IndicatorPlan) -> Iterator[str]:
    if not all(one.name.get(code) for code in ("en", "zh_Hans")) or not one.key:
        yield _("Say what each indicator is called, in both languages.")
    if one.weight <= 0:
        yield _("The weight of %(key)s is more than nothing.", key=one.key)
    if any(decimals(getattr(one, name)) > most for name, most in PLACES.items()):
        yield _("A number of %(key)s has more decimals than are kept.", key=one.key)
    wrong = one.target <= one.zero if one.direction is Direction.HIGHER else one.target >= one.zero
    if wrong:
        yield _("The target of %(key)s does not lie in the direction that is good.", key=one.key)
