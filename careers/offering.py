"""Which training is offered to whoever falls short in an indicator: added and withdrawn, on the record."""

from dataclasses import dataclass
from decimal import Decimal

from careers.models import FittingTraining
from careers.queries import formulas
from careers.queries import offers as queries
from careers.rules.figures import MARK_DECIMALS, decimals
from careers.states import FitKind
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission

LONGEST = 80


class OfferRefused(Refused):
    """Nothing was added or withdrawn."""


@dataclass(frozen=True)
class FitPlan:
    """See FittingTraining. `module`: (programme, key)."""

    indicator: str
    below: Decimal
    kind: FitKind
    module: tuple[int, str] | None = None
    material_id: int | None = None
    topic: str | None = None


def check_may(actor: Account) -> None:
    if None not in actor.teams_for(Permission.EDIT_LADDER):
        raise OfferRefused(_("Not done. Your role does not allow it; an administrator can."))


def add(plan: FitPlan, *, actor: Account | None) -> FittingTraining:
    """Offer a training from now on. Raises OfferRefused for what does not exist, points that are none, and
    what is offered already."""
    if actor is not None:
        check_may(actor)
    alone("fitting training")
    _check(plan)
    programme_id, module_key = plan.module or (None, None)
    made = FittingTraining(
        indicator=plan.indicator,
        below=plan.below,
        kind=plan.kind,
        programme_id=programme_id,
        module_key=module_key,
        material_id=plan.material_id,
        topic=plan.topic,
        added_at=clock.now(),
    )
    if any(_aim(one) == _aim(made) for one in queries.fits()):
        raise OfferRefused(_("Not added. This is offered for the indicator already."))
    db.session.add(made)
    db.session.flush()
    record(
        "fitting training added",
        made,
        actor_id=actor.id if actor else None,
        indicator=made.indicator,
        below=str(made.below),
        kind=made.kind,
        programme=programme_id,
        module=module_key,
        material=made.material_id,
    )
    db.session.flush()
    return made


def _aim(one: FittingTraining) -> tuple[object, ...]:
    topic = one.topic.lower() if one.topic else None
    return one.indicator, one.kind, one.programme_id, one.module_key, one.material_id, topic


def _check(plan: FitPlan) -> None:
    if plan.indicator not in formulas.indicators():
        raise OfferRefused(_("Not added. No formula has this indicator."), "indicator")
    if not (plan.below.is_finite() and 0 < plan.below <= 100):
        raise OfferRefused(_("Points are more than 0, and at most 100."), "below")
    if decimals(plan.below) > MARK_DECIMALS:
        raise OfferRefused(_("Points have at most %(most)s decimals.", most=MARK_DECIMALS), "below")
    if plan.kind is FitKind.MODULE and plan.module not in queries.modules():
        raise OfferRefused(_("Choose a module."), "module")
    if plan.kind is FitKind.MATERIAL and plan.material_id not in {row.material_id for row in queries.texts()}:
        raise OfferRefused(_("Choose a text."), "material")
    if plan.kind is FitKind.SESSION and not 0 < len((plan.topic or "").strip()) <= LONGEST:
        raise OfferRefused(_("Say which words the topic has in it, in at most 80 characters."), "topic")


def withdraw(fit: FittingTraining, *, actor: Account) -> None:
    """Offer it no more. Raises OfferRefused where it is withdrawn already."""
    check_may(actor)
    alone("fitting training")
    db.session.refresh(fit)
    if fit.withdrawn_at is not None:
        raise OfferRefused(_("Not changed. It is not offered any more."))
    fit.withdrawn_at = clock.now()
    record("fitting training withdrawn", fit, actor_id=actor.id, indicator=fit.indicator)
    db.session.flush()
