"""What a new installation has in careers, published once from `defaults`."""

from careers import desk_duty, formulas, honouring, ladders
from careers.defaults import desk as default_desk
from careers.defaults import formulas as default_formulas
from careers.defaults import honours as default_honours
from careers.defaults import ladder as default_ladder
from careers.queries import desk as desk_queries
from careers.queries import formulas as formula_queries
from careers.queries import honours as honour_queries
from careers.queries import ladder as queries


def found() -> None:
    """Publish the ladder, the review formula, the rules of desk duty and of honours where there are none yet;
    what is there stays as it is."""
    if queries.newest() is None:
        ladders.publish(default_ladder.LADDER, actor=None)
    if formula_queries.newest_number() == 0:
        formulas.publish(default_formulas.FORMULA, actor=None)
    if not desk_queries.rules():
        desk_duty.publish(default_desk.RULE, actor=None)
    if not honour_queries.rules():
        honouring.publish(default_honours.RULE, actor=None)
