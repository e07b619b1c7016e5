"""Applications as rows of a table to take away."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.i18n import _, say
from recruiting.queries.cards import Card
from recruiting.words import word


def applications_header() -> tuple[str, ...]:
    return (
        _("Name"), _("Other script"), _("Opening"), _("Title"), _("Stage"), _("Status"), _("Days in stage"),
        _("Target days"), _("Waits for"), _("Mark"), _("Mark given in"), _("Pass mark"), _("Channel"),
        _("Applied"),
    )  # fmt: skip


def application_rows(cards: Iterable[Card]) -> Iterator[tuple[Any, ...]]:
    """One row per application, in the order of the list."""
    for card in cards:
        waits = (card.waiter or word(card.waits_on)) if card.is_open and not card.is_held else ""
        yield (
            card.name, card.latin_name or "", card.opening_code, say(card.opening_title), say(card.stage),
            word(card.status), card.days, card.target_days, waits, card.mark, say(card.mark_stage),
            card.pass_mark, say(card.channel), card.applied_at,
        )  # fmt: skip
