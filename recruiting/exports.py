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


def suspicion_header() -> tuple[str, ...]:
    return _("One"), _("Other script"), _("The other"), _("Other script"), _("Why"), _("Noticed")


def suspicion_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per pair who may be one person, as listed."""
    for row in rows:
        yield (
            row.first_name, row.first_latin, row.second_name, row.second_latin, word(row.why), row.found_at,
        )  # fmt: skip


def pool_header() -> tuple[str, ...]:
    return (
        _("Name"), _("Other script"), _("Reason"), _("Note"), _("Opening"), _("Title"), _("Came as far as"),
        _("Since"), _("Until"), _("Written to"),
    )  # fmt: skip


def pool_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per person in the talent pool, as listed."""
    for row in rows:
        yield (
            row.name, row.latin_name or "", word(row.reason), row.note or "", row.code, say(row.title),
            say(row.stage), row.added_at, row.expires_on, row.written_at,
        )  # fmt: skip
