"""Applications as rows of a table to take away."""

from collections.abc import Iterable, Iterator
from typing import Any

from core import clock
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


def check_header() -> tuple[str, ...]:
    return (
        _("Name"), _("Other script"), _("Opening"), _("What is checked"), _("Ordered"), _("Days"),
        _("Target days"), _("State"), _("Decided"), _("Good until"),
    )  # fmt: skip


def check_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per background check, in the order of the list; nothing of what was found."""
    return map(_check, rows)


def _check(row: Any) -> tuple[Any, ...]:
    days = clock.days_between(row.ordered_at, row.decided_at or clock.now())
    return (
        row.name, row.latin_name or "", row.code, say(row.package), row.ordered_at, days, row.target_days,
        word(row.state), row.decided_at, row.good_until)  # fmt: skip


def task_header() -> tuple[str, ...]:
    return (
        _("Due"), _("To be done"), _("Who does it"), _("Name"), _("Other script"), _("Opening"),
        _("First day"), _("Done at"), _("Done by"),
    )  # fmt: skip


def task_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per task before a first day, in the order of the list."""
    return map(_task, rows)


def _task(row: Any) -> tuple[Any, ...]:
    return (
        row.due_on, say(row.task), word(row.owner), row.name, row.latin_name or "", row.code,
        row.starts_on, row.done_at, row.done_by or "",
    )  # fmt: skip
