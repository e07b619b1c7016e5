"""The short words that a card wears besides its name and its waits."""

from typing import Any, Protocol

from core.i18n import lazy
from recruiting.states import Status, Wait

SHORT = {
    Wait.SCHEDULING: lazy("to schedule"),
    Wait.INTERVIEW: lazy("interview planned"),
    Wait.FEEDBACK: lazy("feedback"),
    Wait.CONSENT: lazy("consent"),
    Wait.OFFER: lazy("offer to make"),
    Wait.ANSWER: lazy("answer"),
    Wait.HIRING: lazy("to hire"),
}


class Tagged(Protocol):
    """What tags are made from; `queries.cards.Card` is such a thing."""

    @property
    def status(self) -> Status: ...
    @property
    def waits_for(self) -> Wait: ...
    @property
    def referrer_id(self) -> int | None: ...


def tags(card: Tagged) -> list[Any]:
    """What is special about it beyond its status, most important first."""
    found: list[Any] = []
    if card.status is Status.ACTIVE and card.waits_for in SHORT:
        found.append(SHORT[card.waits_for])
    if card.referrer_id is not None:
        found.append(lazy("referred"))
    return found
