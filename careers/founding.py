"""What a new installation has in careers, published once from `defaults`."""

from decimal import Decimal

from careers import desk_duty, formulas, honouring, ladders, offering
from careers.defaults import desk as default_desk
from careers.defaults import formulas as default_formulas
from careers.defaults import honours as default_honours
from careers.defaults import ladder as default_ladder
from careers.defaults import letters as default_letters
from careers.defaults import offers as default_offers
from careers.offering import FitPlan
from careers.queries import desk as desk_queries
from careers.queries import formulas as formula_queries
from careers.queries import honours as honour_queries
from careers.queries import ladder as queries
from careers.queries import offers as offer_queries
from careers.states import FitKind
from core.letters import ensure_templates


def found() -> None:
    """Publish the ladder, the review formula, the rules of desk duty and of honours, and the letters where
    there are none yet; what is there stays as it is."""
    if queries.newest() is None:
        ladders.publish(default_ladder.LADDER, actor=None)
    if formula_queries.newest_number() == 0:
        formulas.publish(default_formulas.FORMULA, actor=None)
    if not desk_queries.rules():
        desk_duty.publish(default_desk.RULE, actor=None)
    if not honour_queries.rules():
        honouring.publish(default_honours.RULE, actor=None)
    if not offer_queries.any_ever():
        _offer()
    ensure_templates(default_letters.LETTERS)


def _offer() -> None:
    """Offer the modules that are taught to whoever falls short in what they teach."""
    taught = {key: (programme, key) for programme, key in offer_queries.modules()}
    for indicator, module in default_offers.FITS:
        if module in taught and indicator in formula_queries.indicators():
            plan = FitPlan(indicator, Decimal(default_offers.BELOW), FitKind.MODULE, module=taught[module])
            offering.add(plan, actor=None)
